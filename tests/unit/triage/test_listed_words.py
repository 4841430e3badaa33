"""Offensive words through their disguises, and innocent words that look like them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from socialdesk.model.findings import Band
from socialdesk.triage.api import TriageContext
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.signals import RuleTriage
from tests.shared_files import shared

TRIAGE_DIR = Path(__file__).parents[3] / "resources" / "triage"
TRIAGE = RuleTriage(load_lexicon({name: (TRIAGE_DIR / name).read_text(encoding="utf-8") for name in FILES}))

WORDS = re.findall(
    r"\w+",
    "arse arsehole bastard bellend bint bitch bloody bollocks bugger bullshit cock crap cunt damn dick dickhead fanny "
    "feck fuck gash git knob minger motherfucker munter piss pissed prick pussy shit slag slut snatch tits tosser "
    "twat wanker whore",
)
INNOCENT = re.findall(
    r"\w+",
    "Scunthorpe Penistone Clitheroe Lightwater Cockfosters Cockermouth Middlesex Sussex Twatt Bitchfield "
    "Shitterton Wetwang Titchmarsh Cockburn Dickens Dickinson Hancock Peacock Hitchcock Woodcock assess "
    "shuttlecock cocktail cockpit cockerel cockatoo cockney assassin classic bass grass pass class mass "
    "shitake shiitake mishit Matsushita kumquat therapist analysis title titan titanic constitution "
    "document cucumber accumulate scum prickly crapshoot scrap scrape skyscraper debugger Mississippi "
    "dictionary addict predict verdict shoe hello shell assume basement Lassie flapjack snatched cocky "
    "sodden sodium soda tarts start turducken Saturday slaughter slack swank swanky Wankel ragged "
    "swagger dagger haggard raccoon tycoon cocoon spice spicy suspicious conspicuous among tartan tithe ",
)
_LOOK_ALIKE = str.maketrans("aeocipsyxk", "аеосірѕухκ")
_LEET = str.maketrans("aeiost", "431057")


def _first_vowel(word: str) -> int:
    return next(place for place, letter in enumerate(word) if place and letter in "aeiou")


def _starred(word: str, stars: int) -> str:
    at = _first_vowel(word)
    return word[:at] + "*" * stars + word[at + stars :]


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": str.upper,
    "leet": lambda word: word.translate(_LEET),
    "signs": lambda word: word.replace("a", "@").replace("i", "!").replace("s", "$"),
    "one star": lambda word: _starred(word, 1),
    "two stars": lambda word: _starred(word, 2),
    "dots": ".".join,
    "spaces": " ".join,
    "look-alikes": lambda word: word.translate(_LOOK_ALIKE),
    "zero width": "\u200b".join,
    "held": lambda word: (
        word[: _first_vowel(word)] + word[_first_vowel(word)] * 4 + word[_first_vowel(word) + 1 :]
    ),
    "full width": lambda word: "".join(chr(ord(letter) + 0xFEE0) for letter in word),
    "glued": lambda word: f"youabsolute{word}",
    "struck out": "\u0336".join,
}


def offensive(text: str) -> list[str]:
    """The marked words of the original."""
    return [
        text[span.start : span.end]
        for signal in TRIAGE.signals(text, TriageContext())
        if signal.ground == "offensive_language"
        for span in signal.spans
    ]


@pytest.mark.clause("R7")
@pytest.mark.parametrize("disguise", DISGUISES)
def test_nearly_every_word_is_found_through_each_disguise(disguise: str) -> None:
    missed = [word for word in WORDS if not offensive(f"you {DISGUISES[disguise](word)} honestly")]
    assert len(WORDS) == 38
    assert len(missed) <= 2, missed


@pytest.mark.clause("R7")
@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("what the f.u.c.k is this", ["f.u.c.k"]),
        ("s h i t happens", ["s h i t"]),
        ("😀 you w@nk3rs!!", ["w@nk3rs"]),
        ("(bollocks)", ["bollocks"]),
        ("that's bull\u200bshit, mate", ["bull\u200bshit"]),
        ("total twat's behaviour", ["twat's"]),
        ("you sh*t and you c***", ["sh*t", "c***"]),
        ("#fuckthepolice", ["fuck"]),
    ],
)
def test_exactly_the_word_is_marked(text: str, marked: list[str]) -> None:
    assert offensive(text) == marked


@pytest.mark.parametrize(
    "text",
    [
        *INNOCENT,
        "who're you talking to",
        "I can't wait, she'll be fine and we'll see",
        "the A55 is closed",
        "two blue tits in the garden",
        "Cressida Dick resigned",
        "we read Moby Dick, then had spotted dick",
        "a Bloody Mary and a bloody nose",
        "it's co-op policy, B&Q sells them *really* cheap ***",
        "C-in-C of the N.H.S.",
        "Philip K Dick",
        "snatch squad",
    ],
)
def test_innocent_words_are_left_alone(text: str) -> None:
    assert offensive(text) == []


@pytest.mark.clause("R7")
def test_an_innocent_meaning_and_quotation_marks_speak_against_it() -> None:
    (signal,) = TRIAGE.signals("what a gash", TriageContext())
    assert signal.band is Band.POSSIBLE
    assert "innocent meaning" in signal.against
    (signal,) = TRIAGE.signals('he called me a "wanker" twice', TriageContext())
    assert "quotation marks" in signal.against
    (signal,) = TRIAGE.signals("what a d1ck", TriageContext())
    assert signal.band is Band.LIKELY
    (signal,) = TRIAGE.signals("you wnaker", TriageContext())
    assert "another word" in signal.against
    assert not TRIAGE.signals("bloody weather", TriageContext())
    (signal,) = TRIAGE.signals("a load of crap", TriageContext())
    assert signal.band is Band.POSSIBLE


@pytest.mark.clause("R6")
def test_a_word_against_a_group_is_no_more_than_possible_and_never_quoted() -> None:
    (signal,) = TRIAGE.signals("look at that t4rd, what a sp@stic", TriageContext())
    assert signal.ground == "hate_speech"
    assert signal.band is Band.POSSIBLE
    assert "spastic" not in signal.found_by + signal.against
    assert not offensive("Offa's dyke is lovely but a dyke broke")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("you @rsehole", ["@rsehole"]),
        ("@rseholeclub look at this", []),
        ("fu cking hell", ["fu cking"]),
        ("she's hit the nail", []),
        ("w n k r", ["w n k r"]),
        ("5 l u +", ["5 l u +"]),
        ("you 5 l u t", ["5 l u t"]),
        ("*unt", ["*unt"]),
        ("*hits the roof*", []),
        ("youw*nker", ["w*nker"]),
        ("xxwankerxx", ["wanker"]),
        ("git123, you git123", ["git", "git"]),
        ("shit😞", ["shit"]),
        ("f'ing joke", ["f'ing"]),
        ("https://example.org/fuck", []),
        ("the village of Bell End", []),
        ("you bell end", ["bell end"]),
        ("Uncle Dick said so", []),
        ("you sniggering fool", []),
        ("i cnt wait", []),
        ("you absolute cnt", ["cnt"]),
        ("you cock", ["cock"]),
        ("the cock crowed at five", []),
        ("bloody weather", []),
        ("you bloody idiot", ["bloody"]),
        ("turn the knob on the door", []),
        ("ＤＡＭＮ you", ["ＤＡＭＮ"]),
    ],
)
def test_disguises_and_innocent_company(text: str, marked: list[str]) -> None:
    assert offensive(text) == marked


@pytest.mark.clause("R7")
def test_next_to_no_innocent_word_is_marked() -> None:
    path = Path(__file__).parents[2] / "benchmarks" / "tricky_words.txt"
    innocent = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    false = [text for text in innocent if offensive(text)]
    assert len(innocent) > 800
    assert len(false) <= len(innocent) / 200, false


@pytest.mark.clause("R6")
@pytest.mark.parametrize(
    ("text", "strand"),
    [
        ("you retard", "disability"),
        ("bloody cripples and their blue badges", "disability"),
        ("typical w0g", "race"),
        ("p4kis out", "race"),
        ("dirty pikeys", "race"),
        ("you t r a n n y", "transgender"),
        ("what a f@ggot", "orientation"),
        ("bloody puffs", "orientation"),
        ("filthy muzzies", "religion"),
        ("calling people retard is a hate crime", ""),
        ("they shouted paki at my dad", ""),
        ("someone has sprayed PAKIS OUT on our shop", ""),
        ("I got called a faggot outside the shop", ""),
        ("as a proud dyke myself", ""),
        ('"paki" is not a word we use', ""),
        ("20 fags and a lighter", ""),
        ("faggots and peas", ""),
        ("a cream puff", ""),
    ],
)
def test_words_against_groups_name_their_strand_and_not_where_only_told(text: str, strand: str) -> None:
    found = [
        signal
        for signal in TRIAGE.signals(text, TriageContext())
        if "words against groups" in signal.found_by
    ]
    assert [signal.strand for signal in found] == ([strand] if strand else [])
    assert all(signal.band is Band.POSSIBLE for signal in found)


def test_few_ordinary_messages_are_marked() -> None:
    lines = shared("datasets/sms_spam/train.tsv").read_text(encoding="utf-8").splitlines()
    ordinary = [
        row[1] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row[0] == "ham"
    ]
    disguised = 0
    for text in ordinary:
        for signal in TRIAGE.signals(text, TriageContext()):
            if (
                signal.ground == "offensive_language"
                and signal.band is not Band.WEAK
                and "disguised" in signal.found_by
            ):
                disguised += 1
    assert disguised <= 5 * len(ordinary) / 1000
