"""The simulated Bluesky's state, behind one lock.

An account's server knows its own records at once (`repos`); the view of the whole network learns of them when they are
indexed (`posts`, `gates`, `blocks`, `notices`), which may take a while.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.training.networks.bluesky.records import (
    BLOCK,
    POST,
    THREADGATE,
    Actor,
    Letter,
    Notice,
    Place,
    Record,
    Talk,
    content_id,
    person_id,
    time_id,
)
from socialdesk.training.networks.bluesky.sessions import FULL, PLAIN, PRIVILEGED, Sessions
from socialdesk.training.networks.ledger import Ledger
from socialdesk.training.networks.public_world import NotThere
from socialdesk.training.networks.records import Picture

_NOTICE_HEIGHT = 5
"""How many levels above an answer people are told of it."""
_TOKEN_LASTS = timedelta(days=3650)


class State:
    """Accounts, people, records and conversations of one simulated Bluesky."""

    network = "bluesky"

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0) -> None:
        self.clock = clock
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.sessions = Sessions(seed)
        self.actors: dict[str, Actor] = {}
        self.repos: dict[str, dict[str, dict[str, Record]]] = {}
        self.posts: dict[str, Record] = {}
        self.beneath: dict[str, list[Record]] = {}
        self.feeds: dict[str, list[Record]] = {}
        self.gates: dict[str, Record] = {}
        self.blocks: dict[tuple[str, str], str] = {}
        self.notices: dict[str, list[Notice]] = {}
        self.talks: dict[str, Talk] = {}
        self.pictures: dict[str, Picture] = {}
        self.reports: list[dict[str, Any]] = []
        self.dice = Random(f"bluesky/{seed}")
        self._order = 0
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []

    # -- time

    def settle(self) -> None:
        """As `PublicWorld.settle`."""
        with self.lock:
            now = self.clock()
            due = [entry for entry in self._waiting if entry[0] <= now]
            if due:
                self._waiting = [entry for entry in self._waiting if entry[0] > now]
                for _, _, change in sorted(due, key=lambda entry: entry[:2]):
                    change()

    def later(self, change: Callable[[], None], seconds: float) -> None:
        """Make `change` now, or visible to readers only in `seconds`."""
        with self.lock:
            if seconds <= 0:
                change()
                return
            self._order += 1
            self._waiting.append((self.clock() + timedelta(seconds=seconds), self._order, change))

    def place(self, at: datetime) -> Place:
        """Where something made at `at` stands among its like."""
        with self.lock:
            self._order += 1
            return to_ms(at), self._order

    def new_key(self, at: datetime) -> str:
        """A fresh TID."""
        with self.lock:
            self._order += 1
            return time_id(to_ms(at) * 1000 + self._order % 1000, self.dice.randrange(1024))

    # -- records, as an account's server holds them

    def put(
        self,
        did: str,
        collection: str,
        rkey: str,
        value: dict[str, Any],
        *,
        lag: float = 0,
        picture: Picture | None = None,
    ) -> Record:
        """Write a record, and index it in `lag` seconds."""
        with self.lock:
            now = self.clock()
            made = _moment(value.get("createdAt"), now)
            record = Record(
                did=did,
                collection=collection,
                rkey=rkey,
                value=value,
                cid=content_id(value),
                place=self.place(min(made, now)),
                indexed=min(made, now) if lag <= 0 else now + timedelta(seconds=lag),
                picture=picture,
            )
            self.repos.setdefault(did, {}).setdefault(collection, {})[rkey] = record
            self.later(lambda: self._index(record), lag)
            return record

    def held(self, did: str, collection: str, rkey: str) -> Record | None:
        """A record, if it is there."""
        return self.repos.get(did, {}).get(collection, {}).get(rkey)

    def remove(self, record: Record, *, lag: float = 0) -> None:
        """Take a record away; the view of the network forgets it in `lag` seconds."""
        with self.lock:
            self.repos[record.did][record.collection].pop(record.rkey, None)
            self.later(lambda: self._forget(record), lag)

    # -- records, as the network sees them

    def _index(self, record: Record) -> None:
        if self.held(record.did, record.collection, record.rkey) is not record:
            return  # altered or taken away meanwhile
        if record.collection == POST:
            self.posts[record.uri] = record
            for shelf in (self.feeds.setdefault(record.did, []), self.beneath.setdefault(record.parent, [])):
                insort(shelf, record, key=lambda one: one.place)
            self._notify(record)
        elif record.collection == THREADGATE:
            self.gates[str(record.value.get("post", ""))] = record
        elif record.collection == BLOCK:
            self.blocks[record.did, str(record.value.get("subject", ""))] = record.uri

    def _forget(self, record: Record) -> None:
        if self.posts.pop(record.uri, None) is not None:
            self.feeds[record.did].remove(record)
            self.beneath[record.parent].remove(record)
            for told in self.notices.values():
                told[:] = [notice for notice in told if notice.record is not record]
        if record.collection == THREADGATE:
            self.gates.pop(str(record.value.get("post", "")), None)
        if (
            record.collection == BLOCK
            and self.blocks.get((record.did, record.value["subject"])) == record.uri
        ):
            del self.blocks[record.did, record.value["subject"]]

    def _notify(self, record: Record) -> None:
        told = {record.did}

        def tell(did: str, reason: str, subject: str) -> None:
            if did not in told and did in self.actors:
                told.add(did)
                notice = Notice(record, reason, subject)
                insort(self.notices.setdefault(did, []), notice, key=lambda one: one.record.place)

        above = self.posts.get(record.parent)
        for _ in range(_NOTICE_HEIGHT):
            if above is None:
                break
            tell(above.did, "reply", above.uri)
            above = self.posts.get(above.parent)
        for facet in record.value.get("facets", []):
            for feature in facet.get("features", []):
                tell(str(feature.get("did", "")), "mention", "")
        quoted = self.posts.get(str(record.value.get("embed", {}).get("record", {}).get("uri", "")))
        if quoted is not None:
            tell(quoted.did, "quote", quoted.uri)

    def block_between(self, one: str, other: str) -> bool:
        """True where either blocks the other."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def hidden_beneath(self, root: str) -> list[str]:
        """What is hidden beneath a post."""
        gate = self.gates.get(root)
        return list(gate.value.get("hiddenReplies", [])) if gate is not None else []

    # -- people

    def find(self, name: str) -> Actor | None:
        """By DID or handle."""
        return self.actors.get(name) or next(
            (one for one in self.actors.values() if one.handle == name.lower()), None
        )

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """As `PublicWorld.add_account`."""
        with self.lock:
            actor = self._add(username, name, username)
            actor.about = about
            actor.passwords = {
                f"app-{actor.handle}": PRIVILEGED,
                f"plain-{actor.handle}": PLAIN,
                f"own-{actor.handle}": FULL,
            }
            return actor.did

    def add_person(self, key: str, name: str) -> Actor:
        """As `PublicWorld.add_person`."""
        with self.lock:
            found = self.actors.get(person_id(key))
            return found or self._add(key, name, name)

    def person(self, key: str) -> Actor:
        """Who is known by `key`, or an account by its id. Raises NotThere."""
        found = self.actors.get(key) or self.actors.get(person_id(key))
        if found is None:
            raise NotThere(f"There is no {key} on the simulated Bluesky.")
        return found

    def app_password(self, did: str, scope: str = PRIVILEGED) -> str:
        """An account's password with that scope. Raises NotThere."""
        found = next((one for one, opens in self.person(did).passwords.items() if opens == scope), None)
        if found is None:
            raise NotThere("Nobody signs in as a member of the public.")
        return found

    def _add(self, key: str, name: str, wanted: str) -> Actor:
        stem = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:40] or "somebody"
        handle, number = f"{stem}.test", 1
        while self.find(handle) is not None:
            number += 1
            handle = f"{stem}-{number}.test"
        actor = Actor(did=person_id(key), handle=handle, name=name, key=key)
        self.actors[actor.did] = actor
        return actor

    # -- conversations

    def talk(self, one: str, other: str) -> Talk:
        """The conversation of two people, begun where there is none."""
        with self.lock:
            members = (one, other)
            for talk in self.talks.values():
                if set(talk.members) == set(members):
                    return talk
            made = Talk(id=self.new_key(self.clock()), members=members, place=self.place(self.clock()))
            self.talks[made.id] = made
            return made

    def write(
        self,
        talk: Talk,
        sender: str,
        text: str,
        *,
        at: datetime | None = None,
        facets: list[Any] | None = None,
        lag: float = 0,
    ) -> Letter:
        """Send a message; it can be read in `lag` seconds."""
        with self.lock:
            sent = at or self.clock()
            letter = Letter(
                id=self.new_key(sent),
                sender=sender,
                text=text,
                sent=sent,
                place=self.place(sent),
                facets=facets or [],
            )

            def appear() -> None:
                insort(talk.letters, letter, key=lambda one: one.place)
                talk.place = max(talk.place, letter.place)

            self.later(appear, lag)
            return letter


def _moment(told: object, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return otherwise
    return moment if moment.tzinfo is not None else otherwise
