"""Files that stand beside the checkout and not in it: recorded answers, data sets, the Force's policy."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def shared(relative: str) -> Path:
    """The path of a file or folder in ../shared; skips the test where it is not there, as in a lone clone."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"../shared/{relative} is not beside this checkout")
    return path
