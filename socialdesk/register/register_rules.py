"""What the register of accounts knows and compares (A1, 2.2 to 2.6). Nothing here reads or writes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network

CORPORATE: Final = "Corporate Communications"
"""Who owns the primary accounts, and is on every page."""
CORPORATE_ONLY: Final = ("instagram", "linkedin")
"""2.6: one of each, for Corporate Communications alone."""
LONGEST: Final = {"handle": 100, "name": 120, "represents": 120, "owner": 120, "note": 1_000, "words": 2_000}
"""Characters."""
_BEYOND = {
    "threads": "Threads",
    "tiktok": "TikTok",
    "nextdoor": "Nextdoor",
    "snapchat": "Snapchat",
    "whatsapp": "WhatsApp",
    "mastodon": "Mastodon",
    "flickr": "Flickr",
}
NETWORKS: Final = {**{each.value: each.label for each in Network}, **_BEYOND}
"""Every network that an account of the Force may be on, by key, with its name: more than the desk speaks to."""
_ADDRESS = re.compile(
    r"^(?:https?://)?(?:www\.|m\.|mobile\.)?"
    r"(?:twitter|x|facebook|fb|instagram|linkedin|youtube|bsky|tiktok|threads|nextdoor)\.(?:com|app|net|co\.uk)/"
    r"(?:(?:company|c|channel|user|profile|pages|in|pg)/)?@?"
)


class RegisterError(UserFacingError):
    """The register could not be altered so, or not by this person. `field` names what is to be corrected."""

    def __init__(self, happened: str, *, to_do: str = "", field: str = "") -> None:
        super().__init__(happened, to_do=to_do)
        self.field = field


class Kind(StrEnum):
    """What an account of the Force is (1.3)."""

    PRIMARY = "primary"
    NEIGHBOURHOOD = "neighbourhood"
    TEAM = "team"
    OFFICER = "officer"

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            Kind.PRIMARY: "Primary",
            Kind.NEIGHBOURHOOD: "Neighbourhood page",
            Kind.TEAM: "Team",
            Kind.OFFICER: "Officer",
        }[self]


class Answer(StrEnum):
    """An answer of the name check; UNKNOWN until somebody has looked."""

    UNKNOWN = ""
    YES = "yes"
    NO = "no"
    NOT_NEEDED = "na"

    @property
    def label(self) -> str:
        """As a form says it."""
        return {"": "Not looked at", "yes": "Yes", "no": "No", "na": "Does not apply"}[self.value]


CHECKS: Final = {
    "name_ok": "The name says the role, team or area",
    "bio_ok": "The bio says that it is the Force's",
    "branding_ok": "The Force's branding",
    "collar_ok": "The collar number",
    "crest_ok": "The Force's crest",
}
"""2.2, by column, in the order in which they are asked."""
STANDS_FOR: Final = {
    "": "Not said",
    "force": "The Force",
    "role": "A role",
    "team": "A team",
    "area": "An area",
}


def handle_key(network: str, handle: str) -> str:
    """A handle as it is compared: `@NorthantsPolice`, `northantspolice` and its address are one."""
    text = unicodedata.normalize("NFKC", handle).strip().casefold()
    text = _ADDRESS.sub("", text).split("?")[0].rstrip("/")
    text = " ".join(text.removeprefix("@").split())
    return text.removesuffix(".bsky.social") if network == "bluesky" else text


def plain(words: str) -> str:
    """One line without what cannot be seen, and without what only separates."""
    kept = (
        sign if not unicodedata.category(sign).startswith("C") else (" " if sign in "\n\r\t" else "")
        for sign in words
    )
    return " ".join("".join(kept).split())


def short(field: str, words: str) -> str:
    """`plain`, within the length of the field. Raises RegisterError above it."""
    text = plain(words)
    longest = LONGEST.get(field, LONGEST["name"])
    if len(text) > longest:
        raise RegisterError(f"That is longer than {longest} characters.", to_do="Shorten it.", field=field)
    return text


def day(words: date | None) -> str | None:
    """A date as the store has it."""
    return None if words is None else words.isoformat()


def not_after(today: date, told: date | None, what: str, *, field: str = "") -> None:
    """Raises RegisterError for a day that has not come."""
    if told is not None and told > today:
        raise RegisterError(f"{what} is in the future.", to_do="Look at the date again.", field=field)
