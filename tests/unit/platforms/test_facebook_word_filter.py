"""Facebook's own profanity filter: on, off, or not told, each in a true sentence (R7, 4.3d)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from socialdesk.inbox import queries
from socialdesk.inbox.health import filter_told
from socialdesk.model.accounts import Network
from socialdesk.platforms.facebook.word_filter import BEGINS, told
from tests.fakes.evening import Evening, begun

pytestmark = pytest.mark.clause("R7")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Strong", "is on for this page (Strong)."),
        ("medium", "is on for this page (Medium)."),
        ("Off", "is off for this page."),
        ("", "cannot be read for this page"),
        ("x" * 5_000, "cannot be read for this page"),
    ],
)
def test_each_value_has_its_sentence_and_a_stranger_one_is_not_repeated(value: str, said: str) -> None:
    sentence = told(value)
    assert sentence.startswith(f"{BEGINS} {said}")
    assert len(sentence) < 200


@pytest.fixture
def evening() -> Iterator[Evening]:
    with closing(begun("first-night")) as evening:
        yield evening


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PROFANITY_FILTER": "Strong"}, "is on for this page (Strong)."),
        ({"PROFANITY_FILTER": "Off"}, "turn it on in the page's settings."),
        ({}, "look in the page's settings"),
    ],
)
def test_the_slow_reading_asks_the_page_and_its_health_shows_it(
    evening: Evening, settings: dict[str, str], said: str
) -> None:
    facebook: Any = evening.stage.world(Network.FACEBOOK)
    for page in facebook.world.pages.values():
        page.settings = dict(settings)
    account = next(iter(evening.engine.accounts.values()))
    evening.engine.sync(account, threading.Event(), full=True)
    health = next(each for each in queries.accounts(evening.db) if each.account_id == account.id)
    assert said in health.notice
    assert said in filter_told(evening.db, account.id)
    assert health.problem == ""
