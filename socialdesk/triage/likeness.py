"""Keys under which texts that are nearly the same are found among a million (4.3e): MinHash in bands.

Two texts share a key where three of their smallest hashed letter groups are the same, so an edit here and there leaves
some keys in common. What the keys find is compared letter by letter (`repeats.alike`) before anything is said.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from socialdesk.triage.repeats import SHORT, folded

BANDS = 16
_ROWS = 3
_GROUP = 4
"""Letters that are hashed together."""
_READ = 2_000
"""Letters of the folded text that are read."""
_KEY_BITS = 46
"""Of which SQLite keeps six bytes; by chance two of sixteen million keys are the same."""
_MULTIPLIER = 0x9E3779B97F4A7C15
_ALL = 0xFFFFFFFFFFFFFFFF

_Numbers = NDArray[np.uint64]


def _spread(seed: int, count: int) -> _Numbers:
    """`count` fixed odd numbers (splitmix64): the keys are stored, so they are the same on every machine."""
    out: list[int] = []
    state = seed
    for _ in range(count):
        state = (state + _MULTIPLIER) & _ALL
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _ALL
        out.append((mixed ^ (mixed >> 31)) | 1)
    return np.array(out, dtype=np.uint64)


_LETTERS: Final = _spread(11, _GROUP)[:, None]
_TIMES: Final = _spread(23, BANDS * _ROWS)[:, None]
_PLUS: Final = _spread(37, BANDS * _ROWS)[:, None]
_TOGETHER: Final = _spread(53, _ROWS)[None, :]
_BAND: Final = _spread(71, BANDS)
_SHIFT: Final = np.uint64(64 - _KEY_BITS)
_HALF: Final = np.uint64(32)


def keys(untrusted_text: str) -> list[int]:
    """The keys of a text, a number below 2**46 for each band; none for what is too short to be a repeat by itself."""
    letters = folded(untrusted_text)[:_READ]
    if len(letters) < SHORT:
        return []
    signs = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = len(signs) - _GROUP + 1
    groups: _Numbers = np.zeros(count, dtype=np.uint64)
    for place in range(_GROUP):
        groups += signs[place : place + count] * _LETTERS[place]
    groups ^= groups >> _HALF
    smallest: _Numbers = (np.unique(groups)[None, :] * _TIMES + _PLUS).min(axis=1)
    mixed: _Numbers = ((smallest >> _HALF).reshape(BANDS, _ROWS) * _TOGETHER).sum(axis=1, dtype=np.uint64)
    mixed = (mixed ^ _BAND) * np.uint64(_MULTIPLIER)
    return [int(key) for key in mixed >> _SHIFT]
