"""The trainer's own door, `/__sim`: the ledger, what the public does, the faults. Needs its token."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Literal

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from socialdesk.training.networks import public
from socialdesk.training.networks.faults import Faults, FaultsError, read_faults
from socialdesk.training.networks.graph_errors import GraphError
from socialdesk.training.networks.records import Picture, Writer
from socialdesk.training.networks.world import World


class PublicAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a member of the public does, as JSON."""

    act: Literal["comment", "message", "post", "edit", "delete"] = "comment"
    target: str
    """The post or comment beneath which, the comment that is edited or deleted, or the page written to."""
    by: str = "A member of the public"
    """The person's name; the same name is the same person. A page's id is that page."""
    text: str = ""
    picture: str = ""
    """The title of a picture that comes with it."""
    ago: float = 0
    """How many seconds ago it was written."""


class _Guard:
    """Lets only the trainer in."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            told = Request(scope).headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(told.encode(), self._token.encode()):
                await Response("The control token is missing or wrong.", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def control_app(world: World, faults: Faults, token: str) -> Starlette:
    """The application to mount at `/__sim`."""

    async def ledger(request: Request) -> Response:
        try:
            after = int(request.query_params.get("after", "0"))
        except ValueError:
            return Response("`after` is a number.", 400)
        return JSONResponse({"applied": [call.as_json() for call in world.ledger.after(after)]})

    async def comment(request: Request) -> Response:
        try:
            act = msgspec.json.decode(await request.body(), type=PublicAct)
            made = apply_public_act(world, act)
        except (msgspec.DecodeError, GraphError) as error:
            told = error.message if isinstance(error, GraphError) else str(error)
            return Response(told, 404 if isinstance(error, GraphError) else 400)
        if made is None:
            return Response("The page has blocked this person.", 409)
        return JSONResponse({"id": made})

    async def trouble(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            try:
                faults.set(
                    read_faults(
                        "{}" if not (told := (await request.body()).decode("utf-8", "replace")) else told
                    )
                )
            except FaultsError as error:
                return Response(str(error), 400)
        return JSONResponse({"done": [{"kind": kind, "count": count} for kind, count in faults.done()]})

    routes = [
        Route("/ledger", ledger, methods=["GET"]),
        Route("/comment", comment, methods=["POST"]),
        Route("/faults", trouble, methods=["GET", "POST", "DELETE"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Guard, token=token)])


def apply_public_act(world: World, act: PublicAct) -> str | None:
    """Carry it out; the id it concerns, or None where they are blocked. Raises GraphError 100/33."""
    with world.lock:
        world.settle()
        page = world.pages.get(act.by)
        who: Writer = page.writer if page else world.add_person(act.by, act.by)
        at = world.clock() - timedelta(seconds=act.ago)
        picture = Picture(id=world.new_number(), title=act.picture) if act.picture else None
        match act.act:
            case "comment":
                made = public.write_comment(world, act.target, who, act.text, at=at, picture=picture)
            case "message":
                made = public.write_message(world, act.target, who, act.text, at=at, picture=picture)
            case "post":
                made = public.write_post(world, act.target, who, act.text, at=at, picture=picture)
            case "edit":
                public.edit(world, act.target, act.text)
                return act.target
            case "delete":
                public.withdraw(world, act.target)
                return act.target
        return made.id if made else None
