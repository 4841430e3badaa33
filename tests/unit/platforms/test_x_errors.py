"""X's refusals, as its documents and those who met them give them, by what can be done about each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.platforms.api import Gone, Refused, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.http import Answer
from socialdesk.platforms.x.errors import (
    BadRequest,
    Kind,
    OutOfCredits,
    problem,
    raised,
    speaks_of_vocabulary,
)

PROBLEMS = "https://api.x.com/2/problems/"
OLD_PROBLEMS = "https://api.twitter.com/2/problems/"


def told(status: int, body: Any) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": "application/problem+json", "x-transaction-id": "21ef1698d1cfe960"}
    return Answer(status=status, headers=headers, body=raw, url="https://api.x.com")


def blank(status: int, detail: str, title: str = "Forbidden") -> Any:
    return {"detail": detail, "type": "about:blank", "title": title, "status": status}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, blank(429, "Too Many Requests", "Too Many Requests"), Kind.THROTTLED),
        (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, Kind.THROTTLED),
        (403, {"title": "x", "type": PROBLEMS + "rate-limit-exceeded"}, Kind.THROTTLED),
        (429, {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap", "period": "Monthly",
               "type": OLD_PROBLEMS + "usage-capped"}, Kind.MONEY),
        (402, {"title": "CreditsDepleted", "detail": "Your enrolled account [1] does not have any credits to fulfill"
               " this request.", "type": PROBLEMS + "credits"}, Kind.MONEY),
        (403, {"title": "Forbidden", "detail": "Your account does not have any credits."}, Kind.MONEY),
        (401, blank(401, "Unauthorized", "Unauthorized"), Kind.SIGN_IN),
        (401, b"", Kind.SIGN_IN),
        (403, {"title": "Unsupported Authentication", "type": PROBLEMS + "unsupported-authentication"}, Kind.SIGN_IN),
        (403, {"errors": [{"code": 89, "message": "Invalid or expired token."}]}, Kind.SIGN_IN),
        (403, blank(403, "You are not allowed to create a Tweet with duplicate content."), Kind.DUPLICATE),
        (403, {"errors": [{"code": 187, "message": "Status is a duplicate."}]}, Kind.DUPLICATE),
        (403, blank(403, "Reply to this conversation is not allowed because you have not been mentioned or otherwise"
                    " engaged by the author of the post you are replying to."), Kind.REPLY_REFUSED),
        (403, blank(403, "The original Tweet author restricted who can reply to this Tweet."), Kind.REPLY_REFUSED),
        (403, blank(403, "You attempted to reply to a Tweet that is deleted or not visible to you."), Kind.GONE),
        (403, {"title": "Client Forbidden", "reason": "client-not-enrolled", "type": PROBLEMS + "client-forbidden"},
         Kind.REFUSED),
        (403, blank(403, "You do not have permission to DM one or more participants."), Kind.REFUSED),
        (403, blank(403, "You are not permitted to perform this action."), Kind.REFUSED),
        (404, {"title": "Not Found Error", "type": PROBLEMS + "resource-not-found"}, Kind.GONE),
        (404, b"", Kind.GONE),
        (200, {"errors": [{"title": "Not Found Error", "resource_type": "tweet", "type": OLD_PROBLEMS +
                           "resource-not-found"}]}, Kind.GONE),
        (200, {"errors": [{"title": "x", "type": PROBLEMS + "not-authorized-for-resource"}]}, Kind.GONE),
        (200, {"errors": [{"title": "x", "type": PROBLEMS + "resource-unavailable"}]}, Kind.OTHER),
        (400, {"errors": [{"parameters": {"x": ["y"]}, "message": "no"}], "title": "Invalid Request",
               "type": PROBLEMS + "invalid-request"}, Kind.BAD_REQUEST),
        (500, b"<html>", Kind.TRANSIENT),
        (503, blank(503, "Service Unavailable", "Service Unavailable"), Kind.TRANSIENT),
        (400, {"errors": [{"code": 131, "message": "Internal error"}]}, Kind.TRANSIENT),
        (418, b"{}", Kind.OTHER),
    ],
)  # fmt: skip
def test_each_refusal_by_what_can_be_done(status: int, body: Any, kind: Kind) -> None:
    found = problem(told(status, body))
    assert found is not None
    assert found.kind is kind
    assert found.sentence.endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"id": "1"}, "errors": [{"type": PROBLEMS + "resource-not-found"}]},
        {"meta": {"result_count": 0}, "errors": [{"type": PROBLEMS + "resource-not-found"}]},
        {"data": {"hidden": True}},
        {},
        b"",
    ],
)
def test_what_brings_something_is_no_refusal(body: Any) -> None:
    assert problem(told(200, body)) is None


def test_a_list_of_what_is_missing_is_no_refusal_where_that_was_asked() -> None:
    answer = told(200, {"errors": [{"type": PROBLEMS + "resource-not-found"}]})
    assert problem(answer, partial=True) is None


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.THROTTLED, Throttled),
        (Kind.MONEY, OutOfCredits),
        (Kind.SIGN_IN, SignInExpired),
        (Kind.REFUSED, Refused),
        (Kind.REPLY_REFUSED, Refused),
        (Kind.DUPLICATE, Refused),
        (Kind.BAD_REQUEST, BadRequest),
        (Kind.GONE, Gone),
        (Kind.TRANSIENT, Unreadable),
        (Kind.OTHER, Unreadable),
    ],
)
def test_each_kind_is_the_ports_error(kind: Kind, error: type[Exception]) -> None:
    bodies = {
        Kind.THROTTLED: (429, {}), Kind.MONEY: (402, {}), Kind.SIGN_IN: (401, {}), Kind.REFUSED: (403, {}),
        Kind.REPLY_REFUSED: (403, blank(403, "you have not been mentioned")), Kind.GONE: (404, {}),
        Kind.DUPLICATE: (403, blank(403, "duplicate content")), Kind.BAD_REQUEST: (400, {}),
        Kind.TRANSIENT: (500, {}), Kind.OTHER: (409, {}),
    }  # fmt: skip
    found = problem(told(*bodies[kind]))
    assert found is not None
    assert found.kind is kind
    assert isinstance(raised(found, until_ms=5), error)


@pytest.mark.parametrize(
    ("detail", "sentence"),
    [
        ("Your Tweet text is too long. For more see our help pages.", "longer than X takes"),
        ("Your account is suspended and is not permitted to access this feature.", "has suspended"),
        ("To protect our users this account is temporarily locked.", "has locked"),
        ("You do not have permission to DM one or more participants.", "be written to"),
    ],
)
def test_a_refusal_says_what_stands_in_the_way(detail: str, sentence: str) -> None:
    found = problem(told(403, blank(403, detail)))
    assert found is not None
    assert sentence in found.sentence
    assert found.to_do.endswith(".")


def test_nothing_that_x_says_is_repeated_but_types_codes_and_the_transaction() -> None:
    body = {"title": "tok3n", "detail": "tok3n", "type": "https://tok3n/tok3n/", "reason": "tok3n",
            "errors": [{"message": "tok3n", "code": 7, "type": PROBLEMS + "client-forbidden"}]}  # fmt: skip
    found = problem(told(403, body))
    assert found is not None
    assert "tok3n" not in str(raised(found, until_ms=0))
    assert found.detail == "status 403, client-forbidden, code 7, transaction 21ef1698d1cfe960"


def test_parameters_are_named_from_the_list_and_the_sentence() -> None:
    for body in (
        {"errors": [{"parameters": {"post.fields": ["id"]}}]},
        {"errors": [{"message": "The query parameter [post.fields] is not one of [ids,tweet.fields]"}]},
        {
            "errors": [
                {"message": "The `expansions` query parameter value [referenced_posts] is not one of [a,b]"}
            ]
        },
    ):
        found = problem(told(400, body))
        assert found is not None
        assert speaks_of_vocabulary(found.named)
    assert not speaks_of_vocabulary(frozenset({"max_results", "pagination_token"}))


@given(st.integers(200, 599), st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_body_is_judged(status: int, body: bytes) -> None:
    found = problem(told(status, body))
    assert (found is None) is (status < 400)
