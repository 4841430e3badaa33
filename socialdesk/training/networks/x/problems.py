"""X's refusals on the wire: problems with `type`, `title` and `detail`, and the older `errors` (platforms.md 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PROBLEMS = "https://api.x.com/2/problems/"
PROBLEM_TYPE = "application/problem+json"


class XRefusal(Exception):
    """A call that is refused: nothing was applied."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("detail", body)))
        self.status = status
        self.body = dict(body)


def problem(status: int, title: str, detail: str, *, kind: str = "", **more: Any) -> XRefusal:
    """A problem; without a `kind` it is `about:blank`, as X's own services leave it."""
    told = PROBLEMS + kind if kind else "about:blank"
    return XRefusal(status, {"title": title, "detail": detail, "type": told, "status": status, **more})


def invalid(parameter: str, value: str, message: str) -> XRefusal:
    """400: a parameter is wrong."""
    return XRefusal(
        400,
        {
            "errors": [{"parameters": {parameter: [value]}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": PROBLEMS + "invalid-request",
        },
    )


def forbidden(detail: str) -> XRefusal:
    """403, for good."""
    return problem(403, "Forbidden", detail)


def unauthorized() -> XRefusal:
    """401: no token, or one that is not taken."""
    return problem(401, "Unauthorized", "Unauthorized")


def not_enrolled() -> XRefusal:
    """403: what was bought from X does not include the call."""
    return problem(
        403,
        "Client Forbidden",
        "This request must be made using an approved developer account that is enrolled in the requested endpoint.",
        kind="client-forbidden",
        reason="client-not-enrolled",
        required_enrollment="Enterprise",
    )


def wrong_authentication() -> XRefusal:
    """403: an app's own token where a user's is wanted."""
    return problem(
        403,
        "Unsupported Authentication",
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint."
        " Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
        kind="unsupported-authentication",
    )


def too_many() -> XRefusal:
    """429."""
    return problem(429, "Too Many Requests", "Too Many Requests")


def depleted() -> XRefusal:
    """402: no money left."""
    return problem(
        402,
        "CreditsDepleted",
        "Your enrolled account does not have any credits to fulfill this request.",
        kind="credits",
    )


def trouble(status: int = 503) -> XRefusal:
    """X's own trouble."""
    title = "Internal Server Error" if status == 500 else "Service Unavailable"
    return problem(status, title, title)


def missing(parameter: str, value: str, *, kind: str = "tweet") -> dict[str, Any]:
    """An entry of `errors`: there is no such thing, or no longer."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": PROBLEMS + "resource-not-found",
    }


def not_found(parameter: str, value: str, *, kind: str = "tweet") -> XRefusal:
    """404 with the same words."""
    told = missing(parameter, value, kind=kind)
    return XRefusal(404, {**told, "status": 404})
