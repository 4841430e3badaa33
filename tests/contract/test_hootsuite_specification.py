"""The simulated Hootsuite's answers, and the desk's questions, against Hootsuite's own swagger; and signing in."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

import httpx2
import pytest
import stamina
import yaml
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from socialdesk.model.actions import ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Done, SignInExpired
from socialdesk.platforms.hootsuite import errors
from socialdesk.platforms.http import Answer
from socialdesk.platforms.sign_in import HOOTSUITE, App, OAuthTokens, SignInFailed, TokenEndpoint, sign_in
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.wire import Answer as Sent
from socialdesk.training.networks.wire import Request
from tests.fakes.hootsuite_town import HootsuiteStage, HootsuiteTown, running_hootsuite
from tests.shared_files import shared

SWAGGER = "contracts/hootsuite/hootsuite-rest-api-swagger.yaml"
PROBLEMS = "contracts/hootsuite/hootsuite-problem-types.yml"
PICTURE = PostMedia(content=draw_png("a", 24, 16), media_type="image/png", alt_text="")


@lru_cache(maxsize=1)
def swagger() -> Any:
    return yaml.safe_load(shared(SWAGGER).read_text(encoding="utf-8"))


def validator(schema: Any) -> Any:
    registry: Any = Registry().with_resource(
        "urn:h", Resource.from_contents(swagger(), default_specification=DRAFT4)
    )
    return Draft4Validator(
        json.loads(json.dumps(schema).replace('"#/definitions', '"urn:h#/definitions')), registry=registry
    )


def wrong(schema: Any, told: Any) -> list[str]:
    return [f"{list(one.path)}: {one.message}" for one in validator(schema).iter_errors(told)]


def template_of(path: tuple[str, ...]) -> str:
    asked = "/" + "/".join(path)
    for known in swagger()["paths"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", known)
        if re.fullmatch(pattern, asked):
            return known
    raise AssertionError(f"{asked} is not in the swagger")


def without_nulls(told: Any) -> Any:
    """Of an account on X, name and picture are null by the swagger's own words, though not by its types."""
    if isinstance(told, dict):
        fields = cast("dict[str, Any]", told)
        return {name: without_nulls(value) for name, value in fields.items() if value is not None}
    return [without_nulls(one) for one in cast("list[Any]", told)] if isinstance(told, list) else told


@pytest.fixture(scope="module")
def stage() -> Iterator[HootsuiteStage]:
    with running_hootsuite() as running, stamina.set_testing(True, attempts=1):
        yield running


@pytest.fixture
def town(stage: HootsuiteStage) -> Iterator[HootsuiteTown]:
    with stage.town() as made:
        yield made


def everything(town: HootsuiteTown) -> list[tuple[Request, Sent]]:
    """Every kind of question that the desk asks, with its answer."""
    told: list[tuple[Request, Sent]] = []

    def noted(request: Request) -> Sent:
        answer = town.door.api.answer(request)
        told.append((request, answer))
        return answer

    town.door.instead = noted
    desk = town.desk
    desk.profiles()
    made = desk.perform(town.publication(media=(PICTURE,), scheduled_ms=town.later(hours=1)))
    assert isinstance(made, Done)
    assert made.native_id is not None
    desk.perform(town.publication("At once."))
    desk.look(town.publication("At once."), not_before_ms=town.hands.ms, known=frozenset())
    desk.listed(town.hands.ms - 40 * 24 * 3600_000, town.later(hours=2), profiles={town.profile})
    desk.post(made.native_id)
    desk.perform(town.publication("", kind=ActionKind.DELETE_POST, target=made.native_id))
    desk.perform(town.publication("", kind=ActionKind.DELETE_POST, target=NativeId("99")))
    desk.perform(town.publication(target=NativeId("99")))
    return [one for one in told if one[0].path[0] == "v1"]


def test_every_question_is_one_that_hootsuite_knows(town: HootsuiteTown) -> None:
    asked = everything(town)
    assert {(request.method, template_of(request.path)) for request, _ in asked} == {
        ("GET", "/v1/socialProfiles"), ("GET", "/v1/me"), ("POST", "/v1/messages"), ("GET", "/v1/messages"),
        ("GET", "/v1/messages/{messageId}"), ("DELETE", "/v1/messages/{messageId}"), ("POST", "/v1/media"),
        ("GET", "/v1/media/{mediaId}"),
    }  # fmt: skip
    for request, _ in asked:
        operation = swagger()["paths"][template_of(request.path)][request.method.lower()]
        parameters = [one for one in operation["parameters"] if "$ref" not in one]
        query = {one["name"]: one for one in parameters if one["in"] == "query"}
        assert set(request.params) <= query.keys()
        assert {name for name, one in query.items() if one.get("required")} <= set(request.params)
        body = next((one["schema"] for one in parameters if one["in"] == "body"), None)
        assert (request.json is not None) is (body is not None)
        if body is not None:
            assert not wrong(body, request.json)
            known = swagger()["definitions"][body["$ref"].rpartition("/")[2]]["properties"]
            assert set(request.json or {}) <= known.keys()
            assert request.headers["content-type"] == "application/json;charset=utf-8"


def test_every_answer_is_as_specified(town: HootsuiteTown) -> None:
    statuses = set[int]()
    for request, answer in everything(town):
        operation = swagger()["paths"][template_of(request.path)][request.method.lower()]
        told = operation["responses"].get(str(answer.status), operation["responses"]["400"])
        schema = told.get("schema", {"$ref": "#/definitions/EmptyDataEnvelope"})
        assert not wrong(schema, without_nulls(answer.body)), (request.path, answer.body)
        assert answer.headers["content-type"] == "application/json;charset=utf-8"
        assert re.fullmatch(r"\d+ per day", answer.headers["X-Account-Quota"])
        statuses.add(answer.status)
    assert statuses == {200, 400, 404}


@pytest.mark.parametrize("kind", [Kind.THROTTLE, Kind.EXPIRED_TOKEN, Kind.ERROR_BEFORE, Kind.REFUSE_AFTER])
def test_trouble_is_in_hootsuites_own_envelope_with_its_own_numbers(town: HootsuiteTown, kind: Kind) -> None:
    told = town.door.api.trouble(kind, cast("Any", None), cast("Any", None))
    assert not wrong({"$ref": "#/definitions/ErrorsResponseEnvelope"}, told.body)
    known = {one["code"]: one["title"] for one in yaml.safe_load(shared(PROBLEMS).read_text())["error_codes"]}
    for one in told.body["errors"]:
        assert one["message"] == known[one["code"]]


# -- errors


def answer(status: int, *codes: int, data: Any = None) -> Answer:
    told: dict[str, Any] = {
        "errors": [{"code": code, "message": "x", "id": "0000015b-8fbd"} for code in codes]
    }
    body = json.dumps(told | ({"data": data} if data is not None else {})).encode()
    return Answer(status=status, headers={"content-type": "application/json"}, body=body, url="u")


def test_every_number_of_hootsuites_table_is_told_in_a_sentence() -> None:
    for code in [one["code"] for one in yaml.safe_load(shared(PROBLEMS).read_text())["error_codes"]]:
        found = errors.problem(answer(400, code))
        assert found is not None
        assert found.sentence.endswith(".")
        assert str(code) in found.detail
        assert found.kind is not errors.Kind.OTHER
        assert str(errors.raised(found, until_ms=1)).strip()


@pytest.mark.parametrize(
    ("status", "codes", "kind"),
    [
        (401, (), errors.Kind.SIGN_IN), (400, (1036,), errors.Kind.SIGN_IN), (401, (1001,), errors.Kind.SIGN_IN),
        (429, (), errors.Kind.THROTTLED), (429, (1043,), errors.Kind.THROTTLED), (429, (1003,), errors.Kind.USED_UP),
        (403, (4009,), errors.Kind.REFUSED), (404, (4001,), errors.Kind.GONE), (404, (), errors.Kind.GONE),
        (500, (), errors.Kind.TRANSIENT), (400, (9000,), errors.Kind.TRANSIENT), (302, (), None),
        (400, (40021,), errors.Kind.NOT_READY), (400, (40003,), errors.Kind.REFUSED), (418, (), errors.Kind.OTHER),
        (200, (4000,), errors.Kind.REFUSED), (400, (77777,), errors.Kind.REFUSED),
    ],
)  # fmt: skip
def test_an_answer_is_judged_by_its_numbers_then_by_its_status(
    status: int, codes: tuple[int, ...], kind: errors.Kind | None
) -> None:
    found = errors.problem(answer(status, *codes))
    assert (found.kind if found is not None else None) is kind


def test_errors_beside_what_was_asked_for_are_no_refusal() -> None:
    assert errors.problem(answer(200, 40005, data=[{"id": "1"}])) is None
    assert errors.problem(answer(200, 40005, data=[])) is not None
    for body in (b"", b"{", b"[]", b"7", b'{"errors": 7}', b'{"errors": [7]}', b"<html>"):
        told = Answer(status=400, headers={}, body=body, url="u")
        assert errors.problem(told) is not None


# -- signing in


def app(town: HootsuiteTown) -> App:
    return App(client_id=town.world.app[0], client_secret=town.world.app[1])


def provider(town: HootsuiteTown) -> Any:
    base = town.networks.base_url("hootsuite")
    return replace(
        HOOTSUITE, authorize_url=f"{base}/oauth2/auth", token_url=f"{base}/oauth2/token", fixed_port=False
    )


def browser(address: str) -> bool:
    """Goes where it is sent, as a person's does who says yes."""

    def go() -> None:
        with httpx2.Client(follow_redirects=True) as client:
            client.get(address)

    threading.Thread(target=go, daemon=True).start()
    return True


def test_a_person_signs_in_by_the_browser_and_the_sign_in_renews_itself(town: HootsuiteTown) -> None:
    tokens = sign_in(
        provider(town), app(town), open_browser=browser, clock=town.hands, cancel=threading.Event(), timeout_s=20,
        loopback_only=True,
    )  # fmt: skip
    assert tokens.scopes == ("offline",)
    assert tokens.refresh
    kept = list[str]()
    endpoint = TokenEndpoint(provider=provider(town), app=app(town), clock=town.hands, loopback_only=True)
    source = OAuthTokens(tokens, name="Hootsuite", renew=endpoint.renewal, keep=kept.append, clock=town.hands)
    desk = town.connect(source)
    assert desk.member() == town.world.me.id
    town.hands.forward(hours=2)
    assert desk.profiles()
    assert len(kept) == 1
    town.world.refresh_tokens.clear()
    town.hands.forward(hours=2)
    with pytest.raises(SignInExpired):
        desk.profiles()


def test_a_wrong_secret_is_told_as_the_apps(town: HootsuiteTown) -> None:
    with pytest.raises(SignInFailed, match="app"):
        sign_in(
            provider(town), App(client_id=town.world.app[0], client_secret="another"), open_browser=browser,
            clock=town.hands, cancel=threading.Event(), timeout_s=20, loopback_only=True,
        )  # fmt: skip


def test_its_real_addresses_are_those_of_the_swagger() -> None:
    told = swagger()["securityDefinitions"]["OAuth2"]
    assert (HOOTSUITE.authorize_url, HOOTSUITE.token_url) == (told["authorizationUrl"], told["tokenUrl"])
    assert set(HOOTSUITE.scopes) <= told["scopes"].keys()
