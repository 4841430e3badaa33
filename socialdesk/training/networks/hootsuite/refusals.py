"""Hootsuite's refusals, with its own numbers and words (its table of error codes; the OAuth ones are RFC 6749's)."""

from __future__ import annotations

from socialdesk.training.networks.wire import Answer

WORDS = {
    1000: "Missing or duplicate access token",
    1001: "Invalid access token",
    1003: "Account plan limit exceeded",
    1043: "Too many requests",
    2306: "Missing social profile ID",
    3020: "Invalid cursor format",
    4000: "Schema validation failed",
    4001: "Resource not found",
    5001: "HTTP method not permitted",
    9000: "An internal error occurred",
    40003: "You have attempted to delete a message that cannot be deleted in its current state",
    40019: "Message state filter not supported",
    40020: "Specified date range is too large",
    40021: "Uploaded media is not yet ready to be used (further processing required)",
    40023: "Twitter only allows 1 network per message",
    40025: "Scheduled message limit reached",
}
JSON = {"content-type": "application/json;charset=utf-8"}


class Refusal(Exception):
    """Answered instead of what was asked for."""

    def __init__(self, answer: Answer) -> None:
        """`answer` is what is sent."""
        super().__init__(answer.status)
        self.answer = answer


def error(code: int, *, resource: tuple[str, str] | None = None) -> dict[str, object]:
    """One error of the envelope; `resource` is its type and id."""
    about = {"resource": {"type": resource[0], "id": resource[1]}} if resource is not None else {}
    return {"code": code, "message": WORDS[code], "id": f"0000015bd565ee00-{code:04x}", **about}


def refusal(status: int, code: int, *, resource: tuple[str, str] | None = None) -> Answer:
    """An error's answer."""
    return Answer(status=status, body={"errors": [error(code, resource=resource)]}, headers=dict(JSON))


def refused(status: int, code: int, *, resource: tuple[str, str] | None = None) -> Refusal:
    """An error, to be raised."""
    return Refusal(refusal(status, code, resource=resource))


def oauth(status: int, name: str, described: str) -> Refusal:
    """An error of the sign-in, to be raised."""
    body = {"error": name, "error_description": described, "status_code": status}
    return Refusal(Answer(status=status, body=body, headers=dict(JSON)))
