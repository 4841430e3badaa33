"""Requests for recorded information, and whether they have what section 8 of the Act asks for (4.2c).

A request is in writing, gives a name and an address for correspondence (an e-mail address serves) and describes the
information. Whether one is valid is for an FOI Officer; what is counted here is only what stands in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from socialdesk.model.findings import Band
from socialdesk.triage.details import EMAIL, POSTCODE, STREET
from socialdesk.triage.normalise import Plain
from socialdesk.triage.people import people

_ACT = re.compile(
    r"(?<![a-z0-9])(?:f\.?o\.?i\.?(?:a|r)?(?![a-z])|freedom of info(?:rmation)?|(?:under|"
    r"by) the (?:2000 )?act(?![a-z])|the 2000 act|"
    r"(?:formal )?request for (?:recorded )?information|information request|right to know)"
)
_RECORDS = (
    r"(?:numbers?|figures?|statistics|stats|data|totals?|cop(?:y|ies)|minutes|polic(?:y|ies)|"
    r"e?-?mails?|correspondence|"
    r"lists?|records?|breakdown|costs?|spend(?:ing)?|amounts?|contracts?|certificates?|assessments?|logs?|schedule|"
    r"procedures?|reports?|expenses|overtime|documents?|guidance|map|invoices|budget|level|average|"
    r"statistic|details of|"
    r"information (?:on|about|regarding|held)|makes and models|makeup|agendas?|transcripts?|footage policy|dates?)"
)
_ASKED = re.compile(
    r"(?<![a-z0-9])(?:(?:please|pls|plz|kindly|(?<!where.)can (?:i|you|u|we)|could (?:i|you|we)|"
    r"may (?:i|we)|would you|will you|i'?d like|"
    r"i would like|would like|i want|i need|we need|wanting|i request|i hereby request|"
    r"i am requesting|i'?m requesting|"
    r"requesting|i ask(?: that)?|i am asking|asking for|to request|to ask for|i should be grateful|send(?: me)?|need|"
    r"supply|provide|disclose|release|treat this as)(?: [a-z0-9'/&-]{1,16}){0,9}?"
    rf" (?:the |a |any |all |each |every |your |some )?{_RECORDS}|"
    rf"{_RECORDS}(?: [a-z0-9'-]{{1,16}}){{0,14}} (?:please|pls))(?![a-z0-9])"
)
_OF_RECORDS = re.compile(_RECORDS + r" (?:of|for|on|regards|regarding)|cop(?:y|ies)|procedure|polic")
_COUNTED = re.compile(
    r"(?<![a-z0-9])(?:how (?:many|much|often)|what (?:is|was|were|did|has)|number of|numbers? (?:for|"
    r"on)|total|cost of|average|monthly)"
    r"(?: [^\s.?!]{1,20}){1,22}? ?(?:(?:in|since|between|from|during|for|until|by|per|each|every|over|"
    r"of) (?:the )?(?:last |past |each |every |"
    r"financial |calendar )?(?:(?:19|20)\d\d|\d{1,2}|two|three|four|five|ten|years?|months?|ward|"
    r"month|year|yr)|last (?:year|yr)|"
    r"(?:19|20)\d\d)(?![a-z0-9])"
)
_YEARS = re.compile(r"(?:19|20)\d\d|(?:last|past|each|per|every) (?:\w{1,9} )?(?:years?|yr|months?)")
_PERIOD = re.compile(
    r"(?<![a-z0-9])(?:(?:19|20)\d\d|(?:last|past|each|every|per|by) (?:\w{1,9} )?(?:years?|yrs?|"
    r"months?|quarters?|days)|since|broken down|"
    r"by (?:month|ward|year|ethnicity|outcome|severity|shift))(?![a-z0-9])"
)
_VAGUE = re.compile(
    r"(?<![a-z0-9])(?:something (?:to do with|about)|everything(?! about)|some (?:info|information|"
    r"figures|stats|stuff)|stuff about|"
    r"about your spending|anything you have)(?![a-z0-9])"
)
_NO_REQUEST = re.compile(
    r"(?<![a-z0-9])(?:lol|lmao|haha\w{0,6}|ate my|on the radio|my (?:own )?(?:foi|request) (?:was|has|"
    r"got|came)|got an? foi (?:back|reply)|"
    r"foi (?:reply|response|answer|team|officer|desk)s? (?:was|were|is|are|came|took|said|have|has)|"
    r"thank(?:s| you) for (?:the|your|my) (?:foi|"
    r"freedom|reply|figures|stats)|overdue|chas(?:e|ing)|(?:you|they|police) (?:will|would|"
    r"are) (?:probably )?(?:refuse|ignore)|"
    r"accident report|crime number|crime reference|my (?:own )?(?:statement|file|record|records|data)|"
    r"subject access|sar|insurance|"
    r"i once (?:sent|put|made)|(?:put|sent) an? foi (?:in|about|off)|can'?t even get|"
    r"read (?:the|an|about)|(?:the )?stats? (?:can|show|say|are|don't))(?![a-z0-9])"
)
_QUESTION_OF_THE_ACT = re.compile(
    r"(?<![a-z0-9])(?:what (?:is|does) (?:an? )?(?:foi|freedom of info\w{0,6})|does (?:foi|"
    r"freedom of information|the act) (?:cover|apply)|"
    r"(?:where|who|how long|what address)(?: \w{1,9}){0,8} (?:foi|freedom of information)|"
    r"do you (?:charge|publish|answer|take)|"
    r"is there (?:a |an )?(?:form|fee|charge|email|address)|how do (?:i|you|we) (?:make|send|submit|"
    r"do|put in)(?: \w{1,9}){0,3} (?:foi|freedom))"
)
_WANTS = re.compile(
    r"(?<![a-z0-9])(?:i want to know|i'?d like to know|i would like to know|tell me|please|"
    r"how (?:many|much)|number of|cost of|copies|copy|"
    r"what (?:did|does|was|will|were|is the)|figures|stats|statistics|list of|total|all|everything|"
    r"put me down|make a|get a|"
    r"request|requesting|everything|records?|want every|making an|breakdown|data|policy|minutes)(?![a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for information, with the places of its words in the plain reading."""

    complete: bool
    band: Band
    places: tuple[tuple[int, int], ...]
    missing: tuple[str, ...]
    """What section 8 asks for and is not there."""


def request_in(plain: Plain, first_names: frozenset[str]) -> Request | None:
    """The request that a text makes, None where it makes none."""
    text = plain.text
    act = _ACT.search(text)
    asked = _ASKED.search(text)
    counted = _COUNTED.search(text)
    if (act is None and asked is None and counted is None) or _NO_REQUEST.search(text):
        return None
    reply_to = _contact(text)
    if act is None and not _is_one_without_the_act(text, asked, counted, reply_to):
        return None
    if act is not None and not (asked or counted or _WANTS.search(text)):
        return None
    if (
        act is not None
        and _QUESTION_OF_THE_ACT.search(text)
        and not (asked or counted or "i want to know" in text)
    ):
        return None
    name = _name(plain, first_names, reply_to)
    described = (
        (asked or counted or act) is not None and _VAGUE.search(text) is None and len(text) > _TOO_SHORT
    )
    parts = (
        ("a name", name),
        ("an address for correspondence", reply_to),
        ("a description of the information", (0, 0) if described else None),
    )
    missing = tuple(what for what, where in parts if where is None)
    found = [each.span() for each in (act, asked, counted) if each] + [
        each for each in (name, reply_to) if each
    ]
    sure = act is not None or (reply_to is not None and name is not None)
    return Request(not missing, Band.LIKELY if sure else Band.POSSIBLE, tuple(sorted(found)), missing)


def _is_one_without_the_act(
    text: str, asked: re.Match[str] | None, counted: re.Match[str] | None, reply_to: tuple[int, int] | None
) -> bool:
    if reply_to is not None:
        return asked is not None or counted is not None
    if asked is not None:
        return _PERIOD.search(text) is not None or _OF_RECORDS.search(text) is not None
    return counted is not None and _YEARS.search(counted[0]) is not None


def _contact(text: str) -> tuple[int, int] | None:
    """From where to where e-mail and postal addresses stand."""
    found = [each.span() for pattern in (EMAIL, POSTCODE, STREET) if (each := pattern.search(text))]
    return (min(start for start, _ in found), max(end for _, end in found)) if found else None


_TOO_SHORT = 15
_NEAR = 70
"""Characters between a name and what it is to be reached at."""


def _name(
    plain: Plain, first_names: frozenset[str], reply_to: tuple[int, int] | None
) -> tuple[int, int] | None:
    for each in people(plain, first_names):
        if not each.full:
            continue
        near = reply_to is not None and (
            abs(reply_to[0] - each.end) <= _NEAR or abs(each.start - reply_to[1]) <= _NEAR
        )
        at_end = len(plain.text.rstrip()) - each.end <= len(". thank you x")
        before = plain.text[max(0, each.start - 16) : each.start]
        named = re.search(
            r"(?:name(?:'?s| is)?|regards|sincerely|faithfully|from|signed|i am|i'?m|thanks|to)[\s,:-]{1,3}$",
            before,
        )
        if near or at_end or named:
            return each.start, each.end
    return None
