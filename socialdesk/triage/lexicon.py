"""The word lists and phrase rules as data: text in, checked lists out. Their format stands at the top of each file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.findings import Band
from socialdesk.triage.landmarks import whole_words

FILES = (
    "offensive.txt",
    "hateful.txt",
    "allowed.txt",
    "everyday.txt",
    "look-alikes.txt",
    "nicknames.txt",
    "common-names.txt",
    "first-names.txt",
    "known-sites.txt",
    "phrases.toml",
    "phrases-harm.toml",
    "phrases-routes.toml",
    "phrases-urgent.toml",
)
"""The files of `resources/triage` that a lexicon is made of."""


class LexiconError(UserFacingError):
    """A word list that cannot be used."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(
            f"The word list {file} cannot be used (line {line}): {problem}" if line else f"{file}: {problem}",
            to_do="Correct the file, or put back the last one that worked.",
        )
        self.file, self.line = file, line


@dataclass(frozen=True, slots=True)
class Word:
    """One spelling of a listed word."""

    letters: str
    strength: int
    """4 strongest to 1 mild."""
    innocent_too: bool
    """True where the word has an innocent meaning as well."""
    literal: bool
    """True where only this spelling counts: its disguises read like other words."""
    inside: bool
    """True where it counts inside a longer word."""
    strand: str = ""
    """For a word against a group, which characteristic of 4.3c."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Phrases that hint at one ground or route. Patterns are matched against the plain reading."""

    ground: str
    band: Band
    found_by: str
    against: str
    sources: tuple[str, ...]
    """The patterns as they are written, with their groups of words filled in."""
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    """Where this is in the text, the rule says nothing."""
    needs: re.Pattern[str] | None
    """Where this is not in the text, the rule says nothing."""
    needs_post: re.Pattern[str] | None
    """Where this is not in the Force's post above, the rule says nothing, unless the case is marked active."""
    unless_post: re.Pattern[str] | None
    """Where this is in the Force's post above, the rule says nothing, unless the case is marked active."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One kind of thing said, and how much it counts for a ground or route, or against it where below nothing."""

    points: int
    again: int
    """For a second one that is worded otherwise."""
    where: str
    """Where it is looked for: `text`; `post`, the Force's post above; `post or active case`, where a case marked active
    is enough; `name`, `full name` and `detail`, a person's name and a number or address in the text."""
    source: str
    pattern: re.Pattern[str] | None
    """None where no words are looked for."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Things that together hint at one ground or route."""

    ground: str
    found_by: str
    against: str
    start: int
    possible: int
    """Points from which it is possible; `likely` in the same way."""
    likely: int
    beside: int
    """Points that make a phrase rule's possible a likely."""
    least: int
    """Points below which a phrase rule says nothing, unless it is likely by itself."""
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything that the rules know by heart."""

    offensive: tuple[Word, ...]
    hateful: tuple[Word, ...]
    allowed: tuple[str, ...]
    everyday: frozenset[str]
    """Words that are written together with an offensive one."""
    look_alikes: Mapping[str, str]
    nicknames: Mapping[str, frozenset[str]]
    """For a first name in plain letters, the names that stand for it and that it stands for."""
    common_names: frozenset[str]
    """Surnames that are ordinary words or very frequent, so that one alone points at nobody."""
    first_names: frozenset[str]
    """First names that are no everyday words, with those of `nicknames`."""
    known_sites: frozenset[str]
    """Sites whose links are normal in a conversation with the police."""
    phrases: tuple[PhraseRule, ...]
    scales: tuple[Scale, ...]


def load_lexicon(texts: Mapping[str, str]) -> Lexicon:
    """Reads the files named in FILES, given as file name to text. Raises LexiconError with file and line."""
    for missing in (name for name in FILES if name not in texts):
        raise LexiconError(missing, 0, "the file is missing.")
    rules = _rule_files({file: text for file, text in texts.items() if file.endswith(".toml")})
    return Lexicon(
        offensive=tuple(_words("offensive.txt", texts["offensive.txt"])),
        hateful=tuple(_words("hateful.txt", texts["hateful.txt"])),
        allowed=tuple(line for _, line in _lines(texts["allowed.txt"])),
        everyday=_single_words(texts["everyday.txt"]),
        look_alikes=_look_alikes(texts["look-alikes.txt"]),
        nicknames=_nicknames(texts["nicknames.txt"]),
        common_names=_single_words(texts["common-names.txt"]),
        first_names=_single_words(texts["first-names.txt"]),
        known_sites=frozenset(line for _, line in _lines(texts["known-sites.txt"])),
        phrases=tuple(_all_phrases(rules)),
        scales=tuple(_all_scales(rules)),
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if (line := line.strip()) and not line.startswith("#"):
            yield number, line


def _single_words(text: str) -> frozenset[str]:
    return frozenset(word for _, line in _lines(text) for word in line.split())


_STRANDS = ("race", "religion", "orientation", "transgender", "disability")
_ENDINGS = ("s", "ed", "er", "ers", "ing", "in", "y")
_FORM = re.compile(r"([a-z0-9]+)([+*?=]*)")


def _words(file: str, text: str) -> Iterator[Word]:
    seen: set[str] = set()
    for number, line in _lines(text):
        head, _, more = line.partition(":")
        parts = head.split()
        if len(parts) not in (2, 3) or not parts[0].isalpha():
            raise LexiconError(file, number, "a line is a word, its strength or strand, and perhaps marks.")
        weight = 3 if parts[1] in _STRANDS else int(parts[1]) if parts[1] in ("1", "2", "3", "4") else 0
        if not weight or (len(parts) == 3 and set(parts[2]) - set("+*?=")):
            raise LexiconError(
                file, number, "the strength is 1 to 4 (or a strand of 4.3c), the marks are + * ? =."
            )
        marks = parts[2] if len(parts) == 3 else ""
        endings = _ENDINGS if "+" in marks else ()
        forms = [parts[0] + marks, *(_ended(parts[0], ending) + marks for ending in endings)]
        # Another spelling has marks of its own beside these two of its word.
        shared = "".join(mark for mark in marks if mark in "?=")
        forms += [form + shared for form in more.split()]
        for form in forms:
            found = _FORM.fullmatch(form)
            if found is None:
                raise LexiconError(file, number, f'"{form}" is not small letters, digits and marks.')
            if found[1] not in seen:
                seen.add(found[1])
                strand = parts[1] if parts[1] in _STRANDS else ""
                yield Word(found[1], weight, "?" in found[2], "=" in found[2], "*" in found[2], strand)


def _ended(word: str, ending: str) -> str:
    if word.endswith("y") and ending == "s":
        return word[:-1] + "ies"
    if word.endswith(("s", "ch", "sh")) and ending == "s":
        return word + "es"
    if word.endswith("e") and ending != "s":
        return word[:-1] + ending
    if ending != "s" and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", word):
        return word + word[-1] + ending
    return word + ending


def _look_alikes(text: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for number, line in _lines(text):
        letters, *characters = line.split()
        if not characters or any(len(each) != 1 or each.isascii() for each in characters):
            raise LexiconError(
                "look-alikes.txt",
                number,
                "a line is letters, then the characters that pass for them.",
            )
        for character in characters:
            known[character] = letters
    return known


def _nicknames(text: str) -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for _, line in _lines(text):
        name, *shorter = line.split()
        for nickname in shorter:
            known.setdefault(name, set()).add(nickname)
            known.setdefault(nickname, set()).add(name)
    return {name: frozenset(others) for name, others in known.items()}


class _Rule(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    ground: str
    band: Band
    found_by: str
    against: str = ""
    patterns: list[str]
    unless: list[str] = []
    needs: list[str] = []
    needs_post: list[str] = []
    unless_post: list[str] = []


class _Cue(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    points: int
    again: int = 0
    where: Literal["text", "post", "post or active case", "name", "full name", "detail"] = "text"
    pattern: str = ""


class _Scale(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    ground: str
    found_by: str
    against: str = ""
    start: int
    possible: int
    likely: int
    beside: int
    least: int = -1000
    cues: list[_Cue]


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[_Rule]
    scales: list[_Scale] = []
    words: dict[str, str] = {}
    """Groups of words by name: `<name>` in a pattern of any file stands for any of them."""


@dataclass(frozen=True, slots=True)
class _Files:
    read: Mapping[str, _Rules]
    groups: Mapping[str, str]


def _rule_files(texts: Mapping[str, str]) -> _Files:
    read: dict[str, _Rules] = {}
    for file, text in texts.items():
        try:
            read[file] = msgspec.convert(tomllib.loads(text), _Rules)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            at = re.search(r"at line (\d+)", str(error))
            raise LexiconError(file, int(at[1]) if at else 0, f"{error}.") from None
    groups: dict[str, str] = {}
    for rules in read.values():
        groups |= rules.words
    return _Files(read, groups)


def _all_phrases(files: _Files) -> Iterator[PhraseRule]:
    for file, rules in files.read.items():
        yield from _phrases(file, rules.rules, files.groups)


def _all_scales(files: _Files) -> Iterator[Scale]:
    for file, rules in files.read.items():
        for scale in rules.scales:
            cues = [
                Cue(
                    cue.points,
                    cue.again,
                    cue.where,
                    _with_groups(file, cue.pattern, files.groups),
                    _pattern(file, [cue.pattern] if cue.pattern else [], files.groups),
                )
                for cue in scale.cues
            ]
            yield Scale(
                scale.ground,
                scale.found_by,
                scale.against,
                scale.start,
                scale.possible,
                scale.likely,
                scale.beside,
                scale.least,
                tuple(cues),
            )


def _phrases(file: str, rules: Iterable[_Rule], groups: Mapping[str, str]) -> Iterator[PhraseRule]:
    for rule in rules:
        sources = tuple(_with_groups(file, pattern, groups) for pattern in rule.patterns)
        if not sources:
            raise LexiconError(file, 0, f'a rule for "{rule.ground}" has no patterns.')
        patterns = [_pattern(file, [pattern], groups) for pattern in rule.patterns]
        yield PhraseRule(
            ground=rule.ground,
            band=rule.band,
            found_by=rule.found_by,
            against=rule.against,
            sources=sources,
            patterns=tuple(pattern for pattern in patterns if pattern is not None),
            unless=_pattern(file, rule.unless, groups),
            needs=_pattern(file, rule.needs, groups),
            needs_post=_pattern(file, rule.needs_post, groups),
            unless_post=_pattern(file, rule.unless_post, groups),
        )


_GROUP = re.compile(r"(?<!\(\?)<([a-z]+)>")


def _with_groups(file: str, pattern: str, groups: Mapping[str, str]) -> str:
    for _ in range(3):  # groups may stand within groups
        for name in _GROUP.findall(pattern):
            if name not in groups:
                raise LexiconError(
                    file, 0, f'the pattern "{pattern}" names <{name}>, which is no group of words.'
                )
        pattern = _GROUP.sub(lambda found: f"(?:{groups[found[1]]})", pattern)
    return pattern


def _pattern(file: str, patterns: Iterable[str], groups: Mapping[str, str]) -> re.Pattern[str] | None:
    """One pattern of whole words. A space stands for any space between words, of at most three characters."""
    together = [_with_groups(file, pattern, groups) for pattern in patterns]
    for pattern in together:
        if re.search(r"(?<!\\)[*+](?!\?)|\{\d+,\}", pattern):
            raise LexiconError(file, 0, f'the pattern "{pattern}" has no upper bound: write {{0,20}} for *.')
    try:
        return whole_words(together) if together else None
    except re.error as error:
        raise LexiconError(file, 0, f"a pattern cannot be read: {error}.") from None
