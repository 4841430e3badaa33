"""Use cases of deciding: what must be given, what is refused, and what stands afterwards."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from socialdesk.audit import queries as audit
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts, handling, queries
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.remove import decide_removal, undo_window
from socialdesk.decisions.reply import decide_reply, longest, text_problem
from socialdesk.decisions.undo import cancel_newest, cancel_pending, decide_opposite
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.errors import BugError
from socialdesk.inbox import lookups, saved_views
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AuthorId, ItemId, OutboxId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox
from socialdesk.outbox.states import State
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book, capabilities

SAM = Person("Sam Other", Role.CORPORATE_COMMUNICATIONS)
AUDITOR = Person("Ali Auditor", Role.AUDITOR)
COMPLETE: dict[str, Any] = {
    "action": ActionKind.HIDE,
    "grounds": ["spam"],
    "answers": {"spam.what": "A fraud or scam"},
    "aim": "Keep people from losing money.",
    "why_not_less": "A reply would spread the link.",
}


def remove(scene: Scene, *, by: Person = OFFICER, item: str = "c1", **other: Any) -> None:
    decide_removal(
        scene.db,
        item_id=scene.desk.items[item],
        book=book(),
        capabilities=capabilities(),
        now=scene.clock(),
        by=by,
        **{**COMPLETE, **other},
    )


def reply(scene: Scene, text: str, *, kind: ActionKind = ActionKind.REPLY, by: Person = OFFICER) -> None:
    decide_reply(
        scene.db, item_id=scene.desk.items["c1"], kind=kind, text=text, book=book(), capabilities=capabilities(),
        now=scene.clock(), by=by,
    )  # fmt: skip


def nothing_was_decided(scene: Scene) -> bool:
    return all(
        scene.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        for table in ("decisions", "outbox", "evidence", "evidence_files")
    )


@pytest.mark.clause("T1")
@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"grounds": []}, "grounds"),
        ({"grounds": ["no such ground"]}, "grounds"),
        ({"answers": {}}, "spam.what"),
        ({"answers": {"spam.what": "Something else"}}, "spam.what"),
        ({"answers": {"spam.what": "  "}}, "spam.what"),
        ({"aim": " \n"}, "aim"),
        ({"why_not_less": ""}, "why_not_less"),
        ({"grounds": ["spam", "defamation"]}, "defamation.hatred"),
        (
            {
                "grounds": ["defamation"],
                "answers": {
                    f"defamation.{each}": "maybe" for each in ("hatred", "shunned", "lowered", "business")
                },
            },
            "defamation.hatred",
        ),
    ],
)
def test_a_removal_lacks_nothing(other: dict[str, Any], field: str):
    scene = Scene("c1")
    with pytest.raises(Incomplete) as told:
        remove(scene, **other)
    assert told.value.field == field
    assert "still in the form" in str(told.value)
    assert nothing_was_decided(scene)


@pytest.mark.clause("T1")
def test_a_removal_keeps_why():
    scene = Scene("c1")
    remove(scene, aim=" Keep people from losing money.\r\n")
    (line,) = queries.for_item(scene.db, scene.desk.items["c1"])
    assert (line.kind, line.grounds, line.clauses) == ("hide", ("spam",), (book().grounds["spam"].clause,))
    assert line.aim == "Keep people from losing money."
    assert line.answers == {"spam.what": "A fraud or scam"}
    assert line.pack_version == book().version
    assert line.evidence_id == 1
    (entry, *_) = audit.for_item(scene.db, scene.desk.items["c1"])
    assert entry.sentence == f"Decided to hide this (clause {line.clauses[0]})."
    assert entry.words["why_not_less"] == "A reply would spread the link."


@pytest.mark.clause("R9")
def test_operationally_sensitive_goes_at_once():
    scene = Scene("c1")
    remove(
        scene,
        action=ActionKind.DELETE,
        grounds=["operationally_sensitive", "spam"],
        answers={"operationally_sensitive.harm": "A covert operation", **COMPLETE["answers"]},
    )
    scene.run(0)
    assert scene.standing() == "gone"


def test_the_undo_window_is_never_longer_than_a_ground_allows():
    grounds = book().grounds
    assert undo_window([grounds["spam"]], 8) == 8
    assert undo_window([grounds["spam"], grounds["operationally_sensitive"]], 8) == 0
    assert undo_window([grounds["spam"]], -5) == 0


def test_what_is_no_longer_open_is_refused_with_the_reason():
    scene = Scene("c1")
    remove(scene)
    with pytest.raises(NotOpen, match="about to be sent") as told:
        remove(scene, action=ActionKind.DELETE)
    assert "still in the form" in str(told.value)
    assert len(outbox.pending(scene.db)) == 1


def test_what_the_network_cannot_do_is_refused():
    scene = Scene("c1")
    with pytest.raises(NotOpen):
        decide_removal(
            scene.db, item_id=scene.desk.items["c1"], book=book(), capabilities={}, now=NOON, by=OFFICER, **COMPLETE
        )  # fmt: skip
    assert nothing_was_decided(scene)


def test_an_auditor_changes_nothing():
    scene = Scene("c1")
    scene.remove()
    one = scene.desk.items["c1"]
    for refused in (
        lambda: remove(scene, by=AUDITOR),
        lambda: reply(scene, "Hello.", by=AUDITOR),
        lambda: decide_keep(scene.db, item_id=one, reason="x", grounds=[], book=book(), now=NOON, by=AUDITOR),
        lambda: cancel_pending(scene.db, outbox_id=OutboxId(1), now=NOON, by=AUDITOR),
        lambda: resolve_unknown(
            scene.db, outbox_id=OutboxId(1), choice="leave_it", reason="", now=NOON, by=AUDITOR
        ),
        lambda: handling.claim(scene.db, item_id=one, now=NOON, by=AUDITOR),
        lambda: handling.mark_done(scene.db, item_id=one, now=NOON, by=AUDITOR),
        lambda: handling.write_note(scene.db, item_id=one, text="x", now=NOON, by=AUDITOR),
    ):
        with pytest.raises(NotOpen):
            refused()


def test_an_item_that_is_not_there():
    scene = Scene("c1")
    scene.desk.items["c1"] = ItemId(999)
    with pytest.raises(NotOpen, match="no longer on the desk"):
        remove(scene)


@pytest.mark.parametrize("action", [ActionKind.UNHIDE, ActionKind.REPLY, ActionKind.BLOCK])
def test_only_a_removal_is_a_removal(action: ActionKind):
    with pytest.raises(BugError):
        remove(Scene("c1"), action=action)
    with pytest.raises(BugError):
        reply(Scene("c1"), "x", kind=ActionKind.HIDE)


# --- Answering ---


@pytest.mark.parametrize("text", ["", "  \n", "\0", "x" * 8_001])
def test_a_text_that_cannot_be_sent_is_refused(text: str):
    scene = Scene("c1")
    with pytest.raises(Incomplete) as told:
        reply(scene, text)
    assert told.value.field == "text"
    assert nothing_was_decided(scene)


def test_a_text_is_kept_as_it_was_typed_but_for_what_no_file_can_hold():
    scene = Scene("c1")
    reply(scene, "  First line\r\n\r\nsecond \U0001f46e \ud83d end\0 ")
    row = outbox.pending(scene.db)[0]
    assert row.text == "First line\n\nsecond \U0001f46e \ufffd end"


@pytest.mark.clause("R9")
@pytest.mark.parametrize(
    "text",
    [
        "We cannot speak about Jörg Example-Müller here.",
        "about jorg  example muller",
        "#JorgExampleMuller is nobody's business",
        "Mr MÜLLER is not to be named.",
        "Operation Nightjar is over.",
        "nightjar",
    ],
)
def test_protected_words_are_never_sent(text: str):
    scene = Scene("c1")
    for words in ("Jörg Example-Müller", "Nightjar"):
        add_words(scene.db, case_name="A case", words=words, now=NOON, by=OFFICER)
    with pytest.raises(Incomplete, match="watch list") as told:
        reply(scene, text)
    assert "ller" not in str(told.value)
    assert nothing_was_decided(scene)


@pytest.mark.parametrize(
    "text", ["We cannot speak about that.", "A green light.", "Example text", "nightjars", ""]
)
def test_other_words_are_sent(text: str):
    scene = Scene("c1")
    for words in ("Jörg Example-Müller", "Nightjar", "Pat Green"):
        add_words(scene.db, case_name="A case", words=words, now=NOON, by=OFFICER)
    assert not protected_in(scene.db, text)


def test_words_taken_off_the_list_are_free_again():
    scene = Scene("c1")
    add_words(scene.db, case_name="A case", words="Nightjar", now=NOON, by=OFFICER)
    scene.db.execute("UPDATE protected_names SET ended_ms = 1")
    assert not protected_in(scene.db, "Nightjar")


def test_a_text_is_checked_while_it_is_typed():
    scene = Scene("c1")
    most = longest(Network.FACEBOOK, ActionKind.REPLY)
    told = [
        text_problem(scene.db, text, network=Network.FACEBOOK, kind=ActionKind.REPLY)
        for text in ("", "x", "x" * (most + 3))
    ]
    assert told == ["There is nothing to send yet.", "", "It is 3 characters too long: Facebook takes 8,000."]


# --- Keeping, undoing ---


def test_kept_with_a_reason():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    with pytest.raises(Incomplete, match="why it stays"):
        decide_keep(scene.db, item_id=one, reason=" ", grounds=[], book=book(), now=NOON, by=OFFICER)
    decide_keep(
        scene.db, item_id=one, reason="Fair.", grounds=["spam", "old"], book=book(), now=NOON, by=OFFICER
    )
    (line,) = queries.for_item(scene.db, one)
    assert (line.kind, line.grounds, line.aim) == ("keep", ("spam",), "Fair.")
    assert not scene.on_list()
    assert outbox.pending(scene.db) == []


def test_escape_cancels_the_newest():
    scene = Scene("c1", "c2")
    first, second = scene.remove("c1"), scene.reply("c2")
    cancel_newest(scene.db, now=NOON, by=SAM)
    assert (scene.state(first), scene.state(second)) == (State.QUEUED, State.CANCELLED)
    cancel_newest(scene.db, now=NOON, by=SAM)
    assert scene.state(first) is State.CANCELLED
    assert not cancel_newest(scene.db, now=NOON, by=SAM)


def test_what_was_sent_can_not_be_cancelled():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.run(8)
    with pytest.raises(NotOpen, match="too late"):
        cancel_pending(scene.db, outbox_id=outbox_id, now=scene.clock(), by=OFFICER)


def test_hidden_and_shown_again():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    with pytest.raises(NotOpen):
        decide_opposite(scene.db, item_id=one, book=book(), capabilities=capabilities(), now=NOON, by=OFFICER)
    remove(scene)
    scene.run(8)
    decide_opposite(
        scene.db, item_id=one, book=book(), capabilities=capabilities(), now=scene.clock(), by=SAM, reason="An error."
    )  # fmt: skip
    assert scene.standing() == "unhiding"
    scene.run(8)
    assert scene.standing() == "visible"
    newest, older = queries.for_item(scene.db, one)
    assert newest.undoes == older.id


def test_a_choice_fits_what_needs_it():
    scene = Scene("c1")
    outbox_id = scene.remove()
    for choice in ("it_is_there", "send_again", "leave_it"):
        with pytest.raises(NotOpen):
            resolve_unknown(scene.db, outbox_id=outbox_id, choice=choice, reason="", now=NOON, by=OFFICER)
    with pytest.raises(BugError):
        resolve_unknown(scene.db, outbox_id=outbox_id, choice="shrug", reason="", now=NOON, by=OFFICER)


def test_a_person_says_that_it_is_there():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.network.faults = ["reset_before"]
    scene.run(300)
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="it_is_there", reason="I saw it.", now=scene.clock(), by=SAM
    )
    assert scene.state(outbox_id) is State.CONFIRMED
    (line, *_) = audit.for_item(scene.db, scene.desk.items["c1"])
    assert (line.by_name, line.words) == ("Sam Other", {"reason": "I saw it."})


# --- Handling ---


def test_of_two_who_claim_one_wins():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    handling.claim(scene.db, item_id=one, now=NOON, by=OFFICER)
    handling.claim(scene.db, item_id=one, now=NOON, by=OFFICER)
    with pytest.raises(NotOpen, match="Pat Officer has taken this on"):
        handling.claim(scene.db, item_id=one, now=NOON, by=SAM)
    handling.release(scene.db, item_id=one, now=NOON, by=SAM)
    handling.claim(scene.db, item_id=one, now=NOON, by=SAM)


def test_looking_is_recorded_once_an_hour_for_each_person():
    scene = Scene("c1", "c2")
    for minutes, person, name in ((0, OFFICER, "c1"), (1, OFFICER, "c1"), (1, SAM, "c1"), (2, OFFICER, "c2"),
                                  (59, OFFICER, "c1"), (61, OFFICER, "c1")):  # fmt: skip
        handling.shown(
            scene.db, item_id=scene.desk.items[name], now=NOON + timedelta(minutes=minutes), by=person
        )
    assert scene.kinds("c1").count("shown") == 3
    assert scene.kinds("c2").count("shown") == 1


def test_done_reopened_and_noted():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    handling.mark_done(scene.db, item_id=one, reason="Nothing to do.", now=NOON, by=OFFICER)
    assert not scene.on_list()
    handling.reopen(scene.db, item_id=one, now=NOON, by=OFFICER)
    assert scene.on_list()
    assert not handling.reopen(scene.db, item_id=one, now=NOON, by=OFFICER)
    with pytest.raises(Incomplete):
        handling.write_note(scene.db, item_id=one, text=" ", now=NOON, by=OFFICER)
    handling.write_note(scene.db, item_id=one, text="Seen before.", now=NOON, by=OFFICER)
    assert [note.text for note in queries.notes(scene.db, one)] == ["Seen before."]
    assert scene.kinds() == ["received", "marked-done", "reopened", "note-written"]


def test_read_and_unread():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    assert handling.mark_read(scene.db, item_id=one, now=NOON, by=OFFICER).items == {one}
    assert not handling.mark_read(scene.db, item_id=one, now=NOON, by=OFFICER)
    assert handling.mark_read(scene.db, item_id=one, now=NOON, by=OFFICER, unread=True)


def author_of(scene: Scene) -> AuthorId:
    found = scene.db.execute("SELECT author_id FROM items").fetchone()
    assert found is not None
    return AuthorId(found[0])


@pytest.mark.clause("B3")
def test_sitting_down_and_looking_a_person_up_are_recorded():
    scene = Scene("c1")
    handling.sign_on(scene.db, now=NOON, by=SAM)
    author, item_id = author_of(scene), scene.desk.items["c1"]
    for _ in range(2):
        handling.look_up(
            scene.db, author_id=author, item_id=item_id, reason="A repeat or a troll (4.6)", now=NOON, by=SAM
        )
    assert [line.kind for line in audit.recent(scene.db, 2)] == ["person-shown", "signed-on"]
    assert audit.recent(scene.db, 2)[0].words == {"reason": "A repeat or a troll (4.6)"}


def test_a_reason_holds_for_a_shift_for_whoever_gave_it_and_for_that_person_alone():
    scene = Scene("c1")
    author, item_id = author_of(scene), scene.desk.items["c1"]

    def given(by: Person, hours: float) -> str:
        now_ms = to_ms(NOON + timedelta(hours=hours))
        return lookups.reason_given(scene.db, author, by_name=by.name, now_ms=now_ms)

    handling.look_up(scene.db, author_id=author, item_id=item_id, reason="Evidence", now=NOON, by=SAM)
    assert given(SAM, 11) == "Evidence"
    assert given(SAM, 13) == ""
    assert given(SAM, -1) == ""  # a clock that was set back opens nothing
    assert given(OFFICER, 1) == ""


def test_nobody_is_looked_up_without_a_reason_and_a_look_up_is_never_altered():
    scene = Scene("c1")
    author, item_id = author_of(scene), scene.desk.items["c1"]
    with pytest.raises(Incomplete):
        handling.look_up(scene.db, author_id=author, item_id=item_id, reason=" \n ", now=NOON, by=SAM)
    for hours in range(0, 24 * 7, 24):
        handling.look_up(
            scene.db,
            author_id=author,
            item_id=item_id,
            reason="Evidence",
            now=NOON + timedelta(hours=hours),
            by=SAM,
        )
    assert lookups.lately(scene.db, author, now_ms=to_ms(NOON + timedelta(days=7))) == 7
    with pytest.raises(IntegrityError, match="never altered"), writing(scene.db):
        scene.db.execute("UPDATE lookups SET reason = 'another'")


def test_searches_are_saved_under_a_name_and_taken_out_again():
    scene = Scene("c1")
    at = to_ms(NOON)
    save = partial(saved_views.save_view, scene.db, by_name="Sam", now_ms=at)
    first = save(name="  Saturday   match ", words="is:open match")
    assert (first.name, first.words) == ("Saturday match", "is:open match")
    save(name="saturday MATCH", words="is:open football")
    assert [view.words for view in saved_views.saved_views(scene.db)] == ["is:open football"]
    for name, words in (("", "x"), ("x", "  "), ("x" * 61, "x")):
        with pytest.raises(saved_views.SavedViewError):
            save(name=name, words=words)
    for number in range(saved_views.MOST - 1):
        save(name=f"View {number}", words="is:open")
    with pytest.raises(saved_views.SavedViewError):
        save(name="One too many", words="is:open")
    for view in saved_views.saved_views(scene.db):
        saved_views.end_view(scene.db, view.id, now_ms=at)
    assert saved_views.saved_views(scene.db) == []


# --- Drafts ---


def test_a_draft_is_kept_until_its_decision():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REMOVE) is None
    for aim in ("x", "y"):
        drafts.save_draft(
            scene.db, item_id=one, form=drafts.REMOVE, content={"aim": aim, "grounds": ["spam"]}, now=NOON
        )
    drafts.save_draft(scene.db, item_id=one, form=drafts.REPLY, content={"text": "\ud83d"}, now=NOON)
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REMOVE) == {"aim": "y", "grounds": ["spam"]}
    with pytest.raises(Incomplete):
        remove(scene, aim="")
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REMOVE) is not None
    remove(scene)
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REMOVE) is None
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REPLY) == {"text": "\ud83d"}
    drafts.discard(scene.db, item_id=one, form=drafts.REPLY)
    assert drafts.load_draft(scene.db, item_id=one, form=drafts.REPLY) is None


def test_cleaned_words():
    assert cleaned(" a\r\nb\rc\0 ") == "a\nb\nc"
    assert cleaned("\ud83d\udc6e") == "\U0001f46e"
    assert cleaned("\udc6e") == "\ufffd"
