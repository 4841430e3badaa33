"""What the pack says of passing things on (4.2b, 4.2c, 4.5), and whether a draft asks for details of a crime."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, cast

from socialdesk.model.ids import ClauseId

_CRIME = ClauseId("4.5")
_LONGEST = 20_000
"""Characters of a draft that are read; more than any network takes."""
_GAP = r"(?:\W+\w+){0,5}?\W+"
"""What stands for … in a phrase: up to five words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeCategory:
    """One of the kinds of content that are reported as a crime (B2)."""

    id: str
    name: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to look for in a request for information (I6). An answer is a note, never a verdict."""

    id: str
    text: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingRule:
    """Phrases with which a draft would ask for details of a crime (I5). … stands for up to five words."""

    id: str
    phrases: tuple[str, ...]
    why: str
    unless: tuple[str, ...] = ()
    """Words that make a sentence harmless: it leads to those who do take a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referring:
    """The pack's part on referrals. A pack without it still opens them, with the least that the law gives."""

    control_room_number: str = "999"
    control_room_name: str = "Force Control Room"
    crime_clause: ClauseId = _CRIME
    crime: tuple[CrimeCategory, ...] = ()
    foi: tuple[Prompt, ...] = ()
    foi_notes: tuple[str, ...] = ()
    """Plain sentences beside the prompts."""
    breach_to: tuple[str, ...] = ("Line manager", "Professional Standards")
    message_wordings: tuple[str, ...] = ()
    """Ids of the wordings that stand beside every direct message."""
    asking: tuple[AskingRule, ...] = ()

    def category(self, category_id: str) -> str:
        """A category's name, or the id itself where a newer or older pack had it."""
        return next((each.name for each in self.crime if each.id == category_id), category_id)


def unknown_keys(value: object) -> tuple[str, ...]:
    """Keys of the raw part that nothing here knows: a misspelt one would silently not apply."""
    if not isinstance(value, dict):
        return ()
    raw = cast(dict[str, Any], value)
    found = _unknown(raw, Referring)
    for name, kind in (("crime", CrimeCategory), ("foi", Prompt), ("asking", AskingRule)):
        entries: object = raw.get(name)
        for entry in cast(list[object], entries) if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                found += _unknown(cast(dict[str, Any], entry), kind)
    return found


def complaints(part: Referring, templates: set[str]) -> tuple[str, ...]:
    """What is wrong with the part, a sentence each."""
    found = [
        f'referring names a wording "{each}" that is not there.'
        for each in part.message_wordings
        if each not in templates
    ]
    if not re.fullmatch(r"[0-9+][0-9 ]{1,19}", part.control_room_number):
        found.append("the control room's number is not a telephone number.")
    if not part.breach_to:
        found.append("breach_to names nobody whom a breach is referred to.")
    for name, ids in (("crime", [each.id for each in part.crime]), ("foi", [each.id for each in part.foi])):
        if len(set(ids)) != len(ids):
            found.append(f"an id is there twice in referring.{name}.")
    for rule in part.asking:
        if not rule.phrases or not all(_words(phrase) for phrase in rule.phrases):
            found.append(f'rule "{rule.id}" of referring.asking has a phrase without words.')
    return tuple(found)


def asks_for_details(text: str, part: Referring) -> tuple[str, ...]:
    """Why a draft should not ask what it asks, a sentence for each rule that it meets; nothing where it asks for none.

    Each sentence of the draft is read by itself, in any case and with any apostrophe.
    """
    found: dict[str, None] = {}
    for sentence in re.split(r"[.!?\n\r]+", _plain(text[:_LONGEST])):
        for rule in part.asking:
            if _pattern(rule.phrases).search(sentence) and not (
                rule.unless and _pattern(rule.unless).search(sentence)
            ):
                found[rule.why] = None
    return tuple(found)


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    each = ("".join(_parts(_plain(phrase))) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def _parts(phrase: str) -> list[str]:
    made: list[str] = []
    for piece in phrase.replace("...", "…").split("…"):
        if made:
            made.append(_GAP)
        made.append(r"\W+".join(re.escape(word) for word in _words(piece)))
    return made


def _words(phrase: str) -> list[str]:
    return re.findall(r"[\w']+", phrase)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", folded)


def _unknown(raw: dict[str, Any], kind: type) -> tuple[str, ...]:
    known = {each.name for each in fields(kind)}
    return tuple(key for key in raw if key not in known)
