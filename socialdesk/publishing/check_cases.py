"""Checks on what a post says of people in a matter: appeals, arrests, charges (3.3a, 3.3b; P4, P5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from socialdesk.decisions.reading import reading
from socialdesk.model.people import Role
from socialdesk.policy import phrasing
from socialdesk.policy.publishing_checks import Form
from socialdesk.publishing import check_rows as rows
from socialdesk.publishing.scene import Asked, Scene, Settled
from socialdesk.publishing.suspects import Looked
from socialdesk.triage.details import details
from socialdesk.triage.repeats import alike, folded

Check = Asked | Settled

_SHOWN = 3
"""Names or phrases that a sentence holds."""
_COMPARED = 400
"""The Force's newest posts, with which a draft is compared."""
_READ = 2_000
_COPY = "It repeats an appeal of the Force's. Share that post in place of a copy: then it goes with the first one."


def appeal(scene: Scene) -> Iterator[Check]:
    """Corporate Communications posts appeals; others share its posts (3.3a)."""
    form = scene.pack.form("appeal")
    missing = bool(scene.says("missing"))
    reads_like_one = missing or bool(scene.says("appeal")) or scene.post.appeal_id is not None
    if _over(scene):
        sentence = "Its appeal is over: nothing more of it is published. Open another one if need be."
        yield Settled(id="appeal", form=form, state="stop", sentence=sentence)
    elif scene.shares and reads_like_one:
        yield _sharing(scene, form)
    elif not reads_like_one and (scene.corporate or scene.shares or not _copies(scene)):
        yield Settled(id="appeal", form=form, state="pass", sentence=form.free)
    elif scene.corporate:
        yield _corporate(scene, form)
    elif _copies(scene):
        yield Settled(id="appeal", form=form, state="stop", sentence=_COPY)
    elif missing or scene.post.appeal_id is not None:
        sentence = "Missing and wanted people are Corporate Communications' to post. Ask them, then share their post."
        yield Settled(id="appeal", form=form, state="stop", sentence=sentence)
    else:
        yield Asked(id="appeal", form=_with_what_points(scene, form), subject=scene.about_all)


def _with_what_points(scene: Scene, form: Form) -> Form:
    """The form with a word beside its question on premises and people, where an address or number is in the text."""
    given = dict.fromkeys(each.kind for each in details(scene.read.plain))
    if not given:
        return form
    why = f"It gives {', '.join(given)}."
    questions = (replace(each, why=why) if each.id == "identifies" else each for each in form.questions)
    return replace(form, questions=tuple(questions))


def _over(scene: Scene) -> bool:
    """True where the appeal that it belongs to has ended."""
    if scene.post.appeal_id is None:
        return False
    row = scene.db.execute("SELECT state FROM appeals WHERE id = ?", (scene.post.appeal_id,)).fetchone()
    return row is None or row[0] != "open"


def _sharing(scene: Scene, form: Form) -> Check:
    """What is shared is a post of a primary account on the same network, and the desk has it; or it stops."""
    networks = {each.id: each.network.value for each in scene.accounts}
    known = all(
        scene.db.execute(
            "SELECT 1 FROM accounts WHERE is_primary = 1 AND network = :network AND (EXISTS ("
            "SELECT 1 FROM threads WHERE account_id = accounts.id AND kind = 'post' AND native_id = :post) OR EXISTS ("
            "SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id"
            " WHERE post_targets.account_id = accounts.id AND post_parts.native_id = :post))",
            {"network": networks.get(target.account_id, ""), "post": target.share_of},
        ).fetchone()
        is not None
        for target in scene.post.chosen
    )
    if known:
        return Settled(id="appeal", form=form, state="pass", sentence="It shares the Force's own post.")
    sentence = "An appeal is shared from a main account of the Force; the desk knows no such post there."
    return Settled(id="appeal", form=form, state="stop", sentence=sentence)


_TOGETHER = "Put it with its appeal, so that all of it can be taken down together."


def _corporate(scene: Scene, form: Form) -> Check:
    if scene.post.appeal_id is not None:
        return Settled(id="appeal", form=form, state="pass", sentence="It is kept with its appeal.")
    asked = replace(
        form,
        passed="It is no appeal.",
        questions=tuple(
            replace(each, passes=("no",), else_say=_TOGETHER)
            for each in form.questions
            if each.id == "is_appeal"
        ),
    )
    say = f"It reads like an appeal. {_TOGETHER} Or say no."
    return Asked(id="appeal", form=asked, subject=scene.about_all, say=say)


def _copies(scene: Scene) -> bool:
    """True where a text is nearly an appeal that the Force has posted."""
    ours = [(folded(text), _groups(text)) for text in scene.texts]
    listed = (scene.pack.list("appeal"), scene.pack.list("missing"))
    for text, is_appeal in _own_posts(scene):
        theirs = _groups(text)
        near = [
            mine for mine, groups in ours if _SHARED * min(len(groups), len(theirs)) <= len(groups & theirs)
        ]
        if not near or not any(alike(mine, folded(text)) for mine in near):
            continue
        if is_appeal or any(phrasing.found(each.phrases, reading(text).all, each.unless) for each in listed):
            return True
    return False


_SHARED = 0.5
"""Of the groups of three letters of the shorter text: what shares less is not compared letter by letter."""


@lru_cache(maxsize=2 * _COMPARED)
def _groups(text: str) -> frozenset[str]:
    letters = folded(text)[:_READ].replace(" ", "")
    return frozenset(letters[place : place + 3] for place in range(len(letters) - 2))


def _own_posts(scene: Scene) -> list[tuple[str, bool]]:
    found = scene.db.execute(
        "SELECT text, 0, created_ms AS at FROM threads WHERE kind = 'post' AND text <> ''"
        " UNION ALL SELECT post_parts.text, posts.appeal_id IS NOT NULL, post_parts.out_ms FROM post_parts"
        " JOIN post_targets ON post_targets.id = post_parts.target_id JOIN posts ON posts.id = post_targets.post_id"
        " WHERE post_parts.out_ms IS NOT NULL AND post_parts.text <> '' AND posts.id <> ?"
        " ORDER BY at DESC LIMIT ?",
        (scene.post.id, _COMPARED),
    ).fetchall()
    return [(str(row[0]), bool(row[1])) for row in found]


def arrests(scene: Scene) -> Iterator[Check]:
    """No suspect is named, and no guilt taken as given (3.3b)."""
    form, looked = scene.pack.form("arrests"), scene.looked
    permitted = _permitted(scene)
    may_name = looked.charge and permitted is not None and permitted.names
    ended = looked.convicted and not looked.charge
    if looked.matters and looked.guilt and not ended:
        sentence = (
            f"It takes guilt as given ({_some(looked.guilt)}). Say what happened, and on suspicion of what."
        )
        yield Settled(id="arrests", form=form, state="stop", sentence=sentence)
    elif looked.sure and not may_name and not looked.convicted:
        sentence = f"It names a suspect ({_some(looked.sure)}). Take the name out."
        yield Settled(id="arrests", form=form, state="stop", sentence=sentence)
    else:
        yield from _asked(scene, form, looked, may_name=may_name)


def _asked(scene: Scene, form: Form, looked: Looked, *, may_name: bool) -> Iterator[Check]:
    names = () if may_name else (*looked.sure, *looked.unsure)
    wanted: set[str] = set()
    if looked.matters:
        wanted |= {"impact", "past"} if may_name or looked.convicted else {"impact", "points", "past"}
    if looked.convicted and not (looked.arrest or looked.charge):
        wanted -= {"past"}
    if names:
        wanted.add("whose")
    if not wanted:
        yield Settled(id="arrests", form=form, state="pass", sentence=form.free)
        return
    asked = replace(form, questions=tuple(each for each in form.questions if each.id in wanted))
    say = f"It may name somebody ({_some(names)}). Say whose name it is." if names else ""
    waiting = "ask" if names else "open"
    yield Asked(id="arrests", form=asked, subject=scene.about_all, waiting=waiting, say=say)


def _permitted(scene: Scene) -> rows.Permission | None:
    return rows.permission(scene.db, scene.post.id, scene.about_all)


def charges(scene: Scene) -> Iterator[Check]:
    """A charge is published with Corporate Communications' recorded permission alone (3.3b)."""
    form = scene.pack.form("charges")
    if not scene.looked.charge:
        yield Settled(id="charges", form=form, state="pass", sentence=form.free)
        return
    yield Asked(
        id="charges",
        form=form,
        subject=scene.about_all,
        waiting="ask",
        kept_as="permission",
        mine=scene.person.role is not Role.AUDITOR,
    )


def _some(found: tuple[str, ...]) -> str:
    shown = ", ".join(found[:_SHOWN])
    return shown if len(found) <= _SHOWN else f"{shown} and {len(found) - _SHOWN} more"
