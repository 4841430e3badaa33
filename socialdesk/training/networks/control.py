"""The trainer's own door, `/__sim`: the ledger, what the public does, the faults. Needs its token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from socialdesk.clock import system_clock
from socialdesk.training.networks.faults import Faults, FaultsError, read_faults
from socialdesk.training.networks.public_world import NotThere, PublicWorld, Unsupported


class PublicAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a member of the public does, as JSON."""

    network: str = "facebook"
    act: Literal["comment", "message", "post", "mention", "edit", "delete"] = "comment"
    target: str
    """The post or comment beneath which, what is edited or deleted, or the account written to."""
    by: str = "A member of the public"
    """The person's name; the same name is the same person. An account's id is that account."""
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


def control_app(worlds: Mapping[str, PublicWorld], faults: Faults, token: str) -> Starlette:
    """The application to mount at `/__sim`; `worlds` by their network's name."""

    async def ledger(request: Request) -> Response:
        try:
            after = int(request.query_params.get("after", "0"))
        except ValueError:
            return Response("`after` is a number.", 400)
        world = worlds.get(request.query_params.get("network", "facebook"))
        if world is None:
            return Response(f"`network` is one of {', '.join(worlds)}.", 400)
        return JSONResponse({"applied": [call.as_json() for call in world.ledger.after(after)]})

    async def comment(request: Request) -> Response:
        try:
            act = msgspec.json.decode(await request.body(), type=PublicAct)
            world = worlds.get(act.network)
            if world is None:
                return Response(f"`network` is one of {', '.join(worlds)}.", 400)
            made = apply_public_act(world, act)
        except (msgspec.DecodeError, Unsupported, NotThere) as error:
            return Response(str(error), 404 if isinstance(error, NotThere) else 400)
        if made is None:
            return Response("The account has blocked this person.", 409)
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


def apply_public_act(world: PublicWorld, act: PublicAct) -> str | None:
    """Carry it out; the id it concerns, or None where they are blocked. Raises NotThere or Unsupported."""
    with world.lock:
        world.settle()
        world.add_person(act.by, act.by)
        at = system_clock() - timedelta(seconds=act.ago) if act.ago else None
        match act.act:
            case "comment":
                return world.comment(act.target, act.by, act.text, at=at, picture=act.picture)
            case "message":
                return world.message(act.target, act.by, act.text, at=at, picture=act.picture)
            case "post" | "mention":
                return world.mention(act.target, act.by, act.text, at=at, picture=act.picture)
            case "edit":
                world.edit(act.target, act.text)
            case "delete":
                world.withdraw(act.target)
        return act.target
