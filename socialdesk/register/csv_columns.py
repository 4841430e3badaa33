"""What the headings of a register mean, however they are worded (A1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from socialdesk.register.register_rules import NETWORKS

_WORDINGS: Final[Mapping[str, str]] = {
    "network": (
        "network, platform, channel, site, social network, social media, social media platform, media, app, service"
    ),
    "handle": (
        "handle, username, user name, account handle, twitter handle, screen name, account, twitter name, user id,"
        " at name, profile, account username, account id, tag"
    ),
    "name": "name, display name, account name, page name, page, title, profile name, account title",
    "address": "address, url, link, web address, account url, profile url, page url, weblink, account link",
    "kind": "kind, type, account type, category, kind of account, type of account, account kind",
    "represents": (
        "represents, stands for, role team area, role team or area, what it stands for, purpose, representing,"
        " role represented, role it represents"
    ),
    "role": "role, role in force",
    "team": "team, department, unit, team department, section, team name",
    "area": "area, sector, neighbourhood, beat, station, location, region, lpa, neighbourhood area",
    "owner": (
        "owner, account owner, holder, account holder, held by, responsible, responsible officer, owned by, lead,"
        " lead officer, contact, main user, named owner, user, officer, owner name, officer name, responsible person"
    ),
    "number": (
        "number, collar number, collar no, collar, staff number, shoulder number, epaulette number,"
        " warrant number, fin, payroll number, force number, owner number, collar or staff number"
    ),
    "position": "position, rank, rank position, rank or position, job title, grade, rank role",
    "admins": (
        "admins, admin, administrators, page admins, editors, other users, users, users with access,"
        " others with access, people with access, admin users, access, page roles, additional users"
    ),
    "trained_on": (
        "trained, trained on, training, training date, training completed, date trained, date of training,"
        " training done"
    ),
    "guidance_on": (
        "guidance, guidance read, guidance read on, guidance date, guidance issued, guidance sent, read guidance,"
        " date guidance read, q a read"
    ),
    "held": (
        "password held, credentials held, login held, held in keyring, password recorded, held, login recorded,"
        " password on file, password in folder, credentials recorded, have password, password known"
    ),
    "held_since": "held since, password since, recorded since, password held since, on file since, credentials since",
    "changed_on": (
        "password changed, password changed on, last password change, password last changed, changed on,"
        " date password changed, password change, password updated"
    ),
    "changed_by": "changed by, password changed by, password updated by",
    "last_post_on": (
        "last post, last posted, last tweet, last tweeted, last active, last used, date of last post, last activity,"
        " last post date, last update, date last posted, date last used, most recent post"
    ),
    "since_on": (
        "since, set up, set up on, setup, created, opened, date created, start date, date opened, account created,"
        " approved, date approved, created on, date set up, live since, in use since, date added, approved on"
    ),
    "reshare_only": "reshare only, only reshares, retweet only, retweets only, only retweets, shares only, rt only",
    "watch_only": "watch only, only watches, monitor only, monitoring only, only monitors, view only, lurking",
    "frozen_on": "frozen, frozen on, suspended, suspended on, date frozen, freeze",
    "frozen_why": "frozen why, reason frozen, reason for freezing, suspension reason, why frozen",
    "closed_on": (
        "closed, closed on, deactivated, deactivated on, date closed, end date, deleted, ended, date deactivated"
    ),
    "closed_why": "closed why, reason closed, reason for closure, closure reason, why closed",
    "corporate_admin": (
        "corporate communications admin, corp comms admin, cc admin, comms admin, corporate comms admin,"
        " corporate communications is admin, press office admin"
    ),
    "mitigation": "mitigation, reason dormant, dormancy reason, reason not used, why dormant, mitigating reason",
    "mitigated_until": "mitigation until, mitigated until, dormant until, exempt until, mitigation ends",
    "name_ok": "name check, name ok, name compliant, handle compliant, name follows policy",
    "bio_ok": "bio, bio ok, bio check, bio compliant, bio correct",
    "branding_ok": "branding, branding ok, branding check, correct branding, brand",
    "collar_ok": "collar number shown, collar shown, collar number on profile, collar check, collar number ok",
    "crest_ok": "crest, crest ok, crest check, force crest, crest used, logo",
    "note": "note, notes, comment, comments, remarks, other, additional information, further information, info",
    "password": (
        "password, passwords, pin, pin number, pwd, pw, pass, passcode, pass word, login, login details, log in,"
        " credentials, credential, token, access token, api key, secret, secret question, memorable word,"
        " security answer, recovery code, backup code, 2fa, two factor code,"
        " temporary password, current password, new password, old password"
    ),
    "ignored": (
        "marking, no, row, ref, reference, id, index, followers, follower count, number of followers, following,"
        " tweets, register number, state, last seen dormant, days without a post"
    ),
}
"""Wordings of each column, those of this desk's own export first."""
PASSWORD: Final = "password"
IGNORED: Final = "ignored"
_MOST_WORDS = 8
"""A heading of more words is a sentence, which may speak of anything."""
_TELLING: Final = (
    (("last", "post"), "last_post_on"),
    (("last", "tweet"), "last_post_on"),
    (("last", "activ"), "last_post_on"),
    (("last", "used"), "last_post_on"),
    (("reason", "clos"), "closed_why"),
    (("reason", "fro"), "frozen_why"),
    (("train",), "trained_on"),
    (("guidance",), "guidance_on"),
    (("collar",), "number"),
    (("shoulder",), "number"),
    (("rank",), "position"),
    (("admin",), "admins"),
    (("holder",), "owner"),
    (("owner",), "owner"),
    (("responsible",), "owner"),
    (("handle",), "handle"),
    (("username",), "handle"),
    (("platform",), "network"),
    (("network",), "network"),
    (("url",), "address"),
    (("link",), "address"),
    (("dept",), "team"),
    (("department",), "team"),
    (("team",), "team"),
    (("sector",), "area"),
    (("station",), "area"),
    (("date", "creat"), "since_on"),
    (("date", "approv"), "since_on"),
    (("date", "set"), "since_on"),
    (("date", "clos"), "closed_on"),
    (("comment",), "note"),
    (("note",), "note"),
)
"""Beginnings of words that tell, the more telling first."""
_CODES: Final = re.compile(r"\b(pass ?word|passcode|pwd|pass ?phrase|secret|token)\b")


def heading_key(heading: str) -> str:
    """A heading as it is compared: small letters and figures, words apart."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("&", " ")
    text = re.sub(r"\([^)]*\)", " ", text) or text
    return " ".join(re.findall(r"[a-z0-9]+", text.replace("'", "").replace("\u2019", "")))


_MEANINGS: Final = {
    heading_key(wording): meaning for meaning, all_ in _WORDINGS.items() for wording in all_.split(",")
}

_RANKS: Final = {
    heading_key(wording): place
    for all_ in _WORDINGS.values()
    for place, wording in enumerate(all_.split(","))
}


def meaning_of(heading: str) -> str:
    """What a heading means; "" where it means nothing known. Whatever may hold passwords is `PASSWORD`."""
    key = heading_key(heading)
    known = _MEANINGS.get(key) or _MEANINGS.get(key.removesuffix(" y n").removesuffix(" yes no"), "")
    if not known and _CODES.search(key):
        return PASSWORD
    return known or _by_words(key.split())


def _by_words(words: Sequence[str]) -> str:
    """What a heading means by the words that stand in it, where nobody wrote it just so before."""
    if len(words) > _MOST_WORDS:
        return ""
    for needed, meaning in _TELLING:
        if all(any(word.startswith(each) for word in words) for each in needed):
            return meaning
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of a file says what."""

    headings: tuple[str, ...]
    meanings: tuple[str, ...]

    @property
    def places(self) -> Mapping[str, int]:
        """The first place of each meaning."""
        found: dict[str, int] = {}
        for place, meaning in enumerate(self.meanings):
            if meaning:
                found.setdefault(meaning, place)
        return found

    def heading(self, meaning: str) -> str:
        """How the file itself names what has that meaning; "" where nothing does."""
        place = self.places.get(meaning)
        return "" if place is None else self.headings[place]

    @property
    def known(self) -> int:
        """How many columns mean something."""
        return sum(bool(each) for each in self.meanings)


def columns_of(cells: Sequence[str]) -> Columns:
    """What a row of headings says. Where two say the same, the plainer wording holds and the other means nothing."""
    headings = tuple(" ".join(cell.split()) for cell in cells)
    meanings = [meaning_of(each) if each else "" for each in headings]
    for meaning in set(meanings) - {"", PASSWORD, IGNORED}:
        same = [place for place, each in enumerate(meanings) if each == meaning]
        plainest = min(_rank(headings[place]) for place in same)
        for place in same:
            if _rank(headings[place]) > plainest:
                meanings[place] = ""
    return Columns(headings=headings, meanings=tuple(meanings))


def _rank(heading: str) -> int:
    return _RANKS.get(heading_key(heading), len(_RANKS))


_NETWORKS: Final[Mapping[str, str]] = {
    **{key: key for key in NETWORKS},
    "fb": "facebook",
    "facebook page": "facebook",
    "meta": "facebook",
    "insta": "instagram",
    "ig": "instagram",
    "instgram": "instagram",
    "twitter": "x",
    "twitter x": "x",
    "x twitter": "x",
    "x formerly twitter": "x",
    "twitter now x": "x",
    "tweet": "x",
    "yt": "youtube",
    "you tube": "youtube",
    "youtube channel": "youtube",
    "linked in": "linkedin",
    "linkedin page": "linkedin",
    "bsky": "bluesky",
    "blue sky": "bluesky",
    "tik tok": "tiktok",
    "next door": "nextdoor",
    "snap": "snapchat",
    "whats app": "whatsapp",
    "whatsapp channel": "whatsapp",
}


def network_of(words: str) -> str:
    """The network's key; "" for one that the register does not know."""
    text = unicodedata.normalize("NFKC", words).casefold()
    text = re.sub(r"^https?://(www\.)?|\.com/?.*$", "", text.strip())
    return _NETWORKS.get(" ".join(re.findall(r"[a-z0-9]+", text)), "")


_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("primary", "main", "main account", "primary account", "force", "corporate", "force account"), "primary"
    ),
    **dict.fromkeys(
        (
            "neighbourhood", "neighbourhood page", "neighbourhood team", "npt", "snt", "neighborhood", "local",
            "neighbourhood team page", "safer neighbourhood team",
        ),
        "neighbourhood",
    ),
    **dict.fromkeys(
        (
            "team", "department", "unit", "group", "team account", "specialist", "departmental", "team department",
            "group account", "team page",
        ),
        "team",
    ),
    **dict.fromkeys(
        (
            "officer", "individual", "individual officer", "pc", "pcso", "officer account", "staff",
            "individual account",
            "single officer", "special constable", "volunteer", "individual staff", "cadet",
        ),
        "officer",
    ),
    **dict.fromkeys(("personal", "private", "personal account", "own"), "personal"),
}  # fmt: skip


def kind_of(words: str) -> str:
    """`primary`, `neighbourhood`, `team`, `officer`, `personal`; "" for none of them."""
    return _KINDS.get(" ".join(re.findall(r"[a-z0-9]+", words.casefold())), "")
