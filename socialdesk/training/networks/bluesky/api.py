"""The wire of the simulated Bluesky: who is asking, how much they may, and which method answers (XRPC)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from socialdesk.training.networks.bluesky.chat import Chat
from socialdesk.training.networks.bluesky.errors import XrpcError, failed, invalid
from socialdesk.training.networks.bluesky.records import Actor, content_id, told_time
from socialdesk.training.networks.bluesky.repo import Repo, list_records, read_record
from socialdesk.training.networks.bluesky.sessions import PLAIN
from socialdesk.training.networks.bluesky.views import View
from socialdesk.training.networks.bluesky.world import BlueskyWorld
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.pictures import media_type
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request

_CHAT_SERVICE = "did:web:api.bsky.chat#bsky_chat"
_REASONS = "com.atproto.moderation.defs#reason"


@dataclass(slots=True, kw_only=True)
class Allowance:
    """Calls, or points for writing, in a fixed window."""

    total: int
    seconds: int
    began: datetime | None = None
    used: int = 0

    def take(self, points: int, now: datetime) -> None:
        """Count them. Raises XrpcError RateLimitExceeded."""
        if self.began is None or now - self.began >= timedelta(seconds=self.seconds):
            self.began, self.used = now, 0
        if self.used + points > self.total:
            raise XrpcError("RateLimitExceeded", "Rate Limit Exceeded", 429, self.headers(now))
        self.used += points

    def headers(self, now: datetime) -> dict[str, str]:
        """How much is left, as Bluesky says it."""
        ends = (self.began or now) + timedelta(seconds=self.seconds)
        return {
            "RateLimit-Limit": str(self.total),
            "RateLimit-Remaining": str(self.total - self.used),
            "RateLimit-Reset": str(int(ends.timestamp())),
            "RateLimit-Policy": f"{self.total};w={self.seconds}",
        }


@dataclass(slots=True)
class _Call:
    """One call by an account."""

    request: Request
    did: str
    scope: str
    view: View
    body: dict[str, Any]

    @property
    def params(self) -> dict[str, Any]:
        return self.request.params

    def text(self, name: str) -> str:
        return str(self.params.get(name) or "")

    def limit(self, most: int = 100) -> int:
        told = self.text("limit") or "50"
        if not told.isdecimal() or not 1 <= int(told[:6]) <= most:
            raise invalid(f"Error: Params must have the property limit between 1 and {most}")
        return int(told)

    def number(self, name: str, otherwise: int) -> int:
        told = self.text(name) or str(otherwise)
        if not told.isdecimal() or int(told[:6]) > 1000:
            raise invalid(f"Error: {name} must not be greater than 1000")
        return int(told)


class BlueskyApi:
    """A simulated network's `Api`."""

    name = "bluesky"

    def __init__(self, world: BlueskyWorld) -> None:
        self.world = world
        self.requests: dict[str, Allowance] = {}
        self.points: dict[str, Allowance] = {}
        self.allowed_requests = 3000
        self._open: dict[str, Callable[[Request], dict[str, Any]]] = {
            "com.atproto.server.createSession": self._create_session,
            "com.atproto.server.refreshSession": self._refresh_session,
            "com.atproto.server.deleteSession": self._delete_session,
            "com.atproto.repo.getRecord": lambda told: read_record(world, told.params),
            "com.atproto.identity.resolveHandle": self._resolve,
        }
        self._reads: dict[str, Callable[[_Call], dict[str, Any]]] = {
            "com.atproto.server.getSession": lambda call: self._session(call.did),
            "com.atproto.repo.listRecords": lambda call: list_records(world, call.params, call.limit()),
            "app.bsky.actor.getProfile": lambda call: call.view.profile(call.text("actor")),
            "app.bsky.feed.getPosts": _posts,
            "app.bsky.feed.getPostThread": lambda call: call.view.thread(
                call.text("uri"), call.number("depth", 6), call.number("parentHeight", 80)
            ),
            "app.bsky.feed.getAuthorFeed": lambda call: call.view.feed(
                call.text("actor"),
                call.limit(),
                call.text("cursor"),
                replies=call.text("filter") in {"", "posts_with_replies"},
            ),
            "app.bsky.notification.listNotifications": lambda call: call.view.notifications(
                call.request.all("reasons"), call.limit(), call.text("cursor")
            ),
            "app.bsky.notification.getUnreadCount": lambda _: {"count": 0},
            "app.bsky.graph.getBlocks": lambda call: call.view.blocks(call.limit(), call.text("cursor")),
            "app.bsky.graph.getMutes": lambda call: call.view.mutes(call.limit(), call.text("cursor")),
            "chat.bsky.convo.listConvos": lambda call: self._chat(call).list(
                call.limit(), call.text("cursor")
            ),
            "chat.bsky.convo.getConvo": lambda call: self._chat(call).get(call.text("convoId")),
            "chat.bsky.convo.getConvoForMembers": lambda call: self._chat(call).with_members(
                call.request.all("members")
            ),
            "chat.bsky.convo.getMessages": lambda call: self._chat(call).messages(
                call.text("convoId"), call.limit(), call.text("cursor")
            ),
        }
        self._writes: dict[str, tuple[int, Callable[[_Call], dict[str, Any] | None]]] = {
            "com.atproto.repo.createRecord": (3, lambda call: self._repo(call).create(call.body)),
            "com.atproto.repo.putRecord": (2, lambda call: self._repo(call).put(call.body)),
            "com.atproto.repo.deleteRecord": (1, lambda call: self._repo(call).delete(call.body)),
            "com.atproto.repo.uploadBlob": (0, self._upload),
            "com.atproto.moderation.createReport": (0, self._report),
            "app.bsky.graph.muteActor": (0, lambda call: self._mute(call, muted=True)),
            "app.bsky.graph.unmuteActor": (0, lambda call: self._mute(call, muted=False)),
            "app.bsky.notification.updateSeen": (0, lambda _: None),
            "chat.bsky.convo.sendMessage": (
                0,
                lambda call: self._chat(call).send(str(call.body.get("convoId")), call.body.get("message")),
            ),
        }

    # -- Api

    def answer(self, request: Request) -> Answer:
        """As `Api.answer`."""
        try:
            with self.world.lock:
                self.world.settle()
                return self._answer(request)
        except XrpcError as error:
            return error.answer()

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """As `Api.trouble`."""
        match kind:
            case Kind.THROTTLE:
                now = self.world.clock()
                full = Allowance(total=self.allowed_requests, seconds=300, used=self.allowed_requests)
                ends = int((now + timedelta(minutes=fault.minutes)).timestamp())
                headers = full.headers(now) | {"RateLimit-Reset": str(ends)}
                return XrpcError("RateLimitExceeded", "Rate Limit Exceeded", 429, headers).answer()
            case Kind.EXPIRED_TOKEN:
                return XrpcError("ExpiredToken", "Token has expired").answer()
            case Kind.REFUSE_AFTER:
                return XrpcError("UpstreamFailure", "Upstream service unreachable", 502).answer()
            case _:
                return failed().answer()

    def bad_request(self) -> Answer:
        """As `Api.bad_request`."""
        return invalid("The request could not be read").answer()

    def picture(self, picture_id: str) -> Picture | None:
        """As `Api.picture`."""
        return self.world.pictures.get(picture_id)

    # -- inside

    def _answer(self, request: Request) -> Answer:
        method = request.path[1] if len(request.path) == 2 and request.path[0] == "xrpc" else ""
        opened = self._open.get(method)
        if opened is not None:
            return Answer(status=200, body=opened(request))
        read, (points, write) = self._reads.get(method), self._writes.get(method, (0, None))
        if (read if request.method == "GET" else write) is None:
            raise XrpcError("MethodNotImplemented", "Method Not Implemented", 501)
        call = self._call(request, method)
        now = self.world.clock()
        allowance = self.requests.setdefault(call.did, Allowance(total=self.allowed_requests, seconds=300))
        allowance.take(1, now)
        if points:
            allowance = self.points.setdefault(call.did, Allowance(total=5000, seconds=3600))
            allowance.take(points, now)
        body = read(call) if read is not None else write(call) if write is not None else None
        return Answer(status=200, body=body, headers=allowance.headers(now))

    def _call(self, request: Request, method: str) -> _Call:
        did, scope = self.world.sessions.who(request.token, self.world.clock())
        if method.startswith("chat."):
            if scope == PLAIN:
                raise XrpcError("InvalidToken", "Bad token method")
            if request.headers.get("atproto-proxy") != _CHAT_SERVICE:
                raise invalid(f"No service configured for {method}")
        body = cast("dict[str, Any]", request.json) if isinstance(request.json, dict) else {}
        return _Call(request, did, scope, View(self.world, did, request.base_url), body)

    def _chat(self, call: _Call) -> Chat:
        return Chat(self.world, call.did, call.view, call.request.lag)

    def _repo(self, call: _Call) -> Repo:
        return Repo(self.world, call.did, call.request.lag)

    def _upload(self, call: _Call) -> dict[str, Any]:
        """A file, which nobody sees until a record names it."""
        content = call.request.upload
        if not content:
            raise invalid("Request encoding (Content-Type) required but not provided")
        cid = content_id(content.hex())
        self.world.pictures[cid] = Picture(id=cid, title="", content=content)
        return {
            "blob": {
                "$type": "blob",
                "ref": {"$link": cid},
                "mimeType": media_type(content),
                "size": len(content),
            }
        }

    # -- sessions and names

    def _create_session(self, request: Request) -> dict[str, Any]:
        told = cast("dict[str, Any]", request.json) if isinstance(request.json, dict) else {}
        actor = self.world.find(str(told.get("identifier") or ""))
        pair = self.world.sessions.sign_in(actor, str(told.get("password") or ""), self.world.clock())
        return self._session(actor.did if actor is not None else "") | pair

    def _refresh_session(self, request: Request) -> dict[str, Any]:
        did, pair = self.world.sessions.renew(request.token, self.world.clock())
        return self._session(did) | pair

    def _delete_session(self, request: Request) -> dict[str, Any]:
        self.world.sessions.end(request.token, self.world.clock())
        return {}

    def _session(self, did: str) -> dict[str, Any]:
        actor = self.world.actors[did]
        return {"did": actor.did, "handle": actor.handle, "active": True}

    def _resolve(self, request: Request) -> dict[str, Any]:
        actor = self.world.find(str(request.params.get("handle") or ""))
        if actor is None:
            raise invalid("Unable to resolve handle")
        return {"did": actor.did}

    # -- moderation

    def _mute(self, call: _Call, *, muted: bool) -> None:
        other = self._other(str(call.body.get("actor") or ""))
        if other.did == call.did:
            raise invalid("Cannot mute oneself")
        mutes = self.world.actors[call.did].mutes

        def change() -> None:
            if muted:
                mutes[other.did] = None
            else:
                mutes.pop(other.did, None)

        self.world.later(change, call.request.lag)
        self.world.ledger.add(
            "mute" if muted else "unmute", account=call.did, target=other.did, at=self.world.clock()
        )

    def _report(self, call: _Call) -> dict[str, Any]:
        subject, reason = call.body.get("subject"), str(call.body.get("reasonType") or "")
        if not isinstance(subject, dict) or not reason.startswith(_REASONS):
            raise invalid("Invalid subject or reason")
        about = cast("dict[str, Any]", subject)
        target = str(about.get("uri") or about.get("did") or "")
        if not target or ("uri" in about and not about.get("cid")):
            raise invalid("Invalid subject")
        now = self.world.clock()
        report = {
            "id": len(self.world.reports) + 1,
            "createdAt": told_time(now),
            "reasonType": reason,
            "reportedBy": call.did,
            "subject": about,
        }
        told = str(call.body.get("reason") or "")
        self.world.reports.append(report | ({"reason": told} if told else {}))
        self.world.ledger.add("report", account=call.did, target=target, text=told, at=now)
        return self.world.reports[-1]

    def _other(self, name: str) -> Actor:
        found = self.world.find(name)
        if found is None:
            raise invalid("Actor not found")
        return found


def _posts(call: _Call) -> dict[str, Any]:
    uris = call.request.all("uris")
    if not 1 <= len(uris) <= 25:
        raise invalid("Error: Params uris must have 1 to 25 elements")
    return call.view.posts(uris)
