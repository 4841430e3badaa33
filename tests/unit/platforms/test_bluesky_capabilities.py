"""What the desk says of Bluesky, and what the connector does, are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.capabilities import read_capabilities

TOLD = Path(__file__).resolve().parents[3] / "resources" / "capabilities" / "bluesky.toml"
BY_API = set(ActionKind) - {
    ActionKind.PRIVATE_REPLY,
    ActionKind.BLOCK_MESSAGES,
    ActionKind.UNBLOCK_MESSAGES,
    ActionKind.EDIT_POST,
    ActionKind.RESCHEDULE,
}


@pytest.mark.parametrize("kind", ActionKind)
def test_every_action_is_told_in_full(kind: ActionKind) -> None:
    told = read_capabilities(TOLD.read_text("utf-8"))[kind]
    assert (told.way is Way.API) is (kind in BY_API)
    assert told.label
    assert told.effect.endswith(".")
    assert told.reason
    assert told.source


def test_whoever_blocks_is_told_that_everybody_can_see_it() -> None:
    assert "public" in read_capabilities(TOLD.read_text("utf-8"))[ActionKind.BLOCK].effect
