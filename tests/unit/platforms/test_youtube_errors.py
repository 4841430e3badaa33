"""What went wrong is read from the reason, whatever shape Google gives it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.platforms.api import NetworkError
from socialdesk.platforms.http import Answer
from socialdesk.platforms.youtube.errors import Kind, problem, raised
from tests.unit.platforms.youtube_answers import ANY


def told(body: Any, status: int) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": "application/json"}, body=raw, url="https://x")


def listed(reason: str, status: int) -> Any:
    each = {"message": "secret words", "domain": "youtube.x", "reason": reason}
    return {"error": {"code": status, "message": "secret words", "errors": [each]}}


@pytest.mark.parametrize(
    ("reason", "status", "kind"),
    [
        ("quotaExceeded", 403, Kind.USED_UP), ("dailyLimitExceeded", 403, Kind.USED_UP),
        ("rateLimitExceeded", 403, Kind.THROTTLED), ("userRateLimitExceeded", 429, Kind.THROTTLED),
        ("processingFailure", 400, Kind.PROCESSING), ("backendError", 500, Kind.TRANSIENT),
        ("backendError", 503, Kind.TRANSIENT), ("SERVICE_UNAVAILABLE", 403, Kind.REFUSED),
        ("SERVICE_UNAVAILABLE", 503, Kind.TRANSIENT), ("authError", 401, Kind.SIGN_IN), ("required", 401, Kind.SIGN_IN),
        ("commentsDisabled", 403, Kind.COMMENTS_OFF), ("forbidden", 403, Kind.REFUSED),
        ("insufficientPermissions", 403, Kind.REFUSED), ("channelSuspended", 403, Kind.REFUSED),
        ("commentNotFound", 404, Kind.GONE), ("videoNotFound", 404, Kind.GONE), ("unheardOf", 404, Kind.GONE),
        ("operationNotSupported", 400, Kind.REFUSED), ("banWithoutReject", 400, Kind.REFUSED),
        ("invalidPageToken", 400, Kind.BAD_PAGE), ("missingRequiredParameter", 400, Kind.REFUSED),
        ("unheardOf", 403, Kind.REFUSED), ("unheardOf", 418, Kind.OTHER), ("quotaExceeded", 500, Kind.TRANSIENT),
        ("quotaExceeded", 200, Kind.USED_UP),
    ],
)  # fmt: skip
def test_an_error_is_what_its_reason_and_status_say(reason: str, status: int, kind: Kind) -> None:
    found = problem(told(listed(reason, status), status))
    assert found is not None
    assert found.kind is kind
    error = raised(found, until_ms=5)
    assert "secret words" not in str(error)
    assert f"status {status}, {reason}" in str(error)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"error": "invalid_grant"}, 400, Kind.SIGN_IN),
        ({"error": "error message"}, 400, Kind.OTHER),
        ({"error": "error message"}, 403, Kind.REFUSED),
        ({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401, Kind.SIGN_IN),
        ({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 200, Kind.SIGN_IN),
        ({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}, 429, Kind.THROTTLED),
        ({"error": {"details": [{"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit": "PerDayPerProject"}}]}},
         429, Kind.USED_UP),
        ({"error": {"details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}, 403, Kind.REFUSED),
        ({"error": {"errors": 7, "details": [7, {"reason": "quotaExceeded"}]}}, 403, Kind.USED_UP),
        ({"error": {"errors": [{"reason": "quotaExceeded", "metadata": 7}]}}, 403, Kind.REFUSED),
        (b"", 502, Kind.TRANSIENT),
        (b"<html>", 429, Kind.THROTTLED),
        (b"<html>", 404, Kind.GONE),
    ],
)  # fmt: skip
def test_every_shape_of_error_is_read(body: Any, status: int, kind: Kind) -> None:
    found = problem(told(body, status))
    assert found is not None
    assert found.kind is kind


def test_no_error_is_no_problem() -> None:
    assert problem(told({"kind": "youtube#commentListResponse"}, 200)) is None
    assert problem(told(b"", 204)) is None


@given(ANY, st.sampled_from([200, 204, 400, 401, 403, 404, 429, 500, 503]))
def test_any_error_body_is_a_network_error_or_none(value: Any, status: int) -> None:
    for body in (value, {"error": value}):
        found = problem(told(body, status))
        assert found is None or isinstance(raised(found, until_ms=1), NetworkError)
        assert found is not None or status < 400
