"""The error bodies of the Graph API (platforms.md 1.8). Nearly all of them come as HTTP 400."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class GraphError(Exception):
    """One answer of the form `{"error": {...}}`. Raised inside the simulation, rendered at its edge."""

    code: int
    message: str
    subcode: int | None = None
    status: int = 400
    type: str = "OAuthException"
    transient: bool | None = None
    user_title: str = ""
    user_message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def body(self, trace: str) -> dict[str, Any]:
        """The JSON that Facebook would send; `trace` is its `fbtrace_id`."""
        inner: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.subcode is not None:
            inner["error_subcode"] = self.subcode
        if self.transient is not None:
            inner["is_transient"] = self.transient
        if self.user_title:
            inner["error_user_title"] = self.user_title
        if self.user_message:
            inner["error_user_msg"] = self.user_message
        inner["fbtrace_id"] = trace
        return {"error": inner}


def unknown_object(object_id: str, method: str = "get") -> GraphError:
    """100/33: deleted, never there, or not ours to see; Facebook does not say which."""
    return GraphError(
        100,
        f"Unsupported {method} request. Object with ID '{object_id}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation",
        subcode=33,
        type="GraphMethodException",
    )


def bad_parameter(what: str) -> GraphError:
    """100: the request itself is wrong and will always be."""
    return GraphError(100, f"(#100) {what}")


def bad_token(message: str, subcode: int | None = None) -> GraphError:
    """190 with the header that Facebook adds to it."""
    plain = message.replace('"', "'")
    return GraphError(
        190,
        message,
        subcode=subcode,
        headers={"WWW-Authenticate": f'OAuth "Facebook Platform" "invalid_token" "{plain}"'},
    )


def page_token_needed() -> GraphError:
    """190/2069032: a user's token where the Page's own is asked for."""
    return bad_token("A Page access token is required for this call.", 2069032)


def not_permitted(what: str, code: int = 200, subcode: int | None = None) -> GraphError:
    """200-299: the token is good and this is not allowed to it."""
    return GraphError(code, f"(#{code}) {what}", subcode=subcode)


def outside_window() -> GraphError:
    """10/2018278: the person wrote too long ago (24 hours, 7 days with HUMAN_AGENT)."""
    return GraphError(
        10,
        "(#10) This message is sent outside of allowed window.",
        subcode=2018278,
        user_title="Message not sent",
        user_message="This message was not sent because the allowed time for it has passed.",
    )


def server_trouble(status: int = 500) -> GraphError:
    """Code 2: Facebook's own trouble; whether it was applied is not said."""
    return GraphError(
        2,
        "An unexpected error has occurred. Please retry your request later.",
        status=status,
        transient=True,
    )
