"""Rules that notice what the policy may have a ground or a route for. Same text and context, same signals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from socialdesk.model.findings import Band, Signal, Span
from socialdesk.triage.api import ProtectedWords, TriageContext
from socialdesk.triage.details import Detail, details
from socialdesk.triage.lexicon import Lexicon, PhraseRule
from socialdesk.triage.links import links
from socialdesk.triage.listed import ListedWords
from socialdesk.triage.names import WatchList
from socialdesk.triage.normalise import Normaliser, Plain
from socialdesk.triage.people import people, says_who
from socialdesk.triage.phrases import PhraseFinder
from socialdesk.triage.repeats import SHORT, canonical, repeated
from socialdesk.triage.requests import request_in
from socialdesk.triage.scales import ScaleFinder, Weighed

_KEPT_WATCH_LISTS = 16
_OF_OTHERS = re.compile(
    r"\b(?:he|she|him|her|his|their|they|neighbours?|suspect|victim|lad|girl|bloke|woman|man|guy|dealer|driver)\b"
)
_OWN = re.compile(
    r"\b(?:(?:my|our|me|us) (?:\w{1,12} ){0,2}(?:number|no|phone|mobile|address|email|e-mail|reg|"
    r"plate|insta\w{0,4}|house|home|"
    r"car|van|postcode)|i(?:'m| am|m)? (?:live|at|on)|we live|(?:ring|call|text|contact|email|message|"
    r"reach|reply to|write to) me|"
    r"foi|freedom of information|my name|yours (?:sincerely|faithfully)|regards)\b"
)
_CALL = re.compile(
    r"\b(?:check|watch|visit|buy|order|download|click|subscribe|vote|join|follow|free|donate|sign up|help me|listen|"
    r"offers?|discount|sale|deals?|cheap|earn|win)\b"
)
_OF_HERE = re.compile(
    r"\b(?:charity|fundrais\w{0,3}|raffle|coffee morning|parish|hospice|food ?bank|volunteer\w{0,3}|"
    r"litter|tombola|church|memorial|"
    r"concert|choir|support group|helpline|library|scouts|allotments?|starts at|lost|found|missing|"
    r"petition|consultation|"
    r"council|survey|news|article|read (?:it|about|this)|report|meeting|road closures?|weather|"
    r"footage|dashcam|agenda)\b"
)
"""What links of a place and its people are about."""
_MANY_LINKS = 3
_SECRET = "operationally_sensitive"
_MOST_SPANS = 100


class RuleTriage:
    """Word lists and phrases; see `Triage`. Keeps the watch lists that it has last prepared."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._normaliser = Normaliser(lexicon.look_alikes)
        self._listed_words = ListedWords(lexicon)
        self._phrases_of = PhraseFinder(lexicon.phrases)
        self._scales_of = ScaleFinder(lexicon.scales)
        self._watch_lists: dict[tuple[ProtectedWords, ...], WatchList] = {}

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """What was noticed, with the exact words as ranges of the original text. Nothing in what the Force wrote."""
        if context.by_force or not untrusted_text.strip():
            return ()
        plain = self._normaliser.plain(untrusted_text)
        found_details = list(details(plain.text))
        found = [
            *self._names(plain, context.protected_words),
            *self._listed_words.signals(plain),
            *self._phrases(plain, context, found_details),
            *self._requests(plain),
            *self._details(plain, found_details),
            *self._links(plain),
            *_repeats(untrusted_text, context),
        ]
        if any(signal.ground == "foi_request" for signal in found):
            # Who asks the Force for figures in writing, with a name and an address, gives no secret of its work away.
            found = [signal for signal in found if signal.ground != _SECRET or signal.band is Band.LIKELY]
        return tuple(replace(signal, spans=signal.spans[:_MOST_SPANS]) for signal in found)

    def _names(self, plain: Plain, protected: tuple[ProtectedWords, ...]) -> Iterator[Signal]:
        hits = self._watch_list(protected).find(plain) if protected else []
        for sure in (True, False):
            spans = tuple(plain.span(hit.start, hit.end) for hit in hits if hit.sure is sure)
            if not spans:
                continue
            ways = ", ".join(dict.fromkeys(hit.how for hit in hits if hit.sure is sure))
            found_by = f"the watch list of a case ({ways})"
            against = "" if sure else "It may be somebody else of that name."
            band = Band.LIKELY if sure else Band.POSSIBLE
            yield Signal(
                ground="identifies_person", band=band, spans=spans, found_by=found_by, against=against
            )
            yield Signal(
                ground="contempt_of_court",
                band=Band.POSSIBLE if sure else Band.WEAK,
                spans=spans,
                found_by=found_by,
                against=against,
            )

    def _watch_list(self, protected: tuple[ProtectedWords, ...]) -> WatchList:
        known = self._watch_lists.get(protected)
        if known is None:
            if len(self._watch_lists) >= _KEPT_WATCH_LISTS:
                self._watch_lists.clear()
            known = self._watch_lists[protected] = WatchList(protected, self._lexicon, self._normaliser)
        return known

    def _phrases(self, plain: Plain, context: TriageContext, found: Sequence[Detail]) -> Iterator[Signal]:
        post = self._normaliser.plain(context.post_text).text if context.post_text else ""
        active = context.proceedings_active
        named = list(people(plain, self._lexicon.first_names))
        points: dict[str, Weighed] = {}
        for weighed in self._scales_of.weigh(plain.text, post, active=active, people=named, details=found):
            scale = weighed.scale
            points[scale.ground] = weighed
            if weighed.points >= scale.possible:
                yield Signal(
                    ground=scale.ground,
                    band=Band.LIKELY if weighed.points >= scale.likely else Band.POSSIBLE,
                    score=_score(weighed),
                    counts_case=True,
                    spans=tuple(plain.span(start, end) for start, end in weighed.places),
                    found_by=scale.found_by,
                    against=scale.against,
                )
        if said := [each for each in named if each.full and says_who(plain.text, each)]:
            yield Signal(
                ground="identifies_person",
                band=Band.POSSIBLE,
                score=Band.POSSIBLE.score,
                spans=tuple(plain.span(each.start, each.end) for each in said),
                found_by="a name said to be somebody's in the matter",
                against="It may be somebody whose name is public.",
            )
        for rule, places in self._phrases_of.find(plain.text, post, active=active):
            band = _beside(rule, points.get(rule.ground))
            if band is not None:
                yield Signal(
                    ground=rule.ground,
                    band=band,
                    score=band.score,
                    counts_case=rule.ground in points,
                    spans=tuple(plain.span(start, end) for start, end in places),
                    found_by=rule.found_by,
                    against=rule.against,
                )

    def _requests(self, plain: Plain) -> Iterator[Signal]:
        if (request := request_in(plain, self._lexicon.first_names)) is None:
            return
        lacking = " and ".join(request.missing)
        yield Signal(
            ground="foi_request" if request.complete else "foi_incomplete",
            band=request.band,
            spans=tuple(plain.span(start, end) for start, end in request.places),
            found_by="a request for recorded information" + (f" without {lacking}" if lacking else ""),
            against="" if request.band is Band.LIKELY else "It does not name the Act.",
        )

    def _details(self, plain: Plain, found: Sequence[Detail]) -> Iterator[Signal]:
        """What may be another's: people give their own numbers, and those of places where all may come."""
        if not found or not _OF_OTHERS.search(plain.text) or _OWN.search(plain.text):
            return
        yield Signal(
            ground="identifies_person",
            band=Band.POSSIBLE,
            spans=tuple(plain.span(each.start, each.end) for each in found),
            found_by=", ".join(dict.fromkeys(each.kind for each in found)),
            against="People give their own, and those of public places and businesses.",
        )

    def _links(self, plain: Plain) -> Iterator[Signal]:
        unknown = [link for link in links(plain.text, self._lexicon.known_sites) if not link.known]
        if not unknown:
            return
        urged = _CALL.search(plain.text) is not None
        if not urged and len(unknown) < _MANY_LINKS and _OF_HERE.search(plain.text):
            return
        yield Signal(
            ground="spam",
            band=Band.POSSIBLE,
            spans=tuple(plain.span(link.start, link.end) for link in unknown),
            found_by="a link to a site that is not on the list of usual ones",
            against="A link by itself is no ground: does it promote something, or not belong here?",
        )


_SURE = 0.97


def _score(weighed: Weighed) -> float:
    """Between .5 and .8 for what is possible, above for what is likely; an active case is counted in the points."""
    scale = weighed.scale
    share = (weighed.points - scale.possible) / (scale.likely - scale.possible)
    return round(min(0.5 + 0.3 * share, _SURE), 3)


def _beside(rule: PhraseRule, weighed: Weighed | None) -> Band | None:
    """How sure a phrase makes, with what else stands in the text; None where that speaks against it too much."""
    if weighed is None:
        return rule.band
    if rule.band is not Band.LIKELY and weighed.points < weighed.scale.least:
        return None
    return Band.LIKELY if rule.band is Band.POSSIBLE and weighed.points >= weighed.scale.beside else rule.band


def _repeats(untrusted_text: str, context: TriageContext) -> Iterator[Signal]:
    if (again := repeated(untrusted_text, context.earlier_same_author)) is None:
        return
    original, same = again
    long_enough = len(canonical(untrusted_text)) >= SHORT
    start = len(untrusted_text) - len(untrusted_text.lstrip())
    yield Signal(
        ground="repeat",
        band=Band.WEAK if not long_enough else Band.LIKELY if same else Band.POSSIBLE,
        spans=(Span(start, len(untrusted_text.rstrip())),),
        found_by="comparison with what the same author wrote before",
        against="" if long_enough else "Short remarks are often made twice without harm.",
        repeat_of=original.item_id,
    )
