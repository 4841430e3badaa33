"""An answer of the Force names no protected place, and is not refused for a town or the word school (4.3b)."""

from __future__ import annotations

import pytest

from socialdesk.decisions.protected import protected_in
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.people import Person, Role
from socialdesk.triage.api import ProtectedKind
from tests.fakes.inbox_desk import InboxDesk

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)


@pytest.fixture(scope="module")
def desk() -> InboxDesk:
    made = InboxDesk()
    for kind, words in (
        (ProtectedKind.ADDRESS, "12 Acacia Road, Northampton, NN1 5AB"),
        (ProtectedKind.SCHOOL, "St Mary's Primary School"),
        (ProtectedKind.NICKNAME, "Big Dave"),
    ):
        add_words(made.db, case_name="c", words=words, kind=kind, now=made.now, by=ADA)
    return made


@pytest.mark.clause("R5")
@pytest.mark.parametrize(
    "text",
    [
        "Officers are in ACACIA RD now.",
        "We are at 12, Acacia Road",
        "near NN1 5AB",
        "St Mary\N{RIGHT SINGLE QUOTATION MARK}s is shut",
        "Saint Marys Primary School",
        "#AcaciaRoad",
        "We know of Big Dave.",
    ],
)
def test_it_is_noticed_before_it_is_sent(desk: InboxDesk, text: str) -> None:
    assert protected_in(desk.db, text)


@pytest.mark.parametrize(
    "text",
    [
        "Our officers in Northampton",
        "The School is shut.",
        "Mary and Dave were there",
        "The road is closed",
        "",
    ],
)
def test_an_ordinary_answer_is_not_refused(desk: InboxDesk, text: str) -> None:
    assert not protected_in(desk.db, text)
