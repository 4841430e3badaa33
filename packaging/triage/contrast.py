"""Sentences that differ in little but in what matters, made from contrast.toml: hate beside what only looks like it."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rows import FAR_OFF, STRANDS, Part, Row, hate_labels, once_each

_COMMON = frozenset(
    {"people", "person", "man", "woman", "lad", "with", "the", "syndrome", "learning", "you", "old", "down", "she",
     "shes", "non", "user", "users", "window", "single"}
)  # fmt: skip
"""Words of the groups' names that name no group by themselves."""
_OFTEN_ELSE = frozenset(
    {"ill", "older", "young", "drag", "dress", "dresses", "straight", "men", "boy", "boys", "bloke", "blokes",
     "witness", "witnesses"}
)  # fmt: skip
_NEUTRAL = frozenset({"neutral identity", "good identity"})
_EACH = 6
"""Sentences of a family for a group."""
_EACH_NEUTRAL = 20
_OF_CORE = 4
"""So many times as often for the groups of the core."""
_EACH_WITHOUT_GROUP = 600
_EACH_OF_SLURS = 10
_REPORTS = frozenset({"counter", "counter quote"})
_DISGUISED = 0.16
"""The share of sentences that are disguised or misspelt as well, hateful and harmless alike."""
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}


@dataclass(frozen=True, slots=True)
class Family:
    """Sentences of one kind."""

    name: str
    hate: bool
    threat: bool
    lines: Sequence[str]
    only: Sequence[str]
    fixed: bool
    """True where the lines are sentences as they are."""
    ordinary: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """What contrast.toml holds."""

    groups: dict[str, list[list[str]]]
    slurs: dict[str, list[list[str]]]
    fill: dict[str, list[str]]
    families: Sequence[Family]
    core: frozenset[str]

    def identity_words(self) -> set[str]:
        """The words for groups and against them, in small letters."""
        named = [
            form
            for kinds in (self.groups, self.slurs)
            for entries in kinds.values()
            for entry in entries
            for form in entry
        ]
        words = {word for form in named for word in re.findall(r"[a-z]{3,}", form.lower())}
        return words - _COMMON

    def others(self) -> frozenset[str]:
        """The same without those of women and men, which the sets about sexism are labelled for."""
        of_sex = [form for kinds in (self.groups, self.slurs) for entry in kinds["sex"] for form in entry]
        return frozenset(
            self.identity_words() - {word for form in of_sex for word in form.lower().split()} - _OFTEN_ELSE
        )


def read_contrast(path: Path) -> Contrast:
    """The file's words and families."""
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    families = [
        Family(
            name=each["name"],
            hate=each["hate"],
            threat=each.get("threat", False),
            lines=each["lines"],
            only=each.get("only", []),
            fixed=each.get("fixed", False),
            ordinary=each.get("ordinary", False),
        )
        for each in told["family"]
    ]
    return Contrast(told["groups"], told["slurs"], told["fill"], families, frozenset(told["core"]))


def contrast_rows(contrast: Contrast, seed: int) -> list[Row]:
    """The whole set; the same for the same seed."""
    chance = random.Random(seed)
    rows = [row for family in contrast.families for row in _of_family(contrast, family, chance)]
    return once_each(rows)


def _of_family(contrast: Contrast, family: Family, chance: random.Random) -> Iterator[Row]:
    if family.fixed:
        for line in family.lines:
            yield _row(family, line, (), chance, validation=False)
            yield _row(family, disguised(line, chance), (), chance, validation=False)
        return
    lines_with_group = [line for line in family.lines if re.search(r"\{(p|s|a|x|xs|xs0)\}", line)]
    lines_without = [line for line in family.lines if line not in lines_with_group]
    for _ in range(_EACH_WITHOUT_GROUP if lines_without else 0):
        text = _filled(contrast, chance.choice(lines_without), None, None, chance)
        yield _row(family, text, (), chance)
    if not lines_with_group:
        return
    for strand in STRANDS if family.hate else (*STRANDS, "plain"):
        if family.only and strand not in family.only:
            continue
        slurs = contrast.slurs.get(strand, [])
        groups = contrast.groups[strand]
        about_slurs = [line for line in lines_with_group if re.search(r"\{(x|xs|xs0)\}", line)]
        about_groups = [line for line in lines_with_group if line not in about_slurs]
        each = _EACH_NEUTRAL if family.name in _NEUTRAL else _EACH
        for group in groups if about_groups else ():
            often = each * _OF_CORE if group[0] in contrast.core else each
            for line in chance.sample(about_groups, min(often, len(about_groups))):
                yield _row(family, _filled(contrast, line, group, None, chance), (strand,), chance)
        for slur in slurs if about_slurs else ():
            for line in chance.sample(about_slurs, min(_EACH_OF_SLURS, len(about_slurs))):
                yield _row(
                    family, _filled(contrast, line, chance.choice(groups), slur, chance), (strand,), chance
                )


def _row(
    family: Family, text: str, strands: tuple[str, ...], chance: random.Random, *, validation: bool = True
) -> Row:
    if chance.random() < _DISGUISED:
        text = disguised(text, chance)
    if chance.random() < 0.3:
        text = text[:1].upper() + text[1:] + chance.choice((".", "!", ".", "!!"))
    labels = hate_labels(int(family.hate), strands if family.hate else ())
    labels["threatening"] = int(family.threat)
    labels |= dict.fromkeys(FAR_OFF, 0)
    if family.name not in _REPORTS:
        labels["crime_report"] = 0
    if family.ordinary:
        labels |= dict.fromkeys(("contempt_of_court", "identifies_person", "defamation", "spam"), 0)
    part: Part = "validation" if validation and chance.random() < 0.04 else "train"
    return Row(
        source="contrast",
        text=text,
        labels=labels,
        part=part,
        family=family.name,
        weight=1.5 if family.ordinary else 1.0,
    )


def _filled(
    contrast: Contrast, line: str, group: list[str] | None, slur: list[str] | None, chance: random.Random
) -> str:
    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in contrast.fill:
            return chance.choice(contrast.fill[name])
        if name in ("x", "xs", "xs0") and slur:
            return {"x": slur[0], "xs": slur[1], "xs0": slur[1].partition(" ")[2]}[name]
        if group:
            return group[("p", "s", "a").index(name)]
        raise ValueError(line)

    text = re.sub(r"\{(\w+)\}", fill, line)
    return re.sub(r"\b(a) (?=[aeio]\w)", "an ", text, flags=re.IGNORECASE) if chance.random() < 0.8 else text


def disguised(text: str, chance: random.Random) -> str:
    """The sentence with slips or disguises as people write them."""
    way = chance.randrange(8)
    if way == 0:
        return "".join(
            chance.choice(_LEET[sign]) if sign in _LEET and chance.random() < 0.5 else sign for sign in text
        )
    if way == 1 and len(text) < 60:
        return " ".join(text.replace(" ", ""))
    if way == 2 and len(text) < 60:
        return text.replace(" ", "")
    if way == 3:
        return text.upper()
    if way == 4:
        return text + chance.choice(
            (" 😂", " 🤮", " 😡😡", " lol", " tbh", " smh", " 🙄", " #fact", "...", " x", " mate")
        )
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for place in chance.sample(long, min(len(long), 2)):
        word = words[place]
        at = chance.randrange(1, len(word) - 2)
        if way == 5:
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif way == 6:
            words[place] = word[:at] + word[at + 1 :]
        else:
            words[place] = word[: at + 1] + word[at] * chance.randrange(2, 4) + word[at + 1 :]
    return " ".join(words)
