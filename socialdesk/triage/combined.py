"""The rules and the trained model together: one band a ground or route, weighed from both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from socialdesk.model.findings import Band, Signal
from socialdesk.triage.api import HeadReading, Reader, Reading, Triage, TriageContext
from socialdesk.triage.recipe import LIKELY, Weighing, band_of

_BANDS = tuple(Band)
"""The surest first."""
_OF_CASE = re.compile(
    r"\b(?:arrest|charged?\b|in custody\b|court|trial\b|suspicion of\b|remanded\b|sentenced\b)", re.IGNORECASE
)
_NAMES = {
    "hate_speech": "hate",
    "threatening": "threats",
    "contempt_of_court": "guilt and what came before",
    "identifies_person": "who it is about",
    "officer_safety": "officers",
    "operationally_sensitive": "police work under way",
    "defamation": "accusations",
    "spam": "promotion",
    "emergency": "emergencies",
    "crime_report": "reports of crime",
    "foi_request": "requests for information",
    "foi_incomplete": "requests for information",
    "safety_advice": "asking for advice",
    "question": "questions",
    "complaint": "complaints",
}
_OF_SEX = "hate_speech/sex"
_STRAND_WORTH_NAMING = 0.5
_AGAINST = {
    "sex": "Sex is not one of the five strands of 4.3c: consider 4.3d.",
    "": "It may be quoted, opposed or of the author's own group.",
}


class CombinedTriage:
    """See `Triage`. Without a reading, and where nobody can read, the rules alone speak."""

    def __init__(self, rules: Triage, weighing: Mapping[str, Weighing], reader: Reader | None = None) -> None:
        self._rules = rules
        self._weighing = weighing
        self._reader = reader

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """The rules' signals, with what the model says to them and beside them."""
        found = self._rules.signals(untrusted_text, context)
        if context.by_force or not untrusted_text.strip():
            return found
        reading = context.reading
        if reading is None and self._reader is not None:
            reading = self._reader.read(untrusted_text)
        return found if reading is None else tuple(self._weighed(found, reading, context))

    def _weighed(
        self, by_rules: Sequence[Signal], reading: Reading, context: TriageContext
    ) -> Iterator[Signal]:
        heads = {each.head: each for each in reading.heads}
        post = tells_of_case(context.post_text)
        for ground, weighing in self._weighing.items():
            said = [signal for signal in by_rules if signal.ground == ground]
            head = surest_head(ground, heads)
            surest = min((signal.band for signal in said), key=_BANDS.index, default=None)
            if head is None and surest is None:
                continue
            score = weighing.score(
                head.score if head is not None else 0.0, surest, active=context.proceedings_active, post=post
            )
            score = held(ground, round(score, 3), surest)
            band = band_of(score)
            yield from (
                replace(signal, band=band or Band.WEAK, score=score, counts_case=True)
                for signal in said
                if band or (signal.band is not Band.WEAK and score >= _LEAST_OF_RULE)
            )
            if band is not None and head is not None and (not said or head.score >= _LEAST):
                yield self._signal(ground, head, band, score, heads)
        yield from (signal for signal in by_rules if signal.ground not in self._weighing)

    def _signal(
        self, ground: str, head: HeadReading, band: Band, score: float, heads: Mapping[str, HeadReading]
    ) -> Signal:
        strand, against, spans = "", "", head.spans
        named = _NAMES.get(ground, ground)
        if ground == "hate_speech":
            strand = _strand(heads)
            named = f"{named}: {strand}" if strand else named
            against = _AGAINST["sex" if strand == "sex" else ""]
            if strand:
                # The strand's head points at the words for the group.
                spans = tuple(
                    sorted({*spans, *heads[f"{ground}/{strand}"].spans}, key=lambda span: span.start)
                )
        return Signal(
            ground=ground,
            band=band,
            spans=spans,
            found_by=f"the trained model ({named})",
            against=against,
            score=score,
            strand=strand,
            counts_case=True,
        )


def held(ground: str, score: float, surest: Band | None) -> float:
    """What a rule is sure of (a name of the watch list, say) the model has no say in, but for a few routine grounds."""
    return max(score, LIKELY) if surest is Band.LIKELY and ground not in _WEIGHED_ALWAYS else score


def surest_head(ground: str, heads: Mapping[str, HeadReading]) -> HeadReading | None:
    """The head that speaks for a ground: what is against a sex is hate too, and the head for that knows it better."""
    head = heads.get(ground)
    of_sex = heads.get(_OF_SEX) if ground == "hate_speech" else None
    return of_sex if of_sex is not None and (head is None or of_sex.score > head.score) else head


def tells_of_case(post_text: str) -> bool:
    """True where the Force's post tells of an arrest, a charge or a court."""
    return _OF_CASE.search(post_text) is not None


_WEIGHED_ALWAYS = frozenset({"crime_report", "foi_request", "spam"})
"""Where the model thought otherwise than a sure rule, the rule was wrong in all of the texts for validation."""
_LEAST_OF_RULE = 0.15
"""Where both together come to less, what a rule found possible is not shown."""
_LEAST = 0.2
"""A head that says less adds no words of its own to what a rule has found; where no rule has, it speaks by itself."""


def _strand(heads: Mapping[str, HeadReading]) -> str:
    """The likeliest strand; one of the five of 4.3c before sex where both are there."""
    strands = {
        head.removeprefix("hate_speech/"): each.score
        for head, each in heads.items()
        if head.startswith("hate_speech/")
    }
    likely = {strand: score for strand, score in strands.items() if score >= _STRAND_WORTH_NAMING}
    five = {strand: score for strand, score in likely.items() if strand != "sex"}
    best = five or likely
    return max(sorted(best), key=lambda strand: best[strand]) if best else ""
