"""A draft as it is read before it goes: plain letters, hashtags taken apart, disguises undone."""

from __future__ import annotations

import re
from functools import cache

from socialdesk.config.paths import resources_dir
from socialdesk.errors import UserFacingError
from socialdesk.policy.politics import Read
from socialdesk.triage.normalise import Normaliser, Plain
from socialdesk.triage.people import cased

_TAG = re.compile(r"[#@\uff03\uff20]([^\W_]\w*)")
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_+")
_UNDERLINE = re.compile(r"_+")
_SPELT = re.compile(r"(?<![^\W_])(?:[^\W_][ .\-_*/|,~]{1,3}){3,}[^\W_](?![^\W_])")
_SIGNS = re.compile(r"(?<=[a-z0-9@$!])(?:[-.'_*~^|\\/+=:\u00b7\u2022]+|- )(?=[a-z0-9])")
_MIXED = re.compile(r"[a-z0-9@$!|]{2,}[a-z0-9]")
_HELD = re.compile(r"([a-z])\1{2,}")
_LEET = str.maketrans("0345789@$!|", "oeastbgasii")


def reading(text: str) -> Read:
    """The readings of a text in which it is looked through for names and phrases."""
    plain = plain_of(text)
    # A figure in a hashtag parts its words, or stands for a letter.
    tags_whole, figures_kept = _TAG.sub(r" \1 ", text), _opened(text, figures=False)
    written = {plain.text: None, **{_joined(each).text: None for each in (tags_whole, figures_kept)}}
    others = dict.fromkeys((*written, *(_undisguised(each, one) for each in written for one in "il")))
    return Read(plain.text, cased(plain), tuple(each for each in others if each != plain.text))


def plain_of(text: str) -> Plain:
    """One plain reading with hashtags taken apart, letters spelt out put together, and one kind of space."""
    return _joined(_opened(text, figures=True))


def _opened(text: str, *, figures: bool) -> str:
    return _TAG.sub(lambda tag: f" {_parted(tag[1], figures=figures)} ", text)


def _joined(text: str) -> Plain:
    spelt = _SPELT.sub(lambda found: _parted(re.sub(r"[\W_]", "", found[0])), text)
    return normaliser().plain(" ".join(spelt.split()))


@cache
def normaliser() -> Normaliser:
    """By the list of look-alike letters that comes with the desk. Raises UserFacingError."""
    known: dict[str, str] = {}
    for line in _lines("look-alikes.txt"):
        letters, *characters = line.split()
        known.update(dict.fromkeys(characters, letters))
    return Normaliser(known)


@cache
def first_names() -> frozenset[str]:
    """First names that are no everyday words. Raises UserFacingError."""
    return frozenset(word for line in _lines("first-names.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    try:
        text = (resources_dir() / "triage" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(
            f"The list {name}, which comes with the desk, cannot be read.",
            kept="Your draft is kept; nothing was sent.",
            to_do="Put it back, or install SocialDesk again.",
        ) from error
    return [line for each in text.splitlines() if (line := each.strip()) and not line.startswith("#")]


def _parted(tag: str, *, figures: bool = True) -> str:
    """A hashtag's words: by capitals, underscores and, if so asked, figures. One without them stays as it is."""
    out: list[str] = []
    for place, letter in enumerate(tag):
        if place and letter.isupper() and (tag[place - 1].islower() or tag[place + 1 : place + 2].islower()):
            out.append(" ")
        out.append(letter)
    return (_CAMEL if figures else _UNDERLINE).sub(" ", "".join(out))


def _undisguised(plain: str, one: str) -> str:
    """Without signs within words, figures in place of letters, and letters held; `one` is what a 1 stands for."""

    def letters(found: re.Match[str]) -> str:
        word = found[0]
        count = sum(sign.isalpha() for sign in word)
        if count < 2 or count == len(word):
            return word
        return word.translate(_LEET).replace("1", one)

    return _HELD.sub(r"\1", _MIXED.sub(letters, _SIGNS.sub("", plain)))
