"""LinkedIn's refusals, in its own words (recorded, and as its documentation and its users tell them)."""

from __future__ import annotations

from socialdesk.training.networks.linkedin.records import Ended
from socialdesk.training.networks.wire import Answer


class Refusal(Exception):
    """Answered instead of what was asked for."""

    def __init__(self, answer: Answer) -> None:
        """`answer` is what is sent."""
        super().__init__(answer.status)
        self.answer = answer


def refused(status: int, message: str, *, code: str = "", service_code: int | None = None) -> Refusal:
    """An error, to be raised."""
    return Refusal(refusal(status, message, code=code, service_code=service_code))


def refusal(status: int, message: str, *, code: str = "", service_code: int | None = None) -> Answer:
    """An error's answer."""
    body: dict[str, object] = {"status": status}
    if service_code is not None:
        body["serviceErrorCode"] = service_code
    if code:
        body["code"] = code
    return Answer(status=status, body=body | {"message": message})


def bad_token(ended: Ended | None) -> Answer:
    """401 in its three kinds."""
    service_code, code, message = {
        None: (65600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
        Ended.REVOKED: (65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user"),
        Ended.EXPIRED: (65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
    }[ended]  # fmt: skip
    return refusal(401, message, code=code, service_code=service_code)


def too_many() -> Answer:
    """429 for the rest of the day."""
    return refusal(
        429,
        "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        code="TOO_MANY_REQUESTS",
        service_code=101,
    )


def no_resource() -> Refusal:
    """404 for a path that there is not."""
    return refused(404, "No virtual resource found", code="RESOURCE_NOT_FOUND", service_code=0)


def not_found(what: str) -> Refusal:
    """404 for a thing that there is not."""
    return refused(404, f"{what} not found", code="NOT_FOUND")


def denied(resource: str, version: str) -> Refusal:
    """403 for a scope or role that is missing."""
    return refused(
        403,
        f"Not enough permissions to access: {resource}.{version}01",
        code="ACCESS_DENIED",
        service_code=100,
    )


def unauthorized(what: str) -> Refusal:
    """403 for something that is not the organisation's."""
    return refused(403, f"member is unauthorized on {what}")


def illegal(message: str) -> Refusal:
    """400."""
    return refused(400, message, code="ILLEGAL_ARGUMENT")
