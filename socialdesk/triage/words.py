"""Listed words in a text, however they are disguised or glued to others (4.3c, 4.3d)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from socialdesk.triage.lexicon import Word
from socialdesk.triage.meant import meant, meant_of_group, only_told
from socialdesk.triage.normalise import Plain
from socialdesk.triage.spellings import LEET, Spellings, Spelt

_LONGEST = 60
"""Characters; a longer run without a space is searched for words inside it, not taken for one word."""
_REMEMBERED = 20_000
"""Tokens."""
_TOKEN = re.compile(r"\S+")
_NO_LANGUAGE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.[a-z]{2,6}|@[a-z0-9_.]{4,}")
"""Links, addresses and handles are nobody's words."""
_LETTER = r"(?:[a-z0-9@$!]|(?<=\s)[+|](?!\S))"
_SPELLED = re.compile(
    rf"(?<![a-z0-9@$!'])[a-z0-9@$!](?:[\s.,\-_*/|~+:;'=^\\<>&#%]{{1,3}}{_LETTER}(?![a-z0-9@$]|![a-z0-9])){{2,}}"
)
_ONE_OF_THEM = re.compile(_LETTER)
_NUMBERED = re.compile(r"\d*([a-z]{3,})\d*")
_EDGES = ".,;:?\"'()[]{}<>~`^/\\=-_"
_LEAD = re.compile(rf"[{re.escape(_EDGES)}*#\x80-\U0010ffff]*")
_TRAIL = re.compile(rf"[{re.escape(_EDGES)}\x80-\U0010ffff]+$")
_AROUND = " .,!?\"'"
_VOWELS = frozenset("aeiou")
_PARTS = re.compile(r"[^/,;:\"()\[\]{}<>~=]+")
_JOINTS = re.compile(r"[^-_.*+&'!?#]+")
_HELD = re.compile(r"([a-z])\1{2,}")
_BROKEN = re.compile(r"(?<![^\s\"(])([a-z]{1,8}) ([a-z]{1,8})(?![a-z0-9'])")
_SINGLE = frozenset("aiurceo")


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word at `start` to `end` of the plain reading."""

    word: Word
    start: int
    end: int
    disguised: bool
    sure: bool
    """False where the letters could be meant for another word."""
    asks: bool = False
    """True where only the words around it could tell whether it is meant; they did."""


class WordFinder:
    """Finds the words of one list. `allowed` holds innocent words and phrases; see the top of allowed.txt."""

    def __init__(self, words: Iterable[Word], allowed: Iterable[str], everyday: Iterable[str]) -> None:
        self._everyday = frozenset(everyday)
        self._looked_at: dict[str, tuple[Hit, ...]] = {}
        self._words = {word.letters: word for word in words}
        phrases = self._phrases = set[str]()
        self._company: dict[str, re.Pattern[str]] = {}
        for line in allowed:
            head, colon, company = line.partition(":")
            if not colon:
                phrases.add(line)
                continue
            beside = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, company.split()))})(?![a-z])")
            self._company |= dict.fromkeys(head.split(), beside)
        self._spellings = Spellings(self._words, phrases, self._everyday)
        inside = sorted((word.letters for word in self._words.values() if word.inside), key=len, reverse=True)
        self._inside = re.compile("|".join(inside)) if inside else None
        innocent = sorted(map(re.escape, phrases), key=len, reverse=True)
        self._innocent = re.compile("|".join(innocent)) if innocent else None

    def find(self, plain: Plain) -> list[Hit]:
        """Every listed word, in order; what stands in an allowed name or phrase or is meant innocently is left out."""
        text = plain.text
        hits = [
            replace(hit, start=hit.start + token.start(), end=hit.end + token.start())
            for token in _TOKEN.finditer(text)
            for hit in self._known(token[0])
        ]
        hits += [hit for found in _SPELLED.finditer(text) for hit in self._in_spelled(found)]
        hits += self._broken(plain)
        if not hits:
            return []
        hits = [_as_written(plain, hit) for hit in hits]
        allowed = [found.span() for found in self._innocent.finditer(text)] if self._innocent else []
        kept = [
            hit
            for hit in hits
            if (hit.asks or not any(start <= hit.start and hit.end <= end for start, end in allowed))
            and self._is_meant(plain, hit, allowed)
        ]
        kept.sort(key=lambda hit: (hit.start, -hit.end))
        apart: list[Hit] = []
        for hit in kept:
            if not apart or hit.start >= apart[-1].end:
                apart.append(hit)
        return apart

    def _is_meant(self, plain: Plain, hit: Hit, allowed: list[tuple[int, int]]) -> bool:
        if not hit.disguised:
            if any(start <= hit.start and hit.end <= end for start, end in allowed):
                return False
            company = self._company.get(hit.word.letters)
            if company and (company.search(plain.text) or _is_name(plain, hit)):
                return False
        written = plain.text[hit.start : hit.end]
        if hit.asks and len(written) == len(plain.text.strip(_AROUND)):
            # Nothing but "Dykes" or "carbon": a name, or a word that is innocent itself.
            if hit.disguised:
                return written not in self._phrases or not _VOWELS.intersection(written)
            if _is_capitalised(plain, hit.start, hit.end):
                return False
        if hit.word.strand:
            return not only_told(plain.text, hit.start, hit.end) and (
                not hit.asks or meant_of_group(plain.text, hit.start, hit.end, hit.word.letters)
            )
        return not hit.asks or meant(plain.text, hit.start, hit.end, hit.word.letters)

    def _known(self, token: str) -> tuple[Hit, ...]:
        """The hits in one token, from its own beginning; people use few words, so most have been looked at before."""
        known = self._looked_at.get(token)
        if known is None:
            known = tuple(self._in_token(token))
            if len(token) <= _LONGEST:
                if len(self._looked_at) >= _REMEMBERED:
                    self._looked_at.clear()
                self._looked_at[token] = known
        return known

    def _in_token(self, token: str) -> Iterator[Hit]:
        if _NO_LANGUAGE.fullmatch(token):
            # "@rsehole" looks like a handle.
            core = token.rstrip(_EDGES)
            found = self._spellings.one(core) if core.startswith("@") else None
            if found and found.sure and not found.asks:
                yield _hit(found, 0, len(core))
            return
        if len(token) > _LONGEST:
            yield from self._within(token, 0)
            return
        for part in _PARTS.finditer(token):
            yield from self._in_part(part[0], part.start())

    def _in_part(self, part: str, at: int) -> Iterator[Hit]:
        lead = _LEAD.match(part)
        start = at + (lead.end() if lead else 0)
        core = _TRAIL.sub("", part[start - at :])
        cores = [(core.rstrip("!*" + _EDGES), start), (core.rstrip("!" + _EDGES), start), (core, start)]
        if part.startswith("*") and not part.endswith("*"):
            cores.append((part.rstrip(_EDGES + "!"), at))
        for word, begins in dict.fromkeys(cores):
            if found := self._spellings.one(word):
                yield _hit(found, begins, begins + len(word))
                return
        within = list(self._within(part, at)) or list(self._after_everyday(part, at))
        yield from within
        numbered = _NUMBERED.fullmatch(core)
        if numbered and not within and (word := self._words.get(numbered[1])):
            yield Hit(word, start + numbered.start(1), start + numbered.end(1), True, True, word.innocent_too)
        elif not within:
            for piece in _JOINTS.finditer(part):
                if len(piece[0]) < len(part) and (word := self._words.get(piece[0])):
                    begins = at + piece.start()
                    yield Hit(word, begins, begins + len(piece[0]), False, True, word.innocent_too)

    def _within(self, token: str, at: int) -> Iterator[Hit]:
        """Listed words inside a longer run: `youfuckingidiot`."""
        read = token.rstrip("!" + _EDGES).translate(LEET)
        places: list[int] | range = range(len(read))
        if len(token) <= _LONGEST and _HELD.search(read):
            places = [
                place
                for place in places
                if place < 2 or not read[place] == read[place - 1] == read[place - 2]
            ]
            places = [place for place in places if place < 1 or not _HELD.match(read, place - 1)]
            read = "".join(read[place] for place in places)
        found = list(self._inside.finditer(read)) if self._inside else []
        for each in found:
            yield Hit(
                self._words[each[0]], at + places[each.start()], at + places[each.end() - 1] + 1, True, True
            )
        if found or len(token) > _LONGEST:
            return
        bare = read.strip(_EDGES + "!*#")
        if 5 <= len(bare) <= 40 and (between := self._between_everyday(bare)):
            word, first, end = between
            first, end = first + read.index(bare), end + read.index(bare)
            yield Hit(word, at + places[first], at + places[end - 1] + 1, True, True)

    def _after_everyday(self, part: str, at: int) -> Iterator[Hit]:
        """youw*nker: everyday words before a starred one."""
        stars = part.find("*")
        for start in sorted(self._everyday_to(part[:stars])) if 2 < stars <= _LONGEST else ():
            core = part[start:].rstrip("!" + _EDGES)
            found = self._spellings.one(core) if start > 1 else None
            if found and not found.asks and found.word.strength > 1 and len(core) > 3:
                yield _hit(found, at + start, at + start + len(core))
                return

    def _between_everyday(self, letters: str) -> tuple[Word, int, int] | None:
        """The listed word where `letters` is that word with everyday words before or after it, and nothing else."""
        for start in sorted(self._everyday_to(letters)):
            for end in range(min(len(letters), start + 16), start + 2, -1):
                word = self._words.get(letters[start:end])
                if word is None or not self._is_everyday(letters[end:]):
                    continue
                if word.innocent_too and (
                    end - start < 4 or (word.strength < 2 and not letters.startswith("you"))
                ):
                    continue
                rest = len(letters) - (end - start)
                if rest >= (4 if end - start < 4 and not letters.startswith("you") else 3) or (
                    rest == 2 and not word.innocent_too and not word.literal
                ):
                    return word, start, end
        return None

    def _in_spelled(self, found: re.Match[str]) -> Iterator[Hit]:
        """f u c k, s.h.i.t: letters one at a time."""
        places = [found.start() + each.start() for each in _ONE_OF_THEM.finditer(found[0])][:200]
        written = "".join(found.string[place] for place in places)
        letters = written.translate(LEET)
        found_any = False
        start = 0
        while start < len(letters) - 2:
            for end in range(min(len(letters), start + 16), start + 2, -1):
                word = self._words.get(letters[start:end])
                if word is not None and (
                    word.inside
                    or (
                        self._is_everyday_spelled(letters[:start])
                        and self._is_everyday_spelled(letters[end:])
                    )
                ):
                    yield Hit(word, places[start], places[end - 1] + 1, True, True, end - start < 4)
                    found_any = True
                    start = end - 1
                    break
            start += 1
        for skip in () if found_any else (0, 1):
            # w n k r: disguised twice.
            spelt = self._spellings.one(written[skip:]) if len(letters) > skip + 2 else None
            if spelt and written[:skip] in ("", "a") and len(spelt.word.letters) > 3:
                yield Hit(spelt.word, places[skip], places[-1] + 1, True, spelt.sure, not spelt.sure)
                return

    def _broken(self, plain: Plain) -> Iterator[Hit]:
        """fu ck, wan ker: one word in two pieces, of which one at least is no word."""
        at = 0
        while found := _BROKEN.search(plain.text, at):
            at = found.start(2)
            word = self._words.get(found[1] + found[2])
            if (
                word is None
                or len(word.letters) < 4
                or word.literal
                or word.innocent_too
                or word.strength < 2
            ):
                continue
            if found[1] in self._words or found[2] in self._words or found[1] in ("a", "i", "s"):
                continue
            known = [piece in self._everyday for piece in found.groups()]
            asks = all(known) or (len(found[1]) == 1 and known[1])
            if not (asks and _is_capitalised(plain, found.start(), found.end())):
                yield Hit(word, found.start(), found.end(), True, False, asks)

    def _is_everyday_spelled(self, letters: str) -> bool:
        return all(letter in _SINGLE for letter in letters) or self._is_everyday(letters)

    def _is_everyday(self, letters: str) -> bool:
        """True where `letters` is nothing but everyday words written together."""
        return len(letters) in self._everyday_to(letters)

    def _everyday_to(self, letters: str) -> set[int]:
        """The places up to which `letters` is nothing but everyday words written together."""
        reach, ahead = {0}, [0]
        while ahead:
            start = ahead.pop()
            for end in range(start + 1, min(len(letters), start + 12) + 1):
                if end not in reach and letters[start:end] in self._everyday:
                    reach.add(end)
                    ahead.append(end)
        return reach


def _as_written(plain: Plain, hit: Hit) -> Hit:
    """Look-alikes and invisible characters are no slip of the pen: such a word is meant."""
    written = plain.original[plain.places[hit.start] : plain.places[hit.end - 1] + 1]
    if hit.disguised or written.isascii():
        return hit
    return replace(hit, disguised=True, asks=hit.asks and len(hit.word.letters) < 4)


def _hit(spelt: Spelt, start: int, end: int) -> Hit:
    return Hit(spelt.word, start, end, spelt.disguised, spelt.sure, spelt.asks)


_SAID = frozenset({"is", "was", "has", "had", "said", "says", "will", "who", "and", "from"})
_TITLES = frozenset(
    {
        "uncle",
        "aunt",
        "auntie",
        "mr",
        "mrs",
        "miss",
        "ms",
        "sir",
        "dr",
        "cressida",
        "captain",
        "pc",
        "sgt",
        "dear",
    }
)


def _is_capitalised(plain: Plain, start: int, end: int) -> bool:
    """True for "Dick", not for "dick" or "DICK"."""
    written = plain.original[plain.places[start] : plain.places[end - 1] + 1]
    return written[:1].isupper() and not written.isupper()


def _is_name(plain: Plain, hit: Hit) -> bool:
    """True for "Dick" beside another capitalised word that is no beginning of a sentence, or after "uncle"."""
    original = plain.original
    start, end = plain.places[hit.start], plain.places[hit.end - 1] + 1
    if not _is_capitalised(plain, hit.start, hit.end):
        return False
    before, after = original[max(0, start - 30) : start].split(), original[end : end + 30].split()
    if before and before[-1].lower() in _TITLES:
        return True
    beside = original[end : end + 1] == " " and bool(after)
    if beside and ((after[0][:1].isupper() and not after[0].isupper()) or after[0].lower() in _SAID):
        return True
    within = bool(before) and before[-1][-1:].isalpha() and not before[-1][:1].isupper()
    return within and not meant(plain.text, hit.start, hit.end, hit.word.letters)
