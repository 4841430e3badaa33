"""Telephone numbers and addresses of a scenario belong to nobody, and protected words are found as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.scenario_words import has_words, hosts_in, somebodys


@pytest.mark.parametrize(
    "text",
    [
        "Ring 999, or 101, or 111",
        "Samaritans on 116 123, Crimestoppers 0800 555 111, Childline 0800 1111",
        "Call 01632 960123 or (01632) 960 999",
        "+44 1632 960001, +44 (0)1632 960001",
        "Message Crystal, 07700 900461",
        "020 7946 0123, 0113 496 0123, 0121 496 0001, 029 2018 0123, 08081 570 123",
        "Quote 26000471093, between 9.15 and 10.40, on 26/11/2026 at 07.30, or 2026-11-26",
        "https://kelmarton-bargains.example/alarm?ref=fb, newsdesk@kelmarton-echo.example, @anyshirepolice.test",
        "https://www.police.uk/ro/report, gov.uk, www.nhs.uk, http://example.com, a@mail.example.org",
        "just tag him lads @lew.catt.94",
        "lol.same here.with no gaps",
        "Under the file name notes.txt, at 3.30pm. org charts",
    ],
)
def test_what_is_nobodys_may_stand(text: str) -> None:
    assert list(somebodys(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring 01604 123456 now", "01604 123456"),
        ("07123 456789", "07123 456789"),
        ("+44 7123 456789", "+44 7123 456789"),
        ("+33 1 23 45 67 89", "+33 1 23 45 67 89"),
        ("(01604) 123456", "(01604) 123456"),
        ("020 7123 4567", "020 7123 4567"),
        ("see https://www.bbc.co.uk/news", "www.bbc.co.uk"),
        ("go to dodgy-cash.com/now", "dodgy-cash.com"),
        ("me@gmail.com", "gmail.com"),
        ("http://police.uk.evil.io", "police.uk.evil.io"),
        ("https://notpolice.uk", "notpolice.uk"),
        ("@you look at kelmarton.bsky.social", "kelmarton.bsky.social"),
    ],
)
def test_what_may_be_somebodys_is_found(text: str, found: str) -> None:
    assert list(somebodys(text)) == [found]


def test_what_the_pack_names_is_known() -> None:
    hosts = set(hosts_in("foi@northants.pnn.police.uk and https://www.anyshire.org/x"))
    assert hosts == {"northants.pnn.police.uk", "www.anyshire.org"}
    assert list(somebodys("https://www.anyshire.org/a", hosts)) == []


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(found in text or found in text.casefold() for found in somebodys(text))


@pytest.mark.parametrize(
    "text",
    [
        "Kyle Deverson did it",
        "it's KYLE  DEVERSON!",
        "#kyledeverson",
        "kyle.deverson",
        "Kýle Déverson",
        "(Kyle Deverson's)",
    ],
)
def test_protected_words_are_found_however_they_are_spaced_and_signed(text: str) -> None:
    assert has_words(text, "Kyle Deverson") is True


@pytest.mark.parametrize("text", ["Kyle", "Deverson, Kyle", "Kylee Deversons", "", "a kyle and a deverson"])
def test_other_words_are_not(text: str) -> None:
    assert has_words(text, "Kyle Deverson") is False
    assert has_words(text, " !") is False
