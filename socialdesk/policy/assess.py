"""What the policy says of the signals in a text: findings with clause, reason and limits. Advice, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from socialdesk.model.findings import Assessment, Band, Finding, Signal, Span
from socialdesk.policy.book import Book, Ground, Route
from socialdesk.policy.context import Context, Proceedings
from socialdesk.policy.strands import NOT_OF_THE_FIVE, SEX

_BANDS = tuple(Band)
"""The surest first."""
_CONTEMPT = "contempt_of_court"
_CASE_ODDS = 4.0
"""By how much a case makes contempt surer, or its end less sure: one band, at the edges of the bands."""


def assess(signals: Iterable[Signal], context: Context, book: Book) -> Assessment:
    """Every signal that names a ground or route of `book`, as one finding a ground, the weightiest first (R1).

    What the Force itself wrote is never found against here: a breach by staff (R10) is for a person to see. What is a
    ground in public only is none in a direct message. Criticism of the police raises no signal and so no finding.
    """
    gathered: dict[tuple[str, int | None], list[Signal]] = {}
    for signal in () if context.by_force else signals:
        if _applies(signal.ground, context, book):
            gathered.setdefault((signal.ground, signal.repeat_of), []).append(signal)
    findings = [_finding(together, context, book) for together in gathered.values()]
    if context.proceedings is Proceedings.ENDED:
        # What little speaks for contempt is no advice once nobody is to be tried.
        findings = [each for each in findings if each.ground != _CONTEMPT or each.band is not Band.WEAK]
    places = {ground: place for place, ground in enumerate((*book.grounds, *book.routes))}
    nothing_pending = context.proceedings is Proceedings.UNKNOWN
    findings.sort(
        key=lambda finding: (
            finding.band is Band.WEAK,
            # Where nobody knows of a case, what else was found says more.
            nothing_pending and finding.ground == _CONTEMPT,
            *_weight(finding, book),
            places[finding.ground],
            finding.repeat_of or 0,
        )
    )
    return Assessment(findings=tuple(findings), pack_version=book.version)


def _applies(ground_id: str, context: Context, book: Book) -> bool:
    ground = book.grounds.get(ground_id)
    if ground is not None:
        return ground.in_private or not context.private
    return ground_id in book.routes


def _finding(together: Sequence[Signal], context: Context, book: Book) -> Finding:
    first = together[0]
    entry: Ground | Route = book.grounds.get(first.ground) or book.routes[first.ground]
    surest_first = sorted(together, key=_sure, reverse=True)
    score = _sure(surest_first[0])
    strand = _strand(surest_first)
    against = " ".join(_each_once(signal.against for signal in together))
    cannot_know = entry.cannot_know
    if first.ground == _CONTEMPT:
        score = max(_with_case(signal, context.proceedings) for signal in together)
        against, cannot_know = _by_case(context.proceedings, against, cannot_know)
    if strand == SEX and "4.3d" not in against:
        against = f"{against} {NOT_OF_THE_FIVE}".strip()
    band = Band.of(score)
    return Finding(
        ground=first.ground,
        clause=entry.clause,
        band=band,
        spans=_joined(span for signal in together for span in signal.spans),
        why=entry.why,
        found_by="; ".join(_each_once(signal.found_by for signal in together)),
        against=against,
        cannot_know=cannot_know,
        # A weak signal puts nothing on top of the queue.
        urgency=min(entry.urgency, 1) if band is Band.WEAK else entry.urgency,
        repeat_of=first.repeat_of,
        score=score,
        strand=strand,
    )


def _sure(signal: Signal) -> float:
    return signal.score or signal.band.score


def _strand(surest_first: Sequence[Signal]) -> str:
    """The surest; one of the five, where one is at least possible, before what is none of them (R6)."""
    named = [signal for signal in surest_first if signal.strand]
    of_five = (each.strand for each in named if each.strand != SEX and Band.of(_sure(each)) is not Band.WEAK)
    return next(of_five, named[0].strand if named else "")


def _with_case(signal: Signal, state: Proceedings) -> float:
    """How sure contempt is by the state of the case, where triage has not counted already that there is one."""
    score = _sure(signal)
    if state is Proceedings.ENDED:
        return _moved(score, 1 / _CASE_ODDS)
    surer = state in (Proceedings.ACTIVE, Proceedings.LIKELY) and not signal.counts_case
    return _moved(score, _CASE_ODDS) if surer else score


def _by_case(state: Proceedings, against: str, cannot_know: str) -> tuple[str, str]:
    """What speaks against contempt and what cannot be known, by the state of the case (4.3b)."""
    match state:
        case Proceedings.ACTIVE:
            return against, "Proceedings are marked active on this post. Whether a court would be swayed."
        case Proceedings.LIKELY | Proceedings.UNKNOWN:
            return against, f"{cannot_know} Check the case state: nobody has marked this post."
        case Proceedings.ENDED:
            return f"{against} The proceedings on this post are marked as ended.".strip(), cannot_know


def _moved(score: float, odds: float) -> float:
    """A score whose odds are so many times greater; rounded, so that what is stored is what was computed."""
    return round(odds * score / (1 - score + odds * score), 3)


def _weight(finding: Finding, book: Book) -> tuple[int, int, int]:
    ground = book.grounds.get(finding.ground)
    strength = ground.strength.weight + 1 if ground else 0
    return (-finding.urgency, -strength, _BANDS.index(finding.band))


def _each_once(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(text for text in texts if text)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, with those that overlap or touch made one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
