"""The simulated X on the wire: `/2/...`, tokens, allowances, refusals (platforms.md 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from socialdesk.clock import to_ms
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.public_world import NotThere
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.networks.x import problems
from socialdesk.training.networks.x.acts import Acts
from socialdesk.training.networks.x.fields import NAMES
from socialdesk.training.networks.x.limits import headers
from socialdesk.training.networks.x.posting import Posting
from socialdesk.training.networks.x.problems import PROBLEM_TYPE, XRefusal, invalid
from socialdesk.training.networks.x.reads import Reads
from socialdesk.training.networks.x.records import User
from socialdesk.training.networks.x.world import XWorld

_PAGED = frozenset({"max_results", "pagination_token"})
_BOUNDED = _PAGED | {"since_id", "until_id", "start_time", "end_time"}
_LEVEL = "read-write-directmessages"
_APP_MAY = frozenset(
    {
        "GET /2/users/:id/mentions", "GET /2/users/:id/tweets", "GET /2/tweets/search/recent", "GET /2/tweets",
        "GET /2/tweets/:id", "GET /2/users/:id", "GET /2/users/by/username/:id",
    }
)  # fmt: skip
"""Calls that an app's own token may make."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, with whoever makes it."""

    me: User
    """The account; for an app's own token nobody in particular."""
    ids: tuple[str, ...]
    params: Mapping[str, str]
    body: Mapping[str, Any]
    base_url: str
    lag: float
    upload: bytes | None = None


Handler = Callable[[Asked], Answer]


class XApi:
    """The simulated X behind the door of all networks."""

    name = "x"

    def __init__(self, world: XWorld) -> None:
        """Answers from `world`."""
        self.world = world
        self._reads = Reads(world)
        self._acts = Acts(world)
        self._posting = Posting(world)
        self._routes: list[tuple[str, re.Pattern[str], frozenset[str], Handler]] = []
        self._add_routes()

    def answer(self, request: Request) -> Answer:
        """Carry the call out; every refusal is an answer too."""
        with self.world.lock:
            self.world.settle()
            told: dict[str, str] = {}
            try:
                return self._answer(request, told)
            except XRefusal as refused:
                return _refusal(refused, told)
            except NotThere as gone:
                return _refusal(problems.problem(404, "Not Found", str(gone)), told)

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """X's own words for trouble on request."""
        now = to_ms(self.world.clock()) // 1000
        match kind:
            case Kind.THROTTLE:
                total = 15 if "dm_events" in request.path else 300
                return _refusal(problems.too_many(), headers(total, 0, now + fault.minutes * 60))
            case Kind.EXPIRED_TOKEN:
                return _refusal(problems.unauthorized(), {})
            case Kind.REFUSE_AFTER:
                return Answer(status=400, body={"errors": [{"code": 131, "message": "Internal error"}]})
            case _:
                return _refusal(problems.trouble(500), {})

    def bad_request(self) -> Answer:
        """The request could not be read."""
        return _refusal(problems.problem(400, "Invalid Request", "The request could not be read."), {})

    def picture(self, picture_id: str) -> Picture | None:
        """An attached picture."""
        return self.world.pictures.get(picture_id)

    def _answer(self, request: Request, told: dict[str, str]) -> Answer:
        if not request.token or request.token not in self.world.tokens:
            raise problems.unauthorized()
        method, path = request.method, "/" + "/".join(request.path)
        found = None
        for template, pattern, known, handler in self._routes:
            matched = pattern.fullmatch(f"{method} {path}")
            if matched is not None:
                found = template, matched.groups(), known, handler
                break
        if found is None:
            raise problems.problem(404, "Not Found", "Not Found")
        template, ids, known, handler = found
        owner = self.world.tokens[request.token]
        if not owner and template not in _APP_MAY:
            raise problems.wrong_authentication()
        allowed, counted = self.world.limits.count(owner, template, to_ms(self.world.clock()) // 1000)
        told |= counted
        told["x-access-level"] = _LEVEL if owner else "read"
        told["api-version"] = "2.170"
        told["x-transaction-id"] = f"{to_ms(self.world.clock()):016x}"
        if not allowed:
            raise problems.too_many()
        if not self.world.credits:
            raise problems.depleted()
        _check(request.params, ids, known)
        if request.json is not None and not isinstance(request.json, dict):
            raise problems.problem(400, "Invalid Request", "The body of the request is no object.")
        me = self.world.users[owner] if owner else User(id="0", key="", name="", username="")
        answer = handler(
            Asked(
                me,
                ids,
                cast("dict[str, str]", request.params),
                cast("dict[str, Any]", request.json or request.form),
                request.base_url,
                request.lag,
                request.upload,
            )
        )
        return Answer(status=answer.status, body=answer.body, headers={**told, **answer.headers})

    # -- routes

    def _add_routes(self) -> None:
        reads = self._reads
        people = frozenset({"max_results", "pagination_token"})
        add = self._route
        add("GET /2/users/me", frozenset(), lambda a: _ok(reads.me(a.me, a.params, a.base_url)))
        add("GET /2/users/by/username/:id", frozenset(), self._by_username)
        add("GET /2/users/:id", frozenset(), self._by_id)
        add(
            "GET /2/users/:id/mentions",
            _BOUNDED,
            lambda a: _ok(reads.mentions(self._somebody(a), a.params, a.base_url)),
        )
        add(
            "GET /2/users/:id/tweets",
            _BOUNDED | {"exclude"},
            lambda a: _ok(reads.timeline(self._somebody(a), a.params, a.base_url)),
        )
        add(
            "GET /2/tweets/search/recent",
            _BOUNDED | {"query", "next_token", "sort_order"},
            lambda a: _ok(reads.search(a.params, a.base_url)),
        )
        add("GET /2/tweets", frozenset({"ids"}), lambda a: _ok(reads.posts(a.params, a.base_url)))
        add("GET /2/tweets/:id", frozenset(), lambda a: _ok(reads.one_post(a.ids[0], a.params, a.base_url)))
        add("POST /2/tweets", frozenset(), self._post)
        add("DELETE /2/tweets/:id", frozenset(), self._delete)
        add("PUT /2/tweets/:id/hidden", frozenset(), self._hide)
        add("POST /2/media/upload", frozenset(), self._upload)
        add("POST /2/media/metadata", frozenset(), self._describe)
        add("POST /2/users/:id/retweets", frozenset(), self._repost)
        add("DELETE /2/users/:id/retweets/:id", frozenset(), self._unrepost)
        add("GET /2/users/:id/muting", people, lambda a: self._people(a, self._own(a).muted))
        add("GET /2/users/:id/blocking", people, lambda a: self._people(a, self._own(a).blocked))
        add(
            "POST /2/users/:id/muting",
            frozenset(),
            lambda a: self._mute(a, _text(a.body, "target_user_id"), True),
        )
        add("DELETE /2/users/:id/muting/:id", frozenset(), lambda a: self._mute(a, a.ids[1], False))
        add(
            "POST /2/users/:id/blocking",
            frozenset(),
            lambda a: self._block(a, _text(a.body, "target_user_id"), True),
        )
        add("DELETE /2/users/:id/blocking/:id", frozenset(), lambda a: self._block(a, a.ids[1], False))
        add("POST /2/users/:id/dm/block", frozenset(), lambda a: self._shut(a, True))
        add("POST /2/users/:id/dm/unblock", frozenset(), lambda a: self._shut(a, False))
        letters = _PAGED | {"event_types"}
        add("GET /2/dm_events", letters, lambda a: _ok(reads.letters(a.me, a.params, a.base_url)))
        add("GET /2/dm_events/:id", frozenset(), self._one_letter)
        add("GET /2/dm_conversations/with/:id/dm_events", letters, self._letters_with)
        add("GET /2/dm_conversations/:id/dm_events", letters, self._letters_of)
        add("POST /2/dm_conversations/with/:id/messages", frozenset(), lambda a: self._send(a, a.ids[0]))
        add("POST /2/dm_conversations/:id/messages", frozenset(), lambda a: self._send(a, self._other(a)))

    def _route(self, template: str, known: frozenset[str], handler: Handler) -> None:
        pattern = re.compile(re.escape(template).replace(":id", "([^/]+)"))
        self._routes.append((template, pattern, known | NAMES, handler))

    # -- reads

    def _by_username(self, asked: Asked) -> Answer:
        found = self.world.user_named(asked.ids[0])
        return _ok(self._reads.user(found, "username", asked.ids[0], asked.params, asked.base_url))

    def _by_id(self, asked: Asked) -> Answer:
        found = self.world.users.get(asked.ids[0])
        return _ok(self._reads.user(found, "id", asked.ids[0], asked.params, asked.base_url))

    def _people(self, asked: Asked, users: Mapping[str, User]) -> Answer:
        return _ok(self._reads.people(list(users.values()), asked.params, asked.base_url))

    def _one_letter(self, asked: Asked) -> Answer:
        return _ok(self._reads.one_letter(asked.me, asked.ids[0], asked.params, asked.base_url))

    def _letters_with(self, asked: Asked) -> Answer:
        talk = self._reads.conversation_with(asked.me, asked.ids[0])
        return _ok(self._reads.letters(asked.me, asked.params, asked.base_url, conversation=talk))

    def _letters_of(self, asked: Asked) -> Answer:
        self._other(asked)
        return _ok(self._reads.letters(asked.me, asked.params, asked.base_url, conversation=asked.ids[0]))

    # -- writes

    def _post(self, asked: Asked) -> Answer:
        text = _text(asked.body, "text")
        reply = asked.body.get("reply")
        under = (
            _text(cast("dict[str, Any]", reply), "in_reply_to_tweet_id") if isinstance(reply, dict) else ""
        )
        if reply is not None and not under:
            raise invalid("reply", "", "$.reply.in_reply_to_tweet_id: is missing but it is required")
        pictures = self._posting.pictures(asked.me, asked.body.get("media"))
        if not text.strip() and not pictures:
            raise invalid("text", text, "$.text: string value is too short (length: 0, required minimum: 1)")
        quoted = _text(asked.body, "quote_tweet_id")
        made = self._acts.post(asked.me, text, under=under, quoted=quoted, lag=asked.lag, pictures=pictures)
        return Answer(
            status=201, body={"data": {"id": made.id, "text": text, "edit_history_tweet_ids": [""]}}
        )

    def _upload(self, asked: Asked) -> Answer:
        return _ok({"data": self._posting.upload(asked.me, asked.upload, asked.body)})

    def _describe(self, asked: Asked) -> Answer:
        return _ok({"data": self._posting.describe(asked.me, asked.body)})

    def _repost(self, asked: Asked) -> Answer:
        source = _text(asked.body, "tweet_id")
        return _ok({"data": self._posting.repost(self._own(asked), source, lag=asked.lag)})

    def _unrepost(self, asked: Asked) -> Answer:
        return _ok({"data": self._posting.unrepost(self._own(asked), asked.ids[1], lag=asked.lag)})

    def _delete(self, asked: Asked) -> Answer:
        self._acts.delete(asked.me, asked.ids[0], lag=asked.lag)
        return _ok({"data": {"deleted": True}})

    def _hide(self, asked: Asked) -> Answer:
        hidden = asked.body.get("hidden")
        if not isinstance(hidden, bool):
            raise invalid("hidden", str(hidden), "$.hidden: is missing but it is required")
        self._acts.hide(asked.me, asked.ids[0], hidden)
        return _ok({"data": {"hidden": hidden}})

    def _mute(self, asked: Asked, person: str, muted: bool) -> Answer:
        self._acts.mute(self._own(asked), person, muted)
        return _ok({"data": {"muting": muted}})

    def _block(self, asked: Asked, person: str, blocked: bool) -> Answer:
        self._acts.block(self._own(asked), person, blocked)
        return _ok({"data": {"blocking": blocked}})

    def _shut(self, asked: Asked, shut: bool) -> Answer:
        self._acts.shut(asked.me, asked.ids[0], shut)
        return _ok({"data": {"blocked": shut}})

    def _send(self, asked: Asked, person: str) -> Answer:
        text = _text(asked.body, "text")
        if not text.strip():
            raise invalid("text", text, "$.text: string value is too short (length: 0, required minimum: 1)")
        made = self._acts.send(asked.me, person, text, lag=asked.lag)
        return Answer(
            status=201, body={"data": {"dm_conversation_id": made.conversation, "dm_event_id": made.id}}
        )

    # -- who

    def _somebody(self, asked: Asked) -> User:
        found = self.world.users.get(asked.ids[0])
        if found is None:
            raise problems.not_found("id", asked.ids[0], kind="user")
        return found

    def _own(self, asked: Asked) -> User:
        if asked.ids[0] != asked.me.id:
            message = (
                f"The `id` query parameter value [{asked.ids[0]}] must be the same as the authenticating user"
            )
            raise invalid("id", asked.ids[0], message)
        return asked.me

    def _other(self, asked: Asked) -> str:
        """Whom the account talks with in the conversation that the path names."""
        both = asked.ids[0].split("-")
        if len(both) != 2 or asked.me.id not in both:
            raise problems.not_found("dm_conversation_id", asked.ids[0], kind="dm_conversation")
        return both[0] if both[1] == asked.me.id else both[1]


def _check(params: Mapping[str, Any], ids: tuple[str, ...], known: frozenset[str]) -> None:
    for name, value in params.items():
        if name not in known:
            told = ",".join(sorted(known))
            raise invalid(name, str(value), f"The query parameter [{name}] is not one of [{told}]")
    for one in ids:
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,40}", one, re.ASCII):
            raise invalid("id", one, f"The `id` query parameter value [{one}] is not valid")


def _ok(body: dict[str, Any]) -> Answer:
    return Answer(status=200, body=body)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _refusal(refused: XRefusal, told: Mapping[str, str]) -> Answer:
    return Answer(
        status=refused.status,
        body=refused.body,
        headers={**told, "content-type": f"{PROBLEM_TYPE}; charset=utf-8"},
    )
