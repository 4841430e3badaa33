"""The simulated Graph API without the HTTP: a call in, an answer out (platforms.md section 1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from socialdesk.training.networks import conversations as letters
from socialdesk.training.networks.access import Holder, Token
from socialdesk.training.networks.call import Call, as_text
from socialdesk.training.networks.fields import Selection, parse_fields
from socialdesk.training.networks.graph_errors import (
    GraphError,
    bad_parameter,
    bad_token,
    page_token_needed,
    unknown_object,
)
from socialdesk.training.networks.graph_writes import GraphWrites
from socialdesk.training.networks.known_fields import DEFAULTS
from socialdesk.training.networks.records import Comment, Conversation, Message, Page, Post
from socialdesk.training.networks.view import View
from socialdesk.training.networks.wire import Answer, split_version
from socialdesk.training.networks.world import World

NEWEST_VERSION = "v26.0"
_MAX_BATCH = 50
_POST_LISTS = frozenset({"posts", "published_posts", "feed", "visitor_posts", "tagged", "scheduled_posts"})

Node = Page | Post | Comment | Conversation | Message


class Graph:
    """Answers calls from a world."""

    platform: ClassVar[str] = "messenger"
    """Whose conversations there are."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._writes = self.writes()
        self._calls = 0

    def writes(self) -> GraphWrites:
        """What changes the world."""
        return GraphWrites(self.world)

    def view(self, call: Call, token: Token) -> View:
        """The caller's eyes."""
        return View(self.world, token, call.base_url, call.version)

    def answer(self, call: Call) -> Answer:
        """Carry the call out; every refusal is an answer too."""
        with self.world.lock:
            self.world.settle()
            self._calls += 1
            trace = self.trace()
            headers = {
                "facebook-api-version": call.version or NEWEST_VERSION,
                "x-fb-trace-id": trace,
                "x-fb-request-id": trace,
            }
            try:
                if call.path == ("oauth", "access_token"):
                    params = {name: as_text(value) for name, value in call.params.items()}
                    return Answer(
                        status=200,
                        body=self.world.access.exchange(params, self.world.clock()),
                        headers=headers,
                    )
                token = self.world.access.resolve(
                    call.token, self.world.clock(), call.text("appsecret_proof")
                )
                headers |= self.world.usage.count(token, self.world.clock())
                return Answer(status=200, body=self._body(call, token), headers=headers)
            except GraphError as error:
                return self.refusal(error, {**headers, **error.headers})

    def trace(self) -> str:
        """An `fbtrace_id`, different for each call."""
        return "A" + hashlib.sha256(f"trace/{self._calls}".encode()).hexdigest()[:22]

    def refusal(self, error: GraphError, headers: dict[str, str] | None = None) -> Answer:
        """The error's own answer."""
        return Answer(
            status=error.status, body=error.body(self.trace()), headers=headers or dict(error.headers)
        )

    def throttled(self, call: Call, code: int | None, minutes: int) -> Answer:
        """Refused for too many calls, whatever the count says (a fault on request)."""
        token = self.world.access.find(call.token)
        usage = self.world.usage
        headers = usage.headers(token, 100, minutes) if token is not None else {}
        return self.refusal(usage.too_many(token, headers, code))

    def expired(self) -> Answer:
        """Refused as if the token had run out (a fault on request)."""
        return self.refusal(bad_token("Error validating access token: Session has expired.", 463))

    # -- dispatch

    def _body(self, call: Call, token: Token) -> Any:
        view = self.view(call, token)
        match call.method, call.path:
            case "POST", ():
                return self._batch(call, token)
            case "GET", ():
                return self._several(call, view)
            case "GET", ("debug_token",):
                return {"data": self.world.access.describe(call.text("input_token"), self.world.clock())}
            case "GET", (node_id,):
                return self.get_node(call, view, node_id)
            case "GET", (node_id, edge):
                return self.get_edge(call, view, node_id, edge)
            case "POST" | "DELETE", (node_id,) | (node_id, _):
                if token.holder is not Holder.PAGE:
                    raise page_token_needed()
                edge = call.path[1] if len(call.path) > 1 else ""
                node = self.node(view, node_id, call.method.lower())
                made = self._writes.apply(call, node, edge)
                return self._with_fields(call, view, made)
            case _:
                raise GraphError(2500, f"Unknown path components: /{'/'.join(call.path)}"[:300])

    def node(self, view: View, node_id: str, method: str = "get") -> Node:
        """What the id names, if this caller may see it. Raises GraphError 100/33."""
        world = self.world
        own = view.own_page
        if node_id == "me" and own:
            node_id = own
        found: Node | None = (
            world.pages.get(node_id)
            or world.posts.get(node_id)
            or world.comments.get(node_id)
            or world.conversations.get(node_id)
            or world.messages.get(node_id)
        )
        if found is None:
            raise unknown_object(node_id, method)
        page_id = self._page_of(found)
        private = isinstance(found, Conversation | Message)
        unseen = (isinstance(found, Comment) and not view.sees_comment(found)) or (
            isinstance(found, Post) and not view.sees_post(found)
        )
        if (own and page_id != own) or (private and not own) or unseen:
            raise unknown_object(node_id, method)
        return found

    def _page_of(self, node: Node) -> str:
        if isinstance(node, Page):
            return node.id
        if isinstance(node, Message):
            return self.world.conversations[node.conversation_id].page_id
        return node.page_id

    # -- reads

    def get_node(self, call: Call, view: View, node_id: str) -> dict[str, Any]:
        """One thing by its id. Raises GraphError."""
        if view.token.holder is not Holder.PAGE and node_id in {"me", view.token.id}:
            return self._user(view.token)
        return self.shown(view, self.node(view, node_id), parse_fields(call.text("fields")))

    def _user(self, token: Token) -> dict[str, Any]:
        if token.holder is Holder.APP:
            return {"name": self.world.access.app.name, "id": token.id}
        person = self.world.people.get(token.id)
        return {"name": person.name if person else "Press Office", "id": token.id}

    def shown(self, view: View, node: Node, chosen: tuple[Selection, ...]) -> dict[str, Any]:
        """A thing with the fields that were asked for. Raises GraphError."""
        match node:
            case Page():
                return view.page(node, chosen or DEFAULTS["Page"])
            case Post():
                return view.post(node, chosen or DEFAULTS["Post"])
            case Comment():
                return view.comment(node, chosen or DEFAULTS["Comment"])
            case Conversation():
                return view.conversation(node, chosen or DEFAULTS["Conversation"])
            case Message():
                talks = self.world.conversations[node.conversation_id]
                if not letters.readable(talks, node):
                    raise GraphError(
                        9000001, "(#9000001) The message you are trying to read has been deleted."
                    )
                return view.message(node, chosen or DEFAULTS["Message"])

    def get_edge(self, call: Call, view: View, node_id: str, edge: str) -> dict[str, Any]:
        """A list. Raises GraphError."""
        params = call.params
        if edge == "accounts" and view.token.holder is Holder.STAFF and node_id in {"me", view.token.id}:
            chosen = parse_fields(call.text("fields") or "access_token,category,category_list,name,id,tasks")
            return {"data": [view.page(page, chosen) for page in self.world.pages.values()]}
        node = self.node(view, node_id)
        match node:
            case Page() if edge in _POST_LISTS:
                posts = [post for post in self.world.timelines[node.id] if _belongs(post, edge)]
                return view.listing(
                    posts, node.id, edge, params, "Post", view.post, view.sees_post, newest_first=True
                )
            case Page():
                return self.page_edge(call, view, node, edge)
            case Post() if edge == "comments":
                return view.comments(node, None, params)
            case Comment() if edge == "comments":
                return view.comments(self.world.posts[node.post_id], node, params)
            case Post() | Comment() if edge in {"likes", "reactions"}:
                return view.likes(node, edge, params)
            case Conversation() if edge == "messages":
                return view.messages(node, params)
            case _:
                raise bad_parameter(f"Tried accessing nonexistent field ({edge[:60]})")

    def page_edge(self, call: Call, view: View, page: Page, edge: str) -> dict[str, Any]:
        """One of a page's lists that only itself may see. Raises GraphError."""
        if not view.runs(page.id):
            raise page_token_needed()
        match edge:
            case "conversations":
                folder, user = call.text("folder") or "inbox", call.text("user_id")
                if call.text("platform", "messenger").lower() != self.platform:
                    return {"data": []}
                found = [
                    one
                    for one in letters.of_page(self.world, page.id)
                    if one.folder == folder and user in {"", one.scoped_id}
                ]
                return view.listing(
                    found, page.id, edge, call.params, "Conversation", view.conversation, newest_first=True
                )
            case "blocked":
                asked = set(call.texts("user") + call.texts("uid"))
                told = [
                    {"id": scoped, "name": person.name}
                    for scoped, person in page.blocked.items()
                    if not asked or scoped in asked
                ]
                return {"data": told}
            case "settings":
                return {"data": [{"setting": name, "value": value} for name, value in page.settings.items()]}
            case "subscribed_apps":
                return {"data": []}
            case _:
                raise bad_parameter(f"Tried accessing nonexistent field ({edge[:60]}) on node type (Page)")

    def _several(self, call: Call, view: View) -> dict[str, Any]:
        ids = call.texts("ids")
        if not ids:
            raise bad_parameter("The parameter ids is required")
        if len(ids) > _MAX_BATCH:
            raise bad_parameter(f"Too many IDs. Maximum: {_MAX_BATCH}. Provided: {len(ids)}.")
        return {one: self.get_node(call, view, one) for one in ids}

    def _with_fields(self, call: Call, view: View, made: dict[str, Any]) -> dict[str, Any]:
        """What was created, with the fields that a client asked to be read back at once."""
        fields = call.text("fields")
        if not fields or "id" not in made or made.get("success"):
            return made
        try:
            return self.shown(view, self.node(view, made["id"]), parse_fields(fields))
        except GraphError:
            return made  # not to be read yet, or asked for wrongly: it was done all the same

    # -- batch

    def _batch(self, call: Call, token: Token) -> list[Any]:
        items = call.objects("batch")
        if not items:
            raise bad_parameter("The parameter batch is required")
        if len(items) > _MAX_BATCH:
            raise bad_parameter(f"Too many requests in batch message. Maximum batch size is {_MAX_BATCH}")
        with_headers = call.flag("include_headers") is not False
        return [self._batch_item(call, item.get, token, with_headers=with_headers) for item in items]

    def _batch_item(
        self, call: Call, item: Callable[[str], Any], token: Token, *, with_headers: bool
    ) -> dict[str, Any]:
        address = urlsplit(as_text(item("relative_url")).lstrip("/"))
        params: dict[str, Any] = dict(parse_qsl(address.query, keep_blank_values=True))
        params |= dict(parse_qsl(as_text(item("body")), keep_blank_values=True))
        version, path = split_version(tuple(part for part in address.path.split("/") if part))
        answer = self.answer(
            call.within(
                method=as_text(item("method"), "GET").upper(),
                path=path,
                version=version or call.version,
                params=params,
                token=as_text(params.get("access_token")) or token.value,
            )
        )
        told: dict[str, Any] = {"code": answer.status, "body": json.dumps(answer.body)}
        if with_headers:
            content = [("Content-Type", "application/json; charset=UTF-8"), *answer.headers.items()]
            told["headers"] = [{"name": name, "value": value} for name, value in content]
            told["reason"] = HTTPStatus(answer.status).phrase
        return told


def _belongs(post: Post, edge: str) -> bool:
    match edge:
        case "scheduled_posts":
            return post.scheduled is not None
        case "visitor_posts":
            return not post.writer.is_page and not post.tags_page
        case "tagged":
            return post.tags_page
        case "feed":
            return post.published and not post.tags_page
        case _:
            return post.published and post.writer.is_page
