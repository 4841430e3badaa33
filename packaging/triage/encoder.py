"""The encoder of the model (the six layers of MiniLM) with a linear head for each ground and route."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, ATTENTION_HEADS, INNER, WORDS, LONGEST = 384, 6, 12, 1536, 30522, 512


class Layer(nn.Module):
    """Attention and feed-forward, each with its residual."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm_1, self.norm_2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """`mask` is added to what attention weighs: nothing for a word, a large negative number for padding."""
        batch, length = states.shape[0], states.shape[1]

        def parted(linear: nn.Linear) -> Tensor:
            return (
                linear(states).view(batch, length, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).transpose(1, 2)
            )

        query, key, value = parted(self.query), parted(self.key), parted(self.value)
        # Spelt out: on a processor the fused form is slower to train, and the export knows no other way.
        weights = query @ key.transpose(-1, -2) / (WIDTH // ATTENTION_HEADS) ** 0.5
        if mask is not None:
            weights = weights + mask.to(weights.dtype)
        mixed = functional.softmax(weights, dim=-1).to(value.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(batch, length, WIDTH)
        states = self.norm_1(states + self.dropout(self.out(mixed)))
        return self.norm_2(states + self.dropout(self.down(functional.gelu(self.up(states)))))


class Encoder(nn.Module):
    """For each token, what it says to each head; the mean over a text's tokens is the logit."""

    def __init__(self, heads: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH, sparse=True)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.heads = nn.Linear(WIDTH, heads, bias=False)
        self.bias = nn.Parameter(torch.zeros(heads))

    def forward(self, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
        """`tokens` are batch by length."""
        states = self.words(tokens) + self.positions.weight[: tokens.shape[1]]
        states = self.dropout(self.norm(states))
        for layer in self.layers:
            states = layer(states, mask)
        return self.heads(self.dropout(states)) + self.bias

    def logits(self, tokens: Tensor, there: Tensor) -> Tensor:
        """`there` is 1 for a token and 0 for padding."""
        mask = (there[:, None, None, :] - 1) * 1e4
        parts = self.forward(tokens, mask)
        return (parts * there[..., None]).sum(1) / there.sum(1, keepdim=True)

    def load_base(self, folder: Path) -> None:
        """The weights of all-MiniLM-L6-v2."""
        from safetensors.torch import load_file  # noqa: PLC0415  (needed for the base alone)

        base = load_file(str(folder / "model.safetensors"))
        base = {name.removeprefix("bert."): value for name, value in base.items()}
        names = {
            "words.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "norm": "embeddings.LayerNorm",
        }
        of_layer = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "out": "attention.output.dense",
            "norm_1": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm_2": "output.LayerNorm",
        }
        for number in range(LAYERS):
            names |= {
                f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}"
                for ours, theirs in of_layer.items()
            }
        known = {}
        for ours, theirs in names.items():
            for ending in ("",) if ours.endswith(".weight") else (".weight", ".bias"):
                known[ours + ending] = base[theirs + ending].float()
        # There is one kind of text here, so what tells the kinds apart is the same for every place.
        known["positions.weight"] += base["embeddings.token_type_embeddings.weight"][0].float()
        missing, unexpected = self.load_state_dict(known, strict=False)
        if unexpected or {name for name in missing if not name.startswith(("heads", "bias"))}:
            raise ValueError((missing, unexpected))
