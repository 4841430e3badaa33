"""What listed words may mean for the policy: offensive language (4.3d) and words against groups (4.3c)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from socialdesk.model.findings import Band, Signal
from socialdesk.triage.lexicon import Lexicon
from socialdesk.triage.normalise import Plain
from socialdesk.triage.words import Hit, WordFinder

_QUOTED = re.compile(r"[\"'][^\"']{1,200}[\"']")
_STRENGTHS = {4: "strongest", 3: "strong", 2: "medium", 1: "mild"}


class ListedWords:
    """Notices listed words and says how surely they are meant so."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._offensive = WordFinder(lexicon.offensive, lexicon.allowed, lexicon.everyday)
        self._hateful = WordFinder(lexicon.hateful, lexicon.allowed, lexicon.everyday)

    def signals(self, plain: Plain) -> Iterator[Signal]:
        """At most one signal for each of the two grounds."""
        quoted = [found.span() for found in _QUOTED.finditer(plain.text)]
        hits = self._offensive.find(plain)
        if hits:
            best = min((_band(hit) for hit in hits), key=tuple(Band).index)
            strongest = _STRENGTHS[max(hit.word.strength for hit in hits)]
            disguised = ", disguised" if any(hit.disguised for hit in hits) else ""
            yield Signal(
                ground="offensive_language",
                band=best,
                spans=tuple(plain.span(hit.start, hit.end) for hit in hits),
                found_by=f"the list of offensive words ({strongest}{disguised})",
                against=_against(hits, quoted),
            )
        hits = self._hateful.find(plain)
        if hits:
            yield Signal(
                ground="hate_speech",
                band=Band.POSSIBLE,
                spans=tuple(plain.span(hit.start, hit.end) for hit in hits),
                found_by="the list of words against groups",
                against=_against(hits, quoted) or "It may be quoted, opposed or of the author's own group.",
                strand=hits[0].word.strand,
            )


def _band(hit: Hit) -> Band:
    if hit.asks or not hit.sure or hit.word.strength == 1:
        return Band.POSSIBLE
    return Band.LIKELY


def _against(hits: Sequence[Hit], quoted: Sequence[tuple[int, int]]) -> str:
    reasons: list[str] = []
    if all(hit.word.innocent_too and not hit.disguised for hit in hits):
        reasons.append("It has an innocent meaning too.")
    if all(hit.disguised and not hit.sure for hit in hits):
        reasons.append("The letters may be meant for another word.")
    if all(any(start < hit.start and hit.end < end for start, end in quoted) for hit in hits):
        reasons.append("It stands in quotation marks.")
    return " ".join(reasons)
