"""An account's own records: written, altered on a condition, taken away, read (com.atproto.repo lexicons)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, cast

from socialdesk.training.networks.bluesky.errors import XrpcError, failed, invalid, no_record, not_allowed
from socialdesk.training.networks.bluesky.records import (
    BLOCK,
    POST,
    PROFILE,
    REPOST,
    THREADGATE,
    Actor,
    Record,
    content_id,
)
from socialdesk.training.networks.bluesky.state import State

_MOST_SIGNS, _MOST_BYTES, _MOST_HIDDEN = 300, 3000, 300
_MOST_IMAGES, _LARGEST_IMAGE = 4, 2_000_000
_TID = re.compile(r"[234567a-j][2-7a-z]{12}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}", re.ASCII)
_ABSENT: Any = object()


class Repo:
    """Writes of the account `did`; each goes into the ledger by what it means."""

    def __init__(self, world: State, did: str, lag: float) -> None:
        self._world = world
        self._did = did
        self._lag = lag

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """createRecord. A key that is taken is the server's own trouble, as it really is. Raises XrpcError."""
        collection, value = self._asked(asked)
        rkey = str(asked.get("rkey") or self._world.new_key(self._world.clock()))
        _check(collection, rkey, value)
        self._check_blobs(value)
        if collection == BLOCK:
            for old in list(self._world.repos.get(self._did, {}).get(BLOCK, {}).values()):
                if old.value.get("subject") == value.get("subject"):
                    self._world.remove(old)  # one block of one person: the newer stands
        if self._world.held(self._did, collection, rkey) is not None:
            raise failed()
        return self._write(collection, rkey, value, None)

    def put(self, asked: dict[str, Any]) -> dict[str, Any]:
        """putRecord; `swapRecord` null means that there must be none yet. Raises XrpcError InvalidSwap."""
        collection, value = self._asked(asked)
        rkey = str(asked.get("rkey") or "")
        _check(collection, rkey, value)
        old = self._world.held(self._did, collection, rkey)
        self._swap(asked, old)
        if old is not None and old.value == value:
            return _told(old)
        return self._write(collection, rkey, value, old)

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        """deleteRecord; what is not there is no error. Raises XrpcError."""
        collection = self._own(asked)
        old = self._world.held(self._did, collection, str(asked.get("rkey") or ""))
        self._swap(asked, old)
        if old is None:
            return {}
        self._world.remove(old, lag=self._lag)
        target, kind = (
            old.uri,
            {
                BLOCK: "unblock",
                POST: "delete" if old.parent else "delete_post",
                REPOST: "delete_post",
            }.get(collection),
        )
        if collection == BLOCK:
            target = str(old.value.get("subject"))
        if kind is not None:
            self._note(kind, target, str(old.value.get("text", "")), old.uri)
        return {"commit": _commit(old)}

    def _write(self, collection: str, rkey: str, value: dict[str, Any], old: Record | None) -> dict[str, Any]:
        made = self._world.put(self._did, collection, rkey, value, lag=self._lag)
        if collection == POST:
            quoted = str(value.get("embed", {}).get("record", {}).get("uri", ""))
            kind = "reply" if made.parent else "reshare" if quoted else "publish"
            self._note(kind, made.parent or quoted or self._did, str(value.get("text", "")), made.uri)
        elif collection == REPOST:
            self._note("reshare", str(value.get("subject", {}).get("uri", "")), "", made.uri)
        elif collection == BLOCK:
            self._note("block", str(value.get("subject")), "", made.uri)
        elif collection == THREADGATE:
            before = set(old.value.get("hiddenReplies", [])) if old is not None else set[str]()
            after = set(value.get("hiddenReplies", []))
            for uri in sorted(after - before):
                self._note("hide", uri, "", made.uri)
            for uri in sorted(before - after):
                self._note("unhide", uri, "", made.uri)
        elif collection == PROFILE:
            self._note("settings", self._did, "", made.uri)
        return _told(made)

    def _check_blobs(self, value: dict[str, Any]) -> None:
        """A record may name only files that were sent before, and its lexicon allows. Raises XrpcError."""
        images: list[Any] = value.get("embed", {}).get("images", [])
        if len(images) > _MOST_IMAGES:
            raise invalid(f"Invalid {POST} record: Record/embed/images must not have more than 4 elements")
        for image in images:
            cid = str(image.get("image", {}).get("ref", {}).get("$link", ""))
            held = self._world.pictures.get(cid)
            if held is None or held.content is None:
                raise invalid(f"Could not find blob: {cid}")
            if len(held.content) > _LARGEST_IMAGE or not isinstance(image.get("alt"), str):
                raise invalid(f"Invalid {POST} record: Record/embed/images is not valid")

    def _note(self, kind: str, target: str, text: str, made: str) -> None:
        self._world.ledger.add(
            kind, account=self._did, target=target, text=text, at=self._world.clock(), made=made
        )

    def _own(self, asked: dict[str, Any]) -> str:
        """The collection, if the repo is ours."""
        actor = self._world.find(str(asked.get("repo") or ""))
        if actor is None:
            raise invalid("Could not find repo")
        if actor.did != self._did:
            raise not_allowed()
        return str(asked.get("collection") or "")

    def _asked(self, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        collection, value = self._own(asked), asked.get("record")
        if not isinstance(value, dict):
            raise invalid('Input must have the property "record"')
        record = {"$type": collection} | cast("dict[str, Any]", value)
        if record["$type"] != collection:
            raise invalid(f"Invalid $type: expected {collection}, got {record['$type']}")
        return collection, record

    def _swap(self, asked: dict[str, Any], old: Record | None) -> None:
        wanted = asked.get("swapRecord", _ABSENT)
        if wanted is _ABSENT:
            return
        now = old.cid if old is not None else None
        if wanted != now:
            raise XrpcError("InvalidSwap", f"Record was at {now}")


def read_record(world: State, params: dict[str, Any]) -> dict[str, Any]:
    """getRecord. Raises XrpcError RecordNotFound."""
    actor = _actor(world, params)
    collection, rkey = str(params.get("collection") or ""), str(params.get("rkey") or "")
    found = world.held(actor.did, collection, rkey)
    if found is None or params.get("cid", found.cid) != found.cid:
        raise no_record(f"at://{actor.did}/{collection}/{rkey}")
    return {"uri": found.uri, "cid": found.cid, "value": found.value}


def list_records(world: State, params: dict[str, Any], limit: int) -> dict[str, Any]:
    """listRecords, the highest key first. Raises XrpcError."""
    actor, before = _actor(world, params), str(params.get("cursor") or "")
    held = world.repos.get(actor.did, {}).get(str(params.get("collection") or ""), {})
    keys = [key for key in sorted(held, reverse=True) if not before or key < before]
    shown = [{"uri": held[key].uri, "cid": held[key].cid, "value": held[key].value} for key in keys[:limit]]
    return {"records": shown} | ({"cursor": keys[limit - 1]} if len(keys) > limit else {})


def _actor(world: State, params: dict[str, Any]) -> Actor:
    found = world.find(str(params.get("repo") or ""))
    if found is None:
        raise invalid("Could not find repo")
    return found


def _check(collection: str, rkey: str, value: dict[str, Any]) -> None:
    """What the lexicons ask of a record. Raises XrpcError InvalidRequest."""
    if not _KEY.fullmatch(rkey) or (
        collection in {POST, BLOCK, REPOST, THREADGATE} and not _TID.fullmatch(rkey)
    ):
        raise invalid(f"Invalid record key: {rkey}")
    if not isinstance(value.get("createdAt"), str) and collection != PROFILE:
        raise invalid(f'Invalid {collection} record: Record must have the property "createdAt"')
    text = value.get("text", "")
    if collection == POST and (not isinstance(text, str) or _signs(text) > _MOST_SIGNS):
        raise invalid(f"Invalid {POST} record: Record/text must not be longer than {_MOST_SIGNS} graphemes")
    if collection == POST and len(str(text).encode()) > _MOST_BYTES:
        raise invalid(f"Invalid {POST} record: Record/text must not be longer than {_MOST_BYTES} characters")
    if collection == THREADGATE and len(value.get("hiddenReplies", [])) > _MOST_HIDDEN:
        raise invalid(
            f"Invalid {THREADGATE} record: Record/hiddenReplies must not have more than {_MOST_HIDDEN} elements"
        )
    if collection == BLOCK and not str(value.get("subject", "")).startswith("did:"):
        raise invalid(f"Invalid {BLOCK} record: Record/subject must be a valid did")


def _signs(text: str) -> int:
    """Graphemes, near enough: marks, joiners, skin tones and what is joined belong to what stands before them."""
    return sum(
        1
        for before, sign in zip(" " + text, text, strict=False)
        if before != "\u200d"
        and unicodedata.category(sign) not in {"Mn", "Me", "Mc", "Cf"}
        and not "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def _told(record: Record) -> dict[str, Any]:
    return {
        "uri": record.uri,
        "cid": record.cid,
        "commit": _commit(record),
        "validationStatus": "valid",
    }


def _commit(record: Record) -> dict[str, str]:
    rev = record.rkey if _TID.fullmatch(record.rkey) else "3n2vvjl3ky223"
    return {"cid": content_id([record.uri, record.cid]), "rev": rev}
