"""One row of a register as it is read: what it says, and every fault in it (A1). Nothing here knows the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from socialdesk.register import csv_cells as cells
from socialdesk.register.csv_columns import IGNORED, PASSWORD, Columns, kind_of, network_of
from socialdesk.register.csv_faults import Fault, fault
from socialdesk.register.csv_text import Record
from socialdesk.register.register_rules import (
    CHECKS,
    CORPORATE,
    CORPORATE_ONLY,
    LONGEST,
    NETWORKS,
    Kind,
    handle_key,
)

MOST_PEOPLE = 40
_HANDLES: Final[Mapping[str, tuple[str, int, str]]] = {
    "x": (r"[A-Za-z0-9_]+", 15, "_"),
    "instagram": (r"[A-Za-z0-9_.]+", 30, "_ and ."),
    "threads": (r"[A-Za-z0-9_.]+", 30, "_ and ."),
    "tiktok": (r"[A-Za-z0-9_.]+", 24, "_ and ."),
    "snapchat": (r"[A-Za-z0-9_.\-]+", 15, "_, - and ."),
    "bluesky": (r"[A-Za-z0-9.\-]+", 253, "- and ."),
}
"""Letters that a handle may have, how many, and the signs in words. Elsewhere a page has a name as people write it."""
_SITES: Final = {
    "twitter.com": "x",
    "x.com": "x",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "youtube.com": "youtube",
    "bsky.app": "bluesky",
    "tiktok.com": "tiktok",
    "threads.net": "threads",
    "nextdoor.co.uk": "nextdoor",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,4} ?\d{1,7}[A-Za-z]{0,2}$")
_CORPORATE = re.compile(
    r"(corporate|corp\.?) ?(communications?|comms)( team)?|corp ?comms|press office", re.IGNORECASE
)
_NAMED = re.compile(r"^(?P<name>.*?)[ ,]*[(\[#]? *(?P<number>[A-Za-z]{0,2}\d{2,6})[)\]]?$")
_ADDRESS = re.compile(
    r"^(?:https?://)?(?:www\.|m\.|mobile\.)?([a-z]+\.(?:com|net|app|co\.uk))(?:/|$)", re.IGNORECASE
)
_FREE = {"note", "mitigation", "frozen_why", "closed_why"}
"""Columns in which people write at length."""


@dataclass(slots=True, kw_only=True)
class Named:
    """Somebody whom a row names."""

    name: str
    number: str = ""


@dataclass(slots=True, kw_only=True)
class Parsed:
    """What a row says; a text that is "" and a day that is None say nothing."""

    row: int
    network: str = ""
    handle: str = ""
    name: str = ""
    kind: Kind = Kind.TEAM
    kind_given: bool = False
    represents: str = ""
    stands_for: str = ""
    owner: str = ""
    number: str = ""
    position: str = ""
    admins: list[Named] = field(default_factory=list[Named])
    corporate_admin: bool | None = None
    days: dict[str, date] = field(default_factory=dict[str, date])
    """By the meaning of the column."""
    answers: dict[str, bool] = field(default_factory=dict[str, bool])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    changed_by: str = ""
    faults: list[Fault] = field(default_factory=list[Fault])

    @property
    def stopped(self) -> bool:
        """True where the row cannot be taken."""
        return any(each.stops for each in self.faults)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one account."""
        return self.network, handle_key(self.network, self.handle)


def read_row(record: Record, columns: Columns, today: date) -> Parsed:
    """Reads one row, and finds what is wrong with it by itself."""
    return _Reading(record, columns, today).read()


class _Reading:
    def __init__(self, record: Record, columns: Columns, today: date) -> None:
        self._record, self._columns, self._today = record, columns, today
        self._into = Parsed(row=record.number)

    def read(self) -> Parsed:
        into, width = self._into, len(self._columns.headings)
        given = len(self._record.cells)
        if self._record.unclosed:
            self._say("", "quote_open")
            return into
        if any(cell.strip() for cell in self._record.cells[width:]):
            # Nothing of such a row stands where its heading says: to read on would only mislead.
            self._say("", "too_many_cells", given, width)
            return into
        if given < width:
            self._say("", "too_few_cells", given, width)
        if self._record.stray:
            self._say("", "stray_quote")
        said = self._said()
        self._account(said)
        self._belonging(said)
        for meaning in ("trained_on", "guidance_on", "changed_on", "last_post_on", "since_on", "held_since"):
            self._day(meaning, said)
        self._day("mitigated_until", said, future=True)
        self._password(said)
        self._state(said)
        self._together()
        return into

    def _say(self, meaning: str, code: str, *filled: object) -> None:
        column = self._columns.heading(meaning) or meaning.replace("_", " ").capitalize()
        self._into.faults.append(fault(self._record.number, column if meaning else "", code, *filled))

    def _said(self) -> dict[str, str]:
        """Every cell by its meaning, but for passwords; what is dangerous is told and left out."""
        said: dict[str, str] = {}
        for meaning, place in self._columns.places.items():
            if meaning in (PASSWORD, IGNORED) or place >= len(self._record.cells):
                continue
            cell = self._record.cells[place]
            if cells.empty(cell):
                continue
            code, filled = cells.traps(cell)
            if code:
                self._say(meaning, code, *filled)
                said[meaning] = ""
                continue
            if "\ufffd" in cell:
                self._say(meaning, "unreadable_letters")
            elif letters := cells.wrong_letters(cell):
                self._say(meaning, "wrong_letters", letters)
            if meaning not in _FREE and meaning != "admins" and "\n" in cell.strip().replace("\r", "\n"):
                self._say(meaning, "line_break")
            text = cells.words(cell) if meaning != "admins" else cell
            longest = LONGEST.get(
                meaning, LONGEST["words"] if meaning in (*_FREE, "admins") else LONGEST["name"]
            )
            if len(text) > longest:
                self._say(meaning, "too_long", len(text), longest)
                said[meaning] = ""
                continue
            said[meaning] = text
        return said

    # Which account

    def _account(self, said: Mapping[str, str]) -> None:
        into = self._into
        into.network = network_of(said.get("network", ""))
        meaning = next((each for each in ("handle", "address", "name") if said.get(each)), "handle")
        into.handle, into.name = said.get(meaning, ""), said.get("name", "")
        if not into.network and "network" not in said:
            into.network = self._site(into.handle)
            if not into.network and {"network", "address"} & set(self._columns.places):
                self._say("network", "network_missing")
        elif not into.network and said["network"]:
            self._say("network", "network_unknown", said["network"][:40])
        if not into.handle:
            if meaning not in said and {"handle", "address", "name"} & set(self._columns.places):
                self._say("handle", "handle_missing")
            return
        if into.network:
            self._handle(meaning)

    def _handle(self, meaning: str) -> None:
        into, label = self._into, NETWORKS[self._into.network]
        if _EMAIL.match(into.handle):
            self._say(meaning, "handle_email")
            return
        site = self._site(into.handle)
        if site and site != into.network:
            self._say(meaning, "handle_other_network", NETWORKS[site], label)
            return
        key = into.key[1]
        if not key:
            self._say(meaning, "handle_missing")
            return
        letters, longest, signs = _HANDLES.get(into.network, ("", 0, ""))
        if not letters or meaning == "name":
            return
        if " " in key:
            self._say(meaning, "handle_space", label)
        elif not re.fullmatch(letters, key):
            self._say(meaning, "handle_letters", label, signs)
        elif len(key) > longest:
            self._say(meaning, "handle_long", label, longest)

    @staticmethod
    def _site(handle: str) -> str:
        match = _ADDRESS.match(handle)
        return _SITES.get(match[1].casefold(), "") if match else ""

    # Whose it is

    def _belonging(self, said: Mapping[str, str]) -> None:
        into = self._into
        into.owner = CORPORATE if _CORPORATE.fullmatch(said.get("owner", "")) else said.get("owner", "")
        if "owner" not in said:
            if "owner" in self._columns.places:
                self._say("owner", "owner_missing")
        elif _EMAIL.match(into.owner):
            self._say("owner", "owner_email")
        into.number, into.position = said.get("number", ""), said.get("position", "")
        if into.number and not _NUMBER.match(into.number):
            self._say("number", "number_odd")
        for meaning in ("represents", "role", "team", "area"):
            if said.get(meaning):
                into.represents = said[meaning]
                into.stands_for = "" if meaning == "represents" else meaning
                break
        self._kind(said)
        self._people(said.get("admins", ""))

    def _kind(self, said: Mapping[str, str]) -> None:
        into, given = self._into, said.get("kind", "")
        kind = kind_of(given)
        if kind == "personal":
            self._say("kind", "kind_personal")
        elif kind:
            into.kind, into.kind_given = Kind(kind), True
        elif given:
            self._say("kind", "kind_unknown", given[:40])
        else:
            into.kind = self._likely()
            if "kind" in self._columns.places:
                self._say("kind", "kind_missing", into.kind.label.lower())
        if into.kind is Kind.NEIGHBOURHOOD and into.network not in ("", "facebook"):
            self._say("kind", "neighbourhood_network")
        if into.network in CORPORATE_ONLY and (
            (into.owner and into.owner != CORPORATE) or into.kind is not Kind.PRIMARY
        ):
            self._say("network", "corporate_only", NETWORKS[into.network])
        elif into.kind is Kind.PRIMARY and into.owner and into.owner != CORPORATE:
            self._say("owner", "primary_not_corporate")

    def _likely(self) -> Kind:
        into = self._into
        if into.network in CORPORATE_ONLY and into.owner == CORPORATE:
            return Kind.PRIMARY
        return Kind.OFFICER if into.number else Kind.TEAM

    def _people(self, cell: str) -> None:
        into = self._into
        names = [
            each
            for each in re.split(r"[;\n\r/]|,(?!\s*(?:pc|ps|pcso|insp|sgt)\b)", cell)
            if not cells.empty(each)
        ]
        if len(names) > MOST_PEOPLE:
            self._say("admins", "too_many_people", MOST_PEOPLE)
            return
        seen: set[str] = set()
        for each in names:
            text = cells.words(each)
            if _CORPORATE.fullmatch(text):
                into.corporate_admin = True
                continue
            match = _NAMED.match(text)
            person = Named(name=match["name"].strip(), number=match["number"]) if match else Named(name=text)
            if not person.name:
                person = Named(name=text)
            if len(person.name) > LONGEST["owner"]:
                self._say("admins", "too_long", len(person.name), LONGEST["owner"])
                continue
            key = (person.number or person.name).casefold()
            if key in seen:
                self._say("admins", "person_twice", person.name[:60])
                continue
            seen.add(key)
            into.admins.append(person)

    # Days and answers

    def _day(self, meaning: str, said: Mapping[str, str], *, future: bool = False) -> date | None:
        text = said.get(meaning, "")
        if not text:
            return None
        answer = cells.yes_or_no(text)
        if answer is not None:
            if answer:
                self._say(meaning, "yes_without_day")
            return None
        found, code = cells.day_of(text, self._today, future=future)
        if code:
            self._say(meaning, code, *([f"{found:%d/%m/%Y}"] if found else []))
        if found is not None:
            self._into.days[meaning] = found
        return found

    def _answer(self, meaning: str, said: Mapping[str, str]) -> bool | None:
        text = said.get(meaning, "")
        if not text:
            return None
        answer = cells.yes_or_no(text)
        if answer is None:
            self._say(meaning, "yes_no_unreadable")
        else:
            self._into.answers[meaning] = answer
        return answer

    def _password(self, said: Mapping[str, str]) -> None:
        into = self._into
        if self._answer("held", said) and "held_since" not in into.days:
            into.days["held_since"] = self._today
            self._say("held", "held_without_day")
        into.changed_by = said.get("changed_by", "")
        if "changed_on" in into.days and not into.changed_by:
            self._say("changed_on", "changed_without_name")
        elif into.changed_by and "changed_on" not in into.days and not said.get("changed_on"):
            self._say("changed_by", "name_without_change")

    def _state(self, said: Mapping[str, str]) -> None:
        into = self._into
        for meaning in ("reshare_only", "watch_only", *CHECKS):
            self._answer(meaning, said)
        admin = self._answer("corporate_admin", said)
        into.corporate_admin = into.corporate_admin if admin is None else admin
        for meaning in ("frozen_on", "closed_on"):
            answer = cells.yes_or_no(said.get(meaning, ""))
            if answer:
                into.days[meaning] = self._today
            elif answer is None:
                self._day(meaning, said)
        into.texts = {
            name: said[name] for name in ("note", "mitigation", "frozen_why", "closed_why") if said.get(name)
        }

    def _together(self) -> None:
        """What only shows when two cells are seen beside each other."""
        into, days = self._into, self._into.days
        closed, posted, since = days.get("closed_on"), days.get("last_post_on"), days.get("since_on")
        if closed and "closed_why" not in into.texts:
            into.texts["closed_why"] = "Closed before the import"
            self._say("closed_on", "closed_without_reason")
        if "frozen_on" in days and closed:
            del days["frozen_on"]
            self._say("frozen_on", "frozen_and_closed")
        if "frozen_on" in days and "frozen_why" not in into.texts:
            into.texts["frozen_why"] = "Frozen before the import"
            self._say("frozen_on", "frozen_without_reason")
        if closed and posted and posted > closed:
            self._say("last_post_on", "last_post_after_closed")
        if since and posted and posted < since:
            self._say("last_post_on", "last_post_before_set_up")
        if into.answers.get("reshare_only") and into.answers.get("watch_only"):
            into.answers["reshare_only"] = False
            self._say("watch_only", "reshares_and_watches")
        if "mitigation" in into.texts and "mitigated_until" not in days:
            note = into.texts.pop("mitigation")
            into.texts["note"] = f"{into.texts.get('note', '')} {note}".strip()[: LONGEST["note"]]
            self._say("mitigation", "mitigation_without_day")
        if into.kind is Kind.NEIGHBOURHOOD and into.admins and "trained_on" not in days:
            self._say("admins", "admin_untrained")
