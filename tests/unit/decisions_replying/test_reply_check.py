"""Before a reply is sent: open places, our own words against 4.3, and what ends without one (I4, I5, I6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.decisions import handling
from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.reply_check import (
    draft_grounds,
    draft_problem,
    open_place,
    place_problem,
)
from socialdesk.inbox.store import put_assessment
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.ids import ClauseId
from socialdesk.packs import rule_triage
from socialdesk.policy.replying import TO_ANSWER
from socialdesk.storage.database import writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book, capabilities

TRIAGE = rule_triage()


def found(scene: Scene, route: str, band: Band = Band.LIKELY) -> None:
    entry = book().routes[route]
    finding = Finding(
        ground=route, clause=ClauseId(entry.clause), band=band, spans=(), why=entry.why, found_by="a test"
    )
    with writing(scene.db):
        put_assessment(
            scene.db,
            scene.desk.items["c1"],
            Assessment(findings=(finding,), pack_version=book().version),
        )


def reply(scene: Scene, text: str) -> None:
    decide_reply(
        scene.db, item_id=scene.desk.items["c1"], kind=ActionKind.REPLY, text=text, book=book(),
        capabilities=capabilities(), now=NOON, by=OFFICER,
    )  # fmt: skip


@pytest.mark.clause("I4")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Dear [name of the person], thank you.", "[name of the person]"),
        ("😡 [prénom] and [more]", "[prénom]"),
        ("Call us on [101].", ""),
        ("No [] or [ ] here", ""),
        ("An open [bracket only", ""),
        ("Over a [line\nend]", ""),
    ],
)
def test_a_place_that_is_left_open_is_found(text: str, place: str):
    span = open_place(text)
    assert (text[span.start : span.end] if span else "") == place
    assert (place in place_problem(text)) if place else place_problem(text) == ""


@given(st.text(max_size=200))
def test_a_place_is_within_the_text_and_its_sentence_is_short(text: str):
    span = open_place(text)
    assert span is None or (text[span.start] == "[" and text[span.end - 1] == "]")
    assert len(place_problem(text)) < 120


@pytest.mark.clause("I4")
def test_nothing_with_an_open_place_is_sent():
    scene = Scene("c1")
    with pytest.raises(Incomplete, match="Still open: \\[our answer\\]") as told:
        reply(scene, book().wording("answer_thanks"))
    assert told.value.field == "text"
    assert scene.db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    reply(scene, "Thank you for your comment. The road opens at six.")
    assert scene.db.execute("SELECT count(*) FROM outbox").fetchone() == (1,)


@pytest.mark.clause("I4")
def test_our_own_words_are_held_against_the_grounds():
    said = draft_grounds(
        "Shut up you stupid fucking idiot.",
        triage=TRIAGE,
        book=book(),
        network=Network.FACEBOOK,
        private=False,
    )
    assert said
    sentence = draft_problem(said, book())
    assert book().grounds[said[0]].name in sentence
    assert "idiot" not in sentence


def test_no_wording_of_the_pack_meets_a_ground():
    for template in book().templates:
        for network in Network:
            for private in (False, True):
                assert not draft_grounds(
                    book().wording(template), triage=TRIAGE, book=book(), network=network, private=private
                ), template
    assert draft_problem((), book()) == ""


def test_the_routes_that_end_with_a_reply_are_of_the_pack():
    assert set(TO_ANSWER) <= set(book().routes)


@pytest.mark.clause("I4")
@pytest.mark.parametrize("route", TO_ANSWER)
def test_what_asks_for_a_reply_ends_with_one_or_with_a_reason(route: str):
    scene = Scene("c1")
    found(scene, route)
    one = scene.desk.items["c1"]
    with pytest.raises(Incomplete) as told:
        handling.mark_done(scene.db, item_id=one, reason="  ", now=NOON, by=OFFICER)
    assert told.value.field == "reason"
    assert scene.on_list()
    handling.mark_done(scene.db, item_id=one, reason="Answered by telephone.", now=NOON, by=OFFICER)
    assert not scene.on_list()


def test_what_was_answered_or_asks_for_nothing_needs_no_reason():
    for route, band, answered in (
        ("question", Band.LIKELY, True),
        ("question", Band.WEAK, False),
        ("emergency", Band.LIKELY, False),
    ):
        scene = Scene("c1")
        found(scene, route, band)
        one = scene.desk.items["c1"]
        if answered:
            reply(scene, "At six.")
            handling.reopen(scene.db, item_id=one, now=NOON, by=OFFICER)
        handling.mark_done(scene.db, item_id=one, now=NOON, by=OFFICER)
        assert not scene.on_list()
