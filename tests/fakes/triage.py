"""Triage that notices the words which a test gives it, and protected words."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.model.findings import Band, Signal, Span
from socialdesk.triage.api import TriageContext


class WordTriage:
    """Each word stands for a ground; what the same author said before, word for word, is a repeat."""

    def __init__(self, words: Mapping[str, str] | None = None, *, band: Band = Band.LIKELY) -> None:
        self.words = dict(words or {})
        self.band = band
        self.asked: list[tuple[str, TriageContext]] = []

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        self.asked.append((untrusted_text, context))
        watched = {entry.words: "contempt_of_court" for entry in context.protected_words}
        found = [
            Signal(
                ground=ground,
                band=self.band,
                spans=(Span(untrusted_text.index(word), untrusted_text.index(word) + len(word)),),
                found_by="the words of the test",
            )
            for word, ground in {**self.words, **watched}.items()
            if word in untrusted_text
        ]
        said = [each for each in context.earlier_same_author if each.untrusted_text == untrusted_text]
        if said:
            found.append(
                Signal(
                    ground="repeat",
                    band=self.band,
                    spans=(Span(0, len(untrusted_text)),),
                    found_by="the same words before",
                    repeat_of=said[0].item_id,
                )
            )
        return tuple(found)
