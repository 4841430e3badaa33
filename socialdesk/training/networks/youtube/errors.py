"""Errors in Google's shape. What a client must look at is the reason, for several things share one status."""

from __future__ import annotations

from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class YouTubeError(Exception):
    """A call that is refused."""

    def __init__(self, status: int, reason: str, message: str, *, domain: str = "", place: str = "") -> None:
        """`place` names the parameter that is wrong."""
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.domain = domain or "youtube.common"
        self.place = place

    def body(self) -> dict[str, Any]:
        """The answer."""
        listed = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.place:
            kind = "header" if self.place == "Authorization" else "parameter"
            listed |= {"location": self.place, "locationType": kind}
        error = {"code": self.status, "message": self.message, "errors": [listed]}
        if self.status in _STATUS and self.domain in {"global", "youtube.CoreErrorDomain"}:
            error["status"] = _STATUS[self.status]
        return {"error": error}


def not_signed_in() -> YouTubeError:
    """The token is missing, unknown or has run out."""
    return YouTubeError(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid"
        " authentication credential.",
        domain="global",
        place="Authorization",
    )


def login_required() -> YouTubeError:
    """A key is not enough for this."""
    return YouTubeError(401, "required", "Login Required.", domain="global", place="Authorization")


def no_caller() -> YouTubeError:
    """Neither a token nor a key."""
    return YouTubeError(
        403,
        "forbidden",
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or"
        " other form of API consumer identity to call this API.",
        domain="global",
    )


def bad_key() -> YouTubeError:
    """A key that nobody was given."""
    return YouTubeError(400, "keyInvalid", "Bad Request", domain="usageLimits")


def scope_missing() -> YouTubeError:
    """The token does not reach so far."""
    return YouTubeError(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        domain="global",
    )


def forbidden(message: str) -> YouTubeError:
    """Not this channel's to do."""
    return YouTubeError(403, "forbidden", message)


def bad_parameter(name: str, message: str, reason: str = "invalidParameter") -> YouTubeError:
    """A parameter that is missing, wrong or not to be combined."""
    return YouTubeError(400, reason, message, domain="youtube.parameter", place=name)


def not_found(what: str) -> YouTubeError:
    """`what` is such as `comment` or `parentComment`."""
    return YouTubeError(404, f"{what}NotFound", f"The {what} identified by the request could not be found.")


def comments_off(video_id: str) -> YouTubeError:
    """Comments are turned off."""
    return YouTubeError(
        403,
        "commentsDisabled",
        f"The video identified by the <code>videoId</code> parameter ({video_id}) has disabled comments.",
        domain="youtube.commentThread",
        place="videoId",
    )


def not_processed() -> YouTubeError:
    """What YouTube says where something did not work out."""
    return YouTubeError(
        400,
        "processingFailure",
        "The API server failed to successfully process the request. While this can be a transient error, it usually"
        " indicates that the request's input is invalid.",
        domain="youtube.comment",
    )


def unsupported(message: str) -> YouTubeError:
    """What cannot be done with this comment."""
    return YouTubeError(400, "operationNotSupported", message, domain="youtube.comment")


def units_used_up() -> YouTubeError:
    """The day's units are gone."""
    return YouTubeError(
        403,
        "quotaExceeded",
        'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">'
        "quota</a>.",
        domain="youtube.quota",
    )


def too_fast() -> YouTubeError:
    """Too many calls at once."""
    return YouTubeError(403, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")


def server_trouble() -> YouTubeError:
    """Google's own."""
    return YouTubeError(500, "backendError", "Backend Error", domain="global")
