"""Whether a word with an innocent meaning is meant as an insult, by the words around it."""

from __future__ import annotations

import re

_REACH = 80
"""Characters looked at on either side."""
_GAP = re.compile(r"[^a-z0-9'.!?]+")
_YOU = r"you|u|ya|ye|yer|yous|youse|youre|you're|ur|yall|thou|thy"
_WHO = (
    r"he|she|they|we|i|im|i'm|hes|he's|shes|she's|theyre|they're|who|whos|who's|bloke|guy|man|woman|lad|copper|coppers|"
    r"cop|cops|officer|officers|driver|drivers|boss|mp|council|lot|them|everyone|people|police|policeman|neighbour|ex|"
    r"pcso|sergeant|constable|inspector|chief|mayor|minister|judge|husband|brother|dad"
)
_HARD = (
    r"absolute|absolutely|total|totally|complete|utter|utterly|fucking|fuckin|fkn|fckin|bloody|effing|freaking|stupid|"
    r"dirty|fat|ugly|useless|lying|pathetic|smug|arrogant|massive|raging|daft|dumb|gormless|spineless|clueless|ignorant|"
    r"corrupt|thieving|cheeky|miserable|horrible|pompous|sad|lazy|filthy|cowardly|thick|bent|selfish|sanctimonious|"
    r"self righteous|pretentious|insufferable|robbing|racist|sexist|two faced|jumped up|gobby"
)
_SOFT = rf"{_HARD}|right|proper|pure|huge|big|little|old|silly|bald|ginger|grumpy|real|whole|nasty|rude|poor|sick|such"
_SOME = r"a|an|the|some|such|just|being|all|both|still|another|like|one|so|what"
_BEFORE = re.compile(
    r"(?:^| )(?:"
    rf"(?:{_YOU})(?: are| r| is| was| were| look| sound| act| absolute)?(?: (?:{_SOME}|{_SOFT})){{0,5}}"
    rf"|(?:{_WHO})(?: is| are| was| were| am| be| been| being| a| like| looks like|"
    r" sounds like| acts like| acting like)"
    rf"(?: (?:{_SOME}|{_SOFT})){{0,5}}"
    rf"|(?:he's|hes|she's|shes|they're|theyre|i'm|im|who's|whos)(?: (?:{_SOME}|{_SOFT})){{0,5}}"
    rf"|(?:what|such|being|like|calls?|called|looks like|is such|act like)(?: a| an)(?: (?:{_SOFT})){{0,3}}"
    rf"|(?:{_HARD})(?: (?:{_SOFT})){{0,3}}"
    r"|(?:this|that|it|thats|that's|its|it's)(?: is| was)?"
    r"(?: (?:so|just|pure|absolute|well|proper|total|complete)){0,2}"
    r"|(?:suck|sucks|sucked|sucking|lick|licks|licking|licked|kiss|kissing|stroking|wanking|flashed|flashing|flashes|"
    r"grabbed|groped|touched|shove|shoved|stick|stuck|up|show us|shows us|eat|eating|saw|pics of|wave|waving|waved|get)"
    r"(?: it)?(?: up)?(?: (?:my|your|ur|his|her|their|a|some|on|off|this|it)){1,2}"
    rf"|call(?:s|ed|ing)? (?:me|him|her|them|us|you|people|someone|everyone)(?: a| an| all)?(?: (?:{_SOFT})){{0,3}}"
    rf"|(?:bunch|load|pack|shower|bag|lot|set|gang|piece|sack|crock) of(?: (?:{_SOFT})){{0,3}}"
    r") $"
)
_NOT_YOURS = re.compile(
    r"(?:^| )(?:can|do|did|will|would|could|should|if|have|for|to|with|see|when|where|that)"
    r" (?:you|u|ya|ye|yer)(?: all)? $"
)
_AFTER = re.compile(
    r" ?(?:heads?|faced?|faces|ends?|holes?|brains?|wombles?|hats?|wipes?|clowns?|sucking|suckers?|features)(?![a-z'])"
)
_VERB = re.compile(
    r" (?:be|do|get|go|see|come|wait|believe|say|tell|park|use|drive|find|have|make|take|help|even|just|always|hear|"
    r"think|remember|understand|sleep|really|stop|possibly|afford|call|ring|read|open|stand|talk|watch|walk|work)(?![a-z])"
)
_OF_BODIES = frozenset(
    {
        "cock",
        "cocks",
        "dick",
        "dicks",
        "knob",
        "tits",
        "titties",
        "fanny",
        "boner",
        "arse",
        "bumhole",
        "spunk",
        "cum",
    }
)
_OWNED = re.compile(r"(?:^| )(?:my|your|ur|yer|his|her|their|yo) (?:[a-z]+ )?$")
_INSULTS = re.compile(
    r" (?:[a-z]+ )?(?:idiots?|fools?|muppets?|clowns?|disgrace|useless|pigs?|liars?|cowards?|morons?|scum|cretins?|"
    r"imbeciles?|crooks?|thieves|joke|pathetic|stupid|fascists?|parasites?|lazy|jobsworths?|incompetents?)(?![a-z])"
)
_EMPHATIC = frozenset({"bloody", "damn", "damned", "goddamn", "dammit", "bleeding", "blooming", "flaming"})
_MILD = frozenset({"ass", "asses", "tart", "tarts", "pish", "git", "gits"})
_GROUP_BEFORE = re.compile(
    rf"(?:^| )(?:{_HARD}|these|those|them|filthy|dirty|kill|hate|deport|more|another|little|send the|load of|all|"
    r"typical|fuck|feral|thieving|full of|ban|shoot|gas|hang)(?: (?:the|all|little|old|young))? $"
)
_GROUP_AFTER = re.compile(
    r" (?:scum|bastards?|cunts?|lovers?|filth|vermin|shit|thieves|go home|back home|invad\w+|everywhere|parade|agenda|"
    r"freaks?|off back|need (?:to|deport|shoot|hang)\w*|should (?:be|all|die|go|hang)|the (?:[a-z]+ )?lot)(?![a-z])"
)
_THINGS = frozenset({"fag", "fags", "puff", "puffs", "bender", "benders"})
_OF_ONESELF = re.compile(
    r"(?:^| )(?:i'?m|i am|as an?|we'?re|we are|we|us|proud|fellow|being called|myself)"
    r"(?: (?:a|an|just|proud|the|both|one|gay|old|big|black|asian|disabled|trans|fat|happy|out|and)){0,4} $"
)
_TOLD = re.compile(
    r"(?:^| )(?:call(?:s|ing|ed)?|told|shout(?:s|ing|ed)?|yell(?:s|ing|ed)?|scream(?:s|ing|ed)?|chant(?:s|ing|ed)?|"
    r"say(?:s|ing)?|said|spray(?:s|ing|ed)?|sprayed|painted|daubed|scrawled|wrote|written|writing|graffiti|abused|"
    r"use(?:s|d)?|using|words?|term|slurs?|insults?|hearing|heard|typed|posted|texted|muttered|labelled)"
    r"(?: (?:me|him|her|them|us|people|someone|somebody|anyone|my|our|your|his|their|a|an|the|you|at|as|on|out|of|it|"
    r"dirty|fucking|fat|stupid|little|black|two|lads?|girls?|boys?|kids?|son|daughter|wife|husband|mum|dad|mate|friend|"
    r"brother|sister|nan|carer|girlfriend|boyfriend|partner|neighbour|word|words|things|names?|and|by|to|each|other|"
    r"customers?|staff|players?|officers?|door|wall|shop|van|car|fence|window|that|this|effing|f'ing)){0,7} $"
)
_TOLD_TO_YOU = re.compile(
    r" (?:call(?:s|ed|ing)?|shout(?:ed|s|ing)? (?:at )?) ?you $"
    r"| (?:called|calls|calling) you(?: a| an)? $"
)
_OPPOSED = re.compile(
    r"(?<![a-z])(?:(?:is|it's|its|was|are|as|a|racist|homophobic|transphobic) (?:a )?(?:hate crime|hate speech|slurs?)|"
    r"(?:isn'?t|is not|never|not) (?:banter|acceptable|ok|okay|funny)|racially abus|racist abuse|homophobic abuse|"
    r"transphobic abuse|disablist|ableist|hate crime|the [a-z] word|don'?t (?:call|say|use)|"
    r"stop (?:calling|saying|using)|"
    r"shouldn'?t (?:call|say|use|be called))"
)
_QUOTED = re.compile(r"[\"][^\"]{1,200}[\"]|(?<![a-z])'[^']{1,80}'(?![a-z])")
_APART = re.compile(r"(?:https?://|www\.)\S+|@[a-z0-9_.]+|[^a-z0-9@$*]+")


def meant(text: str, start: int, end: int, letters: str) -> bool:
    """True where `text[start:end]` is aimed at somebody or is all there is.

    `letters` is the listed word that it stands for; `text` is a plain reading.
    """
    before = _GAP.sub(" ", text[max(0, start - _REACH) : start])
    after = _GAP.sub(" ", text[end : end + _REACH])
    if letters in _EMPHATIC:
        return (
            _alone(text, start, end)
            or bool(_INSULTS.match(after))
            or bool(re.search(rf"(?:^| )(?:{_YOU}) $", before))
        )
    if after.startswith(" off") and (not before or re.search(rf"(?:^| )(?:{_YOU}) $", before)):
        return True
    if (_alone(text, start, end) and letters not in _MILD) or _AFTER.match(after):
        return True
    if letters in _OF_BODIES and _OWNED.search(before):
        return True
    return bool(_BEFORE.search(before)) and not (_NOT_YOURS.search(before) or _VERB.match(after))


def meant_of_group(text: str, start: int, end: int, letters: str) -> bool:
    """The same for a word against a group, which is aimed in a few more ways."""
    before = _GAP.sub(" ", text[max(0, start - _REACH) : start])
    after = _GAP.sub(" ", text[end : end + _REACH])
    return (
        meant(text, start, end, letters)
        or bool(_GROUP_BEFORE.search(before))
        or (bool(_GROUP_AFTER.match(after)) and letters not in _THINGS)
    )


def only_told(text: str, start: int, end: int) -> bool:
    """True where a word against a group is quoted, reported, opposed or said of oneself, and at nobody."""
    before = _GAP.sub(" ", text[max(0, start - _REACH) : start])
    if re.search(
        rf"(?:^| )(?:{_YOU})(?: (?:{_SOFT}|lot|are|r|a|all))* $", before
    ) and not _TOLD_TO_YOU.search(before):
        return False
    if _OF_ONESELF.search(before) or _TOLD.search(before):
        return True
    return bool(_OPPOSED.search(text)) or any(
        quote.start() < start and end < quote.end() for quote in _QUOTED.finditer(text)
    )


def _alone(text: str, start: int, end: int) -> bool:
    """True where the word is the whole text, but for handles, links, pictures and punctuation."""
    return len(text) < _REACH and not _APART.sub("", text[:start] + " " + text[end:])
