"""The simulated Instagram on the wire: Graph's machinery with Instagram's nodes and edges (platforms.md 2.1)."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from socialdesk.training.networks.access import Holder, Token
from socialdesk.training.networks.call import Call
from socialdesk.training.networks.facebook import GraphApi
from socialdesk.training.networks.fields import parse_fields
from socialdesk.training.networks.graph import Graph, Node
from socialdesk.training.networks.graph_errors import bad_parameter, page_token_needed
from socialdesk.training.networks.instagram.view import InstagramView
from socialdesk.training.networks.instagram.world import InstagramWorld
from socialdesk.training.networks.instagram.writes import InstagramWrites
from socialdesk.training.networks.known_fields import DEFAULTS
from socialdesk.training.networks.records import Comment, Page, Picture, Post
from socialdesk.training.networks.view import View


class InstagramGraph(Graph):
    """Answers calls from an Instagram world."""

    platform: ClassVar[str] = "instagram"

    @property
    def instagram(self) -> InstagramWorld:
        """The world, as what it is."""
        return cast("InstagramWorld", self.world)

    def writes(self) -> InstagramWrites:
        """What changes the world."""
        return InstagramWrites(self.world)

    def view(self, call: Call, token: Token) -> InstagramView:
        """The caller's eyes."""
        return InstagramView(self.world, token, call.base_url, call.version)

    def node(self, view: View, node_id: str, method: str = "get") -> Node:
        """What the id names; the linked Page stands for the account. Raises GraphError 100/33."""
        return super().node(view, self.instagram.linked.get(node_id, node_id), method)

    def get_node(self, call: Call, view: View, node_id: str) -> dict[str, Any]:
        """One thing by its id. Raises GraphError."""
        seen = cast("InstagramView", view)
        chosen = parse_fields(call.text("fields"))
        if view.token.holder is not Holder.PAGE and node_id in {"me", view.token.id}:
            if "instagram_business_account" in {one.name for one in chosen}:
                raise bad_parameter(
                    "Tried accessing nonexistent field (instagram_business_account) on node type (User)"
                )
            return super().get_node(call, view, node_id)
        own = view.token.id if view.token.holder is Holder.PAGE else ""
        if own and node_id in {"me", own}:
            return seen.linked_page(own, chosen or DEFAULTS["Page"])
        if view.token.holder is Holder.STAFF and node_id in self.instagram.linked:
            return seen.linked_page(node_id, chosen or DEFAULTS["Page"])
        container = self.instagram.containers.get(node_id)
        if container is not None and container.account_id == view.own_page:
            return seen.container(container, chosen or DEFAULTS["IGContainer"])
        node = self.node(view, node_id)
        if chosen or not isinstance(node, Page | Post | Comment):
            return self.shown(view, node, chosen)
        kind = {Page: "IGUser", Post: "IGMedia", Comment: "IGComment"}[type(node)]
        return self.shown(view, node, DEFAULTS[kind])

    def get_edge(self, call: Call, view: View, node_id: str, edge: str) -> dict[str, Any]:
        """A list. Raises GraphError."""
        seen, params = cast("InstagramView", view), call.params
        if edge == "accounts" and view.token.holder is Holder.STAFF and node_id in {"me", view.token.id}:
            chosen = parse_fields(call.text("fields") or "access_token,category,name,id,tasks")
            return {"data": [seen.linked_page(page_id, chosen) for page_id in self.instagram.linked]}
        node = self.node(view, node_id)
        match node:
            case Page() if edge in {"media", "tags"}:
                if not view.runs(node.id):
                    raise page_token_needed()
                return seen.media(node, edge, params)
            case Page() if edge == "content_publishing_limit":
                return {"data": [{"quota_usage": 0, "config": {"quota_total": 100, "quota_duration": 86400}}]}
            case Page() if edge == "conversations":
                return self.page_edge(call, view, node, edge)
            case Post() if edge == "comments" and node.writer.is_page:
                return seen.comments(node, None, params)
            case Comment() if edge == "replies":
                return seen.comments(self.world.posts[node.post_id], node, params)
            case Page() | Post() | Comment():
                raise bad_parameter(f"Tried accessing nonexistent field ({edge[:60]})")
            case _:
                return super().get_edge(call, view, node_id, edge)


class InstagramApi(GraphApi):
    """The simulated Instagram."""

    def __init__(self, world: InstagramWorld) -> None:
        """Answers from `world`."""
        super().__init__("instagram", InstagramGraph(world))
        self.world = world

    def picture(self, picture_id: str) -> Picture | None:
        """A picture of the world's."""
        return self.world.pictures.get(picture_id)
