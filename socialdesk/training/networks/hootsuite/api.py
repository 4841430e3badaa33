"""The simulated Hootsuite's wire: `/v1/...` and `/oauth2/...`, as its REST API answers (swagger)."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import unquote, urlencode

from socialdesk.clock import to_ms
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.hootsuite import shapes
from socialdesk.training.networks.hootsuite.records import Media, Member, Message, State
from socialdesk.training.networks.hootsuite.refusals import JSON, Refusal, oauth, refusal, refused
from socialdesk.training.networks.hootsuite.world import HootsuiteWorld
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_TYPES = frozenset({"video/mp4", "image/gif", "image/jpeg", "image/jpg", "image/png"})
_WEEKS = timedelta(weeks=4)
_FILTERS = frozenset({"PENDING_APPROVAL", "REJECTED", "SENT", "SCHEDULED", "SEND_FAILED_PERMANENTLY"})
_LIVES_S = 3600


class HootsuiteApi:
    """Implements the wire's `Api`."""

    name = "hootsuite"

    def __init__(self, world: HootsuiteWorld) -> None:
        """Answers from `world`."""
        self.world = world

    def answer(self, request: Request) -> Answer:
        """Carry the call out; every refusal is an answer too."""
        with self.world.lock:
            self.world.settle()
            try:
                if request.path[:1] == ("store",):
                    return self._store(request)
                if request.path[:1] == ("oauth2",):
                    return self._sign_in(request)
                return self._route(request, self._member(request))
            except Refusal as told:
                return Answer(
                    status=told.answer.status,
                    body=told.answer.body,
                    headers={**told.answer.headers, **self._quota()},
                )

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """Hootsuite's own words for `kind`."""
        match kind:
            case Kind.THROTTLE:
                return refusal(429, 1043)
            case Kind.EXPIRED_TOKEN:
                return refusal(401, 1001)
            case Kind.REFUSE_AFTER:
                return refusal(400, 9000)
            case _:
                return refusal(500, 9000)

    def bad_request(self) -> Answer:
        """The request could not be read."""
        return refusal(400, 4000)

    def picture(self, picture_id: str) -> Picture | None:
        """What was sent to the store."""
        held = self.world.media.get(picture_id)
        return held.picture if held is not None else None

    # -- who asks, and how often

    def _member(self, request: Request) -> Member:
        if not request.token:
            raise refused(401, 1000)
        member = self.world.tokens.get(request.token)
        if member is None:
            raise refused(401, 1001)
        self.world.used += 1
        if self.world.used > self.world.quota:
            raise refused(429, 1003)
        return self.world.members[member]

    def _quota(self) -> dict[str, str]:
        world = self.world
        return {
            "X-Account-Quota": f"{world.quota} per day",
            "X-Account-Quota-Used": str(world.used),
            "X-Account-Rate-Limit-Requests-Remaining": "14",
        }

    # -- what is asked for

    def _route(self, request: Request, me: Member) -> Answer:
        routes: dict[tuple[str, str, int], Callable[[Request, Member], Any]] = {
            ("GET", "me", 2): lambda _, me: {"data": shapes.member(me)},
            ("GET", "socialProfiles", 2): lambda _, me: self._profiles(),
            ("GET", "socialProfiles", 3): lambda asked, me: self._profile(asked),
            ("POST", "messages", 2): self._schedule,
            ("GET", "messages", 2): lambda asked, me: self._messages(asked),
            ("GET", "messages", 3): lambda asked, me: {"data": shapes.message(self._message(asked))},
            ("DELETE", "messages", 3): self._cancel,
            ("POST", "media", 2): self._begin_media,
            ("GET", "media", 3): lambda asked, me: self._media(asked),
        }
        if request.path[:1] != ("v1",) or len(request.path) < 2:
            raise refused(404, 4001)
        route = routes.get((request.method, request.path[1], len(request.path)))
        if route is None:
            raise refused(404, 4001)
        return Answer(status=200, body=route(request, me), headers={**JSON, **self._quota()})

    def _profiles(self) -> dict[str, Any]:
        return {"data": [shapes.profile(one, self.world.me) for one in self.world.profiles.values()]}

    def _profile(self, request: Request) -> dict[str, Any]:
        found = self.world.profiles.get(request.path[2])
        if found is None:
            raise refused(404, 4001, resource=("socialProfile", request.path[2]))
        return {"data": shapes.profile(found, self.world.me)}

    def _schedule(self, request: Request, me: Member) -> dict[str, Any]:
        told = _object(request)
        ids = told.get("socialProfileIds")
        if not isinstance(ids, list) or not ids:
            raise refused(400, 2306)
        profiles = [self.world.profiles.get(str(one)) for one in cast("list[Any]", ids)]
        text = told.get("text")
        if not isinstance(text, str) or any(one is None for one in profiles):
            raise refused(400, 4000, resource=("socialProfile", str(cast("list[Any]", ids)[0])))
        known = [one for one in profiles if one is not None]
        if len(known) > 1 and any(one.kind == "TWITTER" for one in known):
            raise refused(400, 40023)
        send = _moment(told["scheduledSendTime"]) if told.get("scheduledSendTime") is not None else None
        if send is not None and send <= self.world.clock():
            raise refused(400, 4000)
        waiting = sum(one.state is State.SCHEDULED for one in self.world.messages.values())
        if send is not None and waiting + len(known) > self.world.most_scheduled:
            raise refused(400, 40025)
        media = self._attached(told.get("media"), me)
        made = [self.world.put(one, text, me, send=send, media=media) for one in known]
        for one in made:
            self.world.ledger.add(
                "schedule" if send is not None else "publish", account=one.profile.id, target=one.profile.id,
                text=text, at=self.world.clock(), made=one.id,
            )  # fmt: skip
        return {"data": [shapes.message(one) for one in made]}

    def _attached(self, told: Any, me: Member) -> tuple[Media, ...]:
        items = cast("list[Any]", told) if isinstance(told, list) else []
        found: list[Media] = []
        for one in items:
            own_id = str(cast("dict[str, Any]", one).get("id", "")) if isinstance(one, dict) else ""
            held = self.world.media.get(own_id)
            if held is None or held.owner != me.id:
                raise refused(400, 4000, resource=("media", own_id))
            if held.picture is None or held.looks < self.world.looks_until_ready:
                raise refused(400, 40021, resource=("media", own_id))
            found.append(held)
        return tuple(found)

    def _messages(self, request: Request) -> dict[str, Any]:
        params = request.params
        begin, end = _moment(params.get("startTime")), _moment(params.get("endTime"))
        if end - begin > _WEEKS:
            raise refused(400, 40020)
        state = str(params.get("state", ""))
        if state and state not in _FILTERS:
            raise refused(400, 40019)
        limit = str(params.get("limit", "50"))
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise refused(400, 4000)
        wanted = set(request.all("socialProfileIds"))
        reviews = params.get("includeUnscheduledReviewMsgs") == "true"
        found = sorted(
            (
                one
                for one in self.world.messages.values()
                if (reviews if one.unscheduled else begin <= one.send <= end)
                and (not wanted or one.profile.id in wanted)
                and state in {"", one.state.value}
            ),
            key=lambda one: (one.send, one.id),
        )
        return self._page(found, str(params.get("cursor", "")), int(limit))

    def _page(self, found: list[Message], cursor: str, limit: int) -> dict[str, Any]:
        start = 0
        if cursor:
            at, _, own_id = cursor.partition(":")
            if not (at.isdecimal() and own_id.partition(":")[0].isdecimal()):
                raise refused(400, 3020)
            place = (int(at), own_id.partition(":")[0])
            start = sum((to_ms(one.send), one.id) <= place for one in found)
        part = found[start : start + limit]
        told: dict[str, Any] = {"data": [shapes.message(one) for one in part]}
        if start + limit < len(found):
            last = part[-1]
            told["metadata"] = {"cursor": {"next": f"{to_ms(last.send)}:{last.id}:0"}}
        return told

    def _message(self, request: Request) -> Message:
        found = self.world.messages.get(request.path[2])
        if found is None:
            raise refused(404, 4001, resource=("message", request.path[2]))
        return found

    def _cancel(self, request: Request, me: Member) -> dict[str, Any]:
        del me
        message = self._message(request)
        if message.state in {State.SENT, State.SUBMITTED}:
            raise refused(400, 40003, resource=("message", message.id))
        self.world.remove(message)
        self.world.ledger.add(
            "delete_post",
            account=message.profile.id,
            target=message.id,
            text=message.text,
            at=self.world.clock(),
        )
        return {"data": {}}

    # -- pictures

    def _begin_media(self, request: Request, me: Member) -> dict[str, Any]:
        told = _object(request)
        size, kind = told.get("sizeBytes"), str(told.get("mimeType", ""))
        if not isinstance(size, int) or size <= 0 or kind not in _TYPES:
            raise refused(400, 4000)
        key = secrets.token_hex(12)
        own_id = base64.urlsafe_b64encode(f"https://store/{key}".encode()).decode()
        self.world.media[own_id] = Media(id=own_id, key=key, media_type=kind, size=size, owner=me.id)
        address = f"{request.base_url}/store/{key}?Expires=1471978770&Signature=b%2B196o"
        return {"data": {"id": own_id, "uploadUrl": address, "uploadUrlDurationSeconds": 1799}}

    def _media(self, request: Request) -> dict[str, Any]:
        held = self.world.media.get(request.path[2])
        if held is None:
            raise refused(404, 4001, resource=("media", request.path[2]))
        held.looks += held.picture is not None
        ready = held.picture is not None and held.looks >= self.world.looks_until_ready
        told: dict[str, Any] = {"id": held.id, "state": "READY" if ready else "QUEUED"}
        if ready:
            told |= {"downloadUrl": f"{request.base_url}/media/{held.id}", "downloadUrlDurationSeconds": 1799}
        return {"data": told}

    def _store(self, request: Request) -> Answer:
        """Somebody else's storage, which knows no token: a signed address is enough, and the first file counts."""
        held = next((one for one in self.world.media.values() if one.key == request.path[-1]), None)
        kind = request.headers.get("content-type", "")
        fits = held is not None and kind == held.media_type and len(request.upload or b"") == held.size
        if request.method != "PUT" or held is None or not fits or "authorization" in request.headers:
            return Answer(status=403, body=b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        if held.picture is None:
            held.picture = Picture(id=held.key, title="", content=request.upload)
        return Answer(status=200, body=None)

    # -- signing in

    def _sign_in(self, request: Request) -> Answer:
        if (request.method, request.path[1:]) == ("GET", ("auth",)):
            return self._authorize(request)
        if (request.method, request.path[1:]) != ("POST", ("token",)):
            raise oauth(404, "not_found", "There is no such address.")
        self._check_app(request)
        form, world = request.form, self.world
        match form.get("grant_type"):
            case "authorization_code":
                member, where = world.codes.pop(form.get("code", ""), ("", ""))
                if not member or where != form.get("redirect_uri"):
                    raise oauth(400, "invalid_grant", "The authorization code is not valid.")
            case "refresh_token":
                member = world.refresh_tokens.pop(form.get("refresh_token", ""), "")
                if not member:
                    raise oauth(400, "invalid_grant", "The refresh token is not valid.")
            case _:
                raise oauth(400, "unsupported_grant_type", "This grant type is not supported.")
        access, refresh = f"hs{secrets.token_urlsafe(24)}", f"hr{secrets.token_urlsafe(24)}"
        world.tokens[access], world.refresh_tokens[refresh] = member, member
        body = {"access_token": access, "token_type": "bearer", "expires_in": _LIVES_S, "refresh_token": refresh,
                "scope": "offline"}  # fmt: skip
        return Answer(status=200, body=body, headers=dict(JSON))

    def _authorize(self, request: Request) -> Answer:
        """As if the member had said yes in the browser."""
        params, world = request.params, self.world
        where, state = str(params.get("redirect_uri", "")), str(params.get("state", ""))
        if params.get("client_id") != world.app[0] or params.get("response_type") != "code" or not where:
            raise oauth(400, "invalid_request", "The request is missing a required parameter.")
        if len(state) < 8:
            raise oauth(400, "invalid_state", "The state is missing or has less than 8 characters.")
        code = secrets.token_urlsafe(16)
        world.codes[code] = (world.me.id, where)
        return Answer(
            status=302,
            body=None,
            headers={"Location": f"{where}?{urlencode({'code': code, 'state': state})}"},
        )

    def _check_app(self, request: Request) -> None:
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        try:
            both = base64.b64decode(told, validate=True).decode()
        except ValueError:
            both = ""
        client_id, _, secret = both.partition(":")
        if scheme.lower() != "basic" or (unquote(client_id), unquote(secret)) != self.world.app:
            raise oauth(401, "invalid_client", "Client authentication failed.")


def _object(request: Request) -> dict[str, Any]:
    if not isinstance(request.json, dict):
        raise refused(400, 4000)
    return cast("dict[str, Any]", request.json)


def _moment(told: Any) -> datetime:
    """UTC with a Z; another zone, or none, is not taken."""
    if not isinstance(told, str) or not _TIME.fullmatch(told):
        raise refused(400, 4000)
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        raise refused(400, 4000) from None
