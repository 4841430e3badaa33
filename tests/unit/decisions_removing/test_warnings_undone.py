"""A warning explains what stays removed: what was shown again before it went is explained by none (R3, R5)."""

from __future__ import annotations

import pytest

from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.undo import decide_opposite
from socialdesk.decisions.warning import WarningWay, decide_warning
from socialdesk.decisions.warning_due import due_warnings
from socialdesk.inbox.queries import item
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import OutboxId
from socialdesk.outbox import queries as outbox
from socialdesk.storage.database import IntegrityError
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

TRIGGER = "named_person"


@pytest.fixture
def scene() -> Scene:
    """A name was hidden, and the network has confirmed it."""
    made = Scene("c1", "c2")
    decide_removal(
        made.db,
        item_id=made.desk.items["c1"],
        action=ActionKind.HIDE,
        grounds=["contempt_of_court"],
        answers={
            "contempt_of_court.what": "Names or points at an arrested person",
            "contempt_of_court.active": "Yes",
        },
        aim="To keep a trial fair.",
        why_not_less="A reply would not.",
        book=book(),
        capabilities=capabilities(),
        now=made.clock(),
        by=OFFICER,
    )
    made.run(30)
    assert made.standing() == "hidden"
    return made


def warn(scene: Scene) -> OutboxId:
    template = book().triggers[TRIGGER].templates[0]
    decide_warning(
        scene.db, item_id=scene.desk.items["c1"], trigger_id=TRIGGER, template=template,
        text=book().wording(template), way=WarningWay.BENEATH_POST, book=book(), capabilities=capabilities(),
        now=scene.clock(), by=OFFICER, undo_seconds=60,
    )  # fmt: skip
    return outbox.pending(scene.db)[0].outbox_id


def show_again(scene: Scene) -> None:
    decide_opposite(
        scene.db, item_id=scene.desk.items["c1"], book=book(), capabilities=capabilities(), now=scene.clock(),
        by=OFFICER,
    )  # fmt: skip


def due(scene: Scene) -> list[str]:
    thread_id = item(scene.db, scene.desk.items["c1"]).thread_id
    return [
        each.trigger.id
        for each in due_warnings(scene.db, thread_id, book=book(), now=scene.clock())
        if each.due
    ]


@pytest.mark.clause("R5")
def test_a_warning_is_held_where_what_it_explains_is_shown_again(scene: Scene) -> None:
    warning = warn(scene)
    show_again(scene)
    with pytest.raises(IntegrityError, match="waits until what it explains"):
        scene.db.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", (warning,))
    scene.run(120)
    assert scene.needs_person(warning)
    assert scene.network.applied(ActionKind.REPLY) == []


@pytest.mark.clause("R5")
def test_it_is_not_due_either_until_it_is_removed_again(scene: Scene) -> None:
    assert due(scene) == [TRIGGER]
    show_again(scene)
    scene.run(30)
    assert due(scene) == []


@pytest.mark.clause("R5")
def test_one_that_stays_removed_is_explained(scene: Scene) -> None:
    warn(scene)
    scene.run(120)
    assert len(scene.network.applied(ActionKind.REPLY)) == 1
