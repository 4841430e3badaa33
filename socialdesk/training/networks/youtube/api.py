"""The simulated YouTube on the wire: `/youtube/v3/...` below its mount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.networks.youtube import reads, writes
from socialdesk.training.networks.youtube.call import Call, caller
from socialdesk.training.networks.youtube.errors import (
    YouTubeError,
    not_processed,
    not_signed_in,
    server_trouble,
    too_fast,
    units_used_up,
)
from socialdesk.training.networks.youtube.units import READ, WRITE
from socialdesk.training.networks.youtube.world import YouTubeWorld

_ROOT = ("youtube", "v3")
_Method = Callable[[Call], "dict[str, Any] | None"]
_METHODS: Mapping[tuple[str, str], _Method] = {
    ("GET", "commentThreads"): reads.comment_threads,
    ("GET", "comments"): reads.comments,
    ("GET", "videos"): reads.videos,
    ("GET", "channels"): reads.channels,
    ("GET", "playlistItems"): reads.playlist_items,
    ("POST", "comments"): writes.insert_comment,
    ("PUT", "comments"): writes.update_comment,
    ("DELETE", "comments"): writes.delete_comment,
    ("POST", "commentThreads"): writes.insert_thread,
    ("POST", "comments/setModerationStatus"): writes.set_moderation_status,
    ("POST", "comments/markAsSpam"): writes.mark_as_spam,
    ("DELETE", "videos"): writes.delete_video,
}


class YouTubeApi:
    """Answers calls from a world."""

    name = "youtube"

    def __init__(self, world: YouTubeWorld) -> None:
        self.world = world

    def answer(self, request: Request) -> Answer:
        """Carry the call out; every refusal is an answer too."""
        with self.world.lock:
            self.world.settle()
            try:
                call = caller(self.world, request)
                self.world.units.spend(READ if request.method == "GET" else WRITE, self.world.clock())
                method = _METHODS.get((request.method, "/".join(request.path[2:])))
                if method is None or request.path[:2] != _ROOT:
                    raise YouTubeError(404, "notFound", "Requested entity was not found.", domain="global")
                body = method(call)
            except YouTubeError as error:
                return _refusal(error)
            return Answer(status=204 if body is None else 200, body=body)

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """As `Api.trouble`. A throttle says "too fast", with code 403 "used up for today", with 429 so in general."""
        del request
        match kind:
            case Kind.THROTTLE if fault.code == 403:
                return _refusal(units_used_up())
            case Kind.THROTTLE:
                return _refusal(too_fast(), status=fault.code or 403, wait_s=fault.minutes * 60)
            case Kind.EXPIRED_TOKEN:
                return _refusal(not_signed_in())
            case Kind.REFUSE_AFTER:
                return _refusal(not_processed())
            case _:
                return _refusal(server_trouble())

    def bad_request(self) -> Answer:
        """The request could not be read."""
        return _refusal(YouTubeError(400, "parseError", "Parse Error", domain="global"))

    def picture(self, picture_id: str) -> Picture | None:
        """As `Api.picture`."""
        with self.world.lock:
            return self.world.pictures.get(picture_id)


def _refusal(error: YouTubeError, *, status: int = 0, wait_s: int = 0) -> Answer:
    headers = {"Retry-After": str(wait_s)} if wait_s else {}
    return Answer(status=status or error.status, body=error.body(), headers=headers)
