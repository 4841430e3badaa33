"""The simulated Graph API on the wire: what HTTP brings becomes a call, its parameters from anywhere alike."""

from __future__ import annotations

from typing import Any, Protocol, cast

from socialdesk.training.networks.call import Call, as_text
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.graph import Graph
from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, server_trouble
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request, split_version
from socialdesk.training.networks.world import World


class GraphLike(Protocol):
    """What answers the calls of a network that speaks Graph."""

    def answer(self, call: Call) -> Answer:
        """Carry the call out."""
        ...

    def refusal(self, error: GraphError) -> Answer:
        """The error's own answer."""
        ...

    def throttled(self, call: Call, code: int | None, minutes: int) -> Answer:
        """Refused for too many calls."""
        ...

    def expired(self) -> Answer:
        """Refused as if the token had run out."""
        ...


class GraphApi:
    """A network that speaks Graph, behind the door of all networks."""

    def __init__(self, name: str, graph: GraphLike) -> None:
        """`name` is the network's."""
        self.name = name
        self.graph = graph

    def answer(self, request: Request) -> Answer:
        """Carry the call out."""
        try:
            call = call_of(request)
        except GraphError as error:
            return self.graph.refusal(error)
        return self.graph.answer(call)

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """Graph's bodies for trouble on request."""
        match kind:
            case Kind.THROTTLE:
                try:
                    return self.graph.throttled(call_of(request), fault.code, fault.minutes)
                except GraphError as error:
                    return self.graph.refusal(error)
            case Kind.EXPIRED_TOKEN:
                return self.graph.expired()
            case Kind.REFUSE_AFTER:
                return self.graph.refusal(server_trouble(status=400))
            case _:
                return self.graph.refusal(server_trouble())

    def bad_request(self) -> Answer:
        """The request could not be read."""
        return self.graph.refusal(bad_parameter("The request could not be read."))

    def picture(self, picture_id: str) -> Picture | None:
        """Nothing, unless a network has pictures."""
        del picture_id
        return None


class FacebookApi(GraphApi):
    """The simulated Facebook."""

    def __init__(self, world: World) -> None:
        """Answers from `world`."""
        super().__init__("facebook", Graph(world))
        self.world = world

    def picture(self, picture_id: str) -> Picture | None:
        """A picture of the world's."""
        return self.world.pictures.get(picture_id)


def call_of(request: Request) -> Call:
    """Query, form and JSON as one; POST with `method` is that method; the token from wherever it is.

    Raises GraphError 100 for a JSON body that is no object.
    """
    version, path = split_version(request.path)
    params: dict[str, Any] = {**request.params, **request.form}
    if request.json is not None:
        if not isinstance(request.json, dict):
            raise bad_parameter("The request could not be read.")
        params |= cast("dict[str, Any]", request.json)
    method = request.method
    if method == "POST" and as_text(params.get("method")).upper() in {"GET", "DELETE"}:
        method = as_text(params.pop("method")).upper()
    return Call(
        method=method,
        path=path,
        version=version,
        params=params,
        token=as_text(params.pop("access_token", None)) or request.token,
        base_url=request.base_url,
        lag=request.lag,
        upload=request.upload,
    )
