"""Every way to decide something, asked for straight from the use case, as no window would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from socialdesk.decisions import asking, by_hand, handling
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.referring import ReferralKind, open_referral
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.undo import decide_opposite
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox import queries
from tests.fakes.blocking_scene import BlockingScene
from tests.fakes.stocked_desk import OFFICER, book


def asked(scene: BlockingScene, by: Person) -> dict[str, Any]:
    return {"item_id": scene.item("c1"), "now": scene.clock(), "by": by}


def in_full(scene: BlockingScene, by: Person) -> dict[str, Any]:
    return asked(scene, by) | {"book": book(), "capabilities": scene.capabilities}


WHY = {"aim": "To keep people safe.", "why_not_less": "A reply would not."}
SPAM: dict[str, Any] = {"grounds": ["spam"], "answers": {"spam.what": "A fraud or scam"}}


def remove(scene: BlockingScene, by: Person, item: str = "c1") -> OutboxId:
    told: dict[str, Any] = in_full(scene, by) | {"item_id": scene.item(item)}
    decide_removal(scene.db, action=ActionKind.HIDE, **SPAM, **WHY, **told)
    return queries.pending(scene.db)[0].outbox_id


def reply(scene: BlockingScene, text: str = "Thank you.", by: Person = OFFICER) -> OutboxId:
    decide_reply(scene.db, kind=ActionKind.REPLY, text=text, **in_full(scene, by))
    return queries.pending(scene.db)[0].outbox_id


def said(scene: BlockingScene) -> list[str]:
    return [each.text for each in scene.network.applied(ActionKind.REPLY)]


def there(scene: BlockingScene, by: Person, item: str = "c1") -> None:
    """Begins to remove it on the network itself."""
    scene.by_hand_only(ActionKind.DELETE)
    told: dict[str, Any] = in_full(scene, by) | {"item_id": scene.item(item)}
    by_hand.begin_by_hand(scene.db, action=ActionKind.DELETE, **SPAM, **WHY, **told)


EVERY: dict[str, Callable[[BlockingScene, Person], object]] = {
    "remove": remove,
    "reply": lambda scene, by: reply(scene, by=by),
    "keep": lambda s, by: decide_keep(s.db, reason="It may stay.", grounds=[], book=book(), **asked(s, by)),
    "by hand": lambda scene, by: there(scene, by),
    "block": lambda s, by: s.ask(by),
    "show again": lambda s, by: decide_opposite(s.db, **in_full(s, by)),
    "crime": lambda s, by: open_referral(
        s.db,
        kind=ReferralKind.CRIME,
        details={},
        categories=[book().referring.crime[0].id],
        book=book(),
        **asked(s, by),
    ),
    "foi": lambda s, by: open_referral(s.db, kind=ReferralKind.FOI, details={}, book=book(), **asked(s, by)),
    "ask": lambda s, by: asking.ask(s.db, question="May it stay?", **asked(s, by)),
    "note": lambda s, by: handling.write_note(s.db, text="Seen.", **asked(s, by)),
    "take": lambda s, by: handling.claim(s.db, **asked(s, by)),
    "let go": lambda s, by: handling.release(s.db, **asked(s, by)),
    "done": lambda s, by: handling.mark_done(s.db, reason="So.", **asked(s, by)),
    "reopen": lambda s, by: handling.reopen(s.db, **asked(s, by)),
}
"""Every way to decide something on an item, asked for straight from the use case."""
DECIDING = ("remove", "reply", "keep", "by hand", "block", "show again")


def state_of(scene: BlockingScene) -> list[Any]:
    tables = (
        "decisions",
        "outbox",
        "by_hand",
        "blocks",
        "referrals",
        "questions",
        "notes",
        "audit",
        "evidence",
    )
    counts = [scene.db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
    return [*counts, scene.db.execute("SELECT * FROM worklist ORDER BY item_id").fetchall()]
