"""One call to the simulated YouTube: who makes it, and its parameters read as Google reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from socialdesk.training.networks.wire import Request
from socialdesk.training.networks.youtube.errors import (
    bad_key,
    bad_parameter,
    login_required,
    no_caller,
    not_signed_in,
    scope_missing,
)
from socialdesk.training.networks.youtube.view import View
from socialdesk.training.networks.youtube.world import FORCE_SSL, YouTubeWorld

_FORMATS = {"": False, "html": False, "textFormatUnspecified": False, "plainText": True}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, with the one who makes it."""

    request: Request
    world: YouTubeWorld
    viewer: str
    """The channel signed in, "" for a key alone."""
    scopes: Collection[str]

    @property
    def lag(self) -> float:
        """Seconds until what this call does can be read."""
        return self.request.lag

    @property
    def body(self) -> Mapping[str, Any]:
        """The JSON sent, {} where there was none."""
        told = self.request.json
        return cast("dict[str, Any]", told) if isinstance(told, dict) else {}

    def signed_in(self) -> str:
        """The channel. Raises YouTubeError where there is only a key."""
        if not self.viewer:
            raise login_required()
        return self.viewer

    def comments_scope(self) -> None:
        """Raises YouTubeError where the sign-in does not include comments."""
        if self.viewer and FORCE_SSL not in self.scopes:
            raise scope_missing()

    def text(self, name: str) -> str:
        """A parameter, "" where it was not given."""
        return str(self.request.params.get(name, ""))

    def listed(self, name: str) -> list[str]:
        """A parameter that may be repeated, or have parts between commas."""
        return [part for value in self.request.all(name) for part in value.split(",") if part]

    def parts(self, known: Collection[str]) -> set[str]:
        """What the answer is to include. Raises YouTubeError."""
        told = set(self.listed("part"))
        if not told:
            raise bad_parameter(
                "part", "No 'part' parameter was given; it is required.", "missingRequiredParameter"
            )
        wrong = told - {*known, "id"}
        if wrong:
            raise bad_parameter("part", f"'{sorted(wrong)[0]}' is no part of this resource.", "unknownPart")
        return told

    def filter(self, *names: str) -> str:
        """The one filter that was given. Raises YouTubeError for none and for several."""
        given = [name for name in names if self.text(name)]
        if not given:
            raise bad_parameter(
                "parameters.",
                f"No filter selected. Expected one of: {', '.join(names)}",
                "missingRequiredParameter",
            )
        if len(given) > 1:
            raise bad_parameter(
                given[1],
                "Incompatible parameters specified in the request: " + ", ".join(given),
                "incompatibleParameters",
            )
        return given[0]

    def size(self, default: int, most: int) -> int:
        """`maxResults`. Raises YouTubeError outside 1 to `most`."""
        told = self.text("maxResults")
        if not told:
            return default
        if len(told) > 9 or not told.isascii() or not told.isdecimal() or not 1 <= int(told) <= most:
            raise bad_parameter(
                "maxResults", f"Invalid value '{told[:40]}'. Values must be within the range: [1, {most}]"
            )
        return int(told)

    def flag(self, name: str) -> bool:
        """Yes or no. Raises YouTubeError for anything else."""
        told = self.text(name).lower()
        if told not in {"", "true", "false"}:
            raise bad_parameter(name, f"Invalid value '{told[:40]}'. Expected true or false.")
        return told == "true"

    def choice(self, name: str, among: Collection[str], default: str) -> str:
        """One of several words. Raises YouTubeError."""
        told = self.text(name) or default
        if told not in among:
            raise bad_parameter(name, f"Invalid value '{told[:40]}'. Expected one of {', '.join(among)}.")
        return told

    def view(self) -> View:
        """How to show it. Raises YouTubeError for an unknown `textFormat`."""
        told = self.choice("textFormat", _FORMATS, "") if self.text("textFormat") else ""
        return View(
            world=self.world, base_url=self.request.base_url, viewer=self.viewer, plain=_FORMATS[told]
        )


def caller(world: YouTubeWorld, request: Request) -> Call:
    """Who calls. Raises YouTubeError where that is nobody known."""
    value = request.token or str(request.params.get("access_token") or request.params.get("oauth_token", ""))
    key = str(request.params.get("key", ""))
    if value:
        token = world.tokens.get(value)
        expired = token is not None and token.expires is not None and world.clock() >= token.expires
        if token is None or token.dead or expired:
            raise not_signed_in()
        return Call(request, world, token.channel_id, token.scopes)
    if not key:
        raise no_caller()
    if key != world.key:
        raise bad_key()
    return Call(request, world, "", ())
