"""The trained weights as the small model that the desk loads: ONNX with weights of seven bits."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from encoder import ATTENTION_HEADS, WIDTH, Encoder, Layer
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from torch.nn import functional


class _Layer(nn.Module):
    """A layer for one text: query, key and value in one multiplication, as many small ones cost more."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        scale = (WIDTH // ATTENTION_HEADS) ** 0.5
        self.layer = layer
        self.all = nn.Linear(WIDTH, 3 * WIDTH)
        self.all.weight = nn.Parameter(
            torch.cat([layer.query.weight / scale, layer.key.weight, layer.value.weight])
        )
        self.all.bias = nn.Parameter(torch.cat([layer.query.bias / scale, layer.key.bias, layer.value.bias]))

    def forward(self, states: Tensor) -> Tensor:
        parted = self.all(states).view(-1, 3, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        query, key, value = parted.permute(1, 2, 0, 3).unbind(0)
        mixed = functional.softmax(query @ key.transpose(-1, -2), dim=-1) @ value
        states = self.layer.norm_1(states + self.layer.out(mixed.transpose(0, 1).reshape(-1, WIDTH)))
        return self.layer.norm_2(states + self.layer.down(functional.gelu(self.layer.up(states))))


class _OneText(nn.Module):
    """The encoder for one text."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model
        self.layers = nn.ModuleList(_Layer(layer) for layer in model.layers)

    def forward(self, tokens: Tensor) -> Tensor:
        states = self.model.norm(self.model.words(tokens) + self.model.positions.weight[: tokens.shape[0]])
        for layer in self.layers:
            states = layer(states)
        return self.model.heads(states) + self.model.bias


def export(model: Encoder, to: Path) -> None:
    """Writes `to`: in `tokens` (by length), out `parts` (length by heads), whose mean over the tokens is the logits.

    Weights have seven bits, as older processors overflow when they multiply eight by eight.
    """
    one = _OneText(model).eval()
    example = torch.tensor([101, 7592, 2088, 102])
    with tempfile.TemporaryDirectory() as folder:
        whole, ready = Path(folder) / "whole.onnx", Path(folder) / "ready.onnx"
        with warnings.catch_warnings():
            # The older of torch's exporters, which needs no further package.
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                one,
                (example,),
                str(whole),
                dynamo=False,
                opset_version=20,
                input_names=["tokens"],
                output_names=["parts"],
                dynamic_axes={"tokens": {0: "length"}, "parts": {0: "length"}},
            )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(to), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
