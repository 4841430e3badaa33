"""The simulated X: what its public does, its search, its fields and its refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.public_world import NotThere, PublicWorld, Unsupported
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.networks.x.api import XApi
from socialdesk.training.networks.x.world import XWorld

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Town:
    def __init__(self) -> None:
        self.now = NOW
        self.world = XWorld(lambda: self.now)
        self.api = XApi(self.world)
        self.me = self.world.add_account("force", "Anyshire Police", "anyshirepolice")
        for name in ("dale", "shona"):
            self.world.add_person(name, name.title())
        self.post = self.world.post(self.me, "An appeal.", at=NOW - timedelta(hours=3))

    def ask(
        self, method: str, path: str, params: dict[str, str] | None = None, body: Any = None, **more: Any
    ) -> Answer:
        return self.api.answer(
            Request(
                method=method,
                path=tuple(path.strip("/").split("/")),
                params=dict(params or {}),
                json=body,
                token=more.pop("token", self.world.token_of(self.me)),
                base_url="http://127.0.0.1/x",
                **more,
            )
        )

    def found(self, query: str) -> set[str]:
        answer = self.ask("GET", "/2/tweets/search/recent", {"query": query})
        assert answer.status == 200, answer.body
        return {one["id"] for one in answer.body.get("data", [])}

    def comment(self, text: str, who: str = "dale", under: str = "") -> str:
        made = self.world.comment(under or self.post, who, text, at=self.now - timedelta(minutes=10))
        assert made is not None
        return made


@pytest.fixture
def town() -> Town:
    return Town()


def test_it_is_among_the_networks() -> None:
    world, api = NETWORKS["x"](lambda: NOW, 7)
    told: PublicWorld = world
    assert told.network == api.name == "x"
    first = told.add_account("force", "Anyshire Police", "anyshirepolice")
    again, _ = NETWORKS["x"](lambda: NOW, 8)
    assert again.add_account("force", "Anyshire Police", "anyshirepolice") == first
    assert told.announcement()["accounts"][0]["id"] == first


def test_the_same_seed_and_the_same_acts_make_the_same_ids() -> None:
    ids = [Town().comment("hello") for _ in range(2)]
    assert ids[0] == ids[1]


def test_whom_the_account_has_blocked_cannot_reach_it(town: Town) -> None:
    dale = town.world.user("dale")
    town.world.users[town.me].blocked[dale.id] = dale
    assert town.world.comment(town.post, "dale", "hello") is None
    assert town.world.mention(town.me, "dale", "hello") is None
    assert town.world.message(town.me, "dale", "hello") is None
    assert town.world.message(town.me, "dale", "hello", by_account=True) is not None
    shut = town.world.user("shona")
    town.world.users[town.me].shut.add(shut.id)
    assert town.world.message(town.me, "shona", "hello") is None
    assert town.world.comment(town.post, "shona", "hello") is not None


def test_an_edit_is_a_new_id_and_the_old_one_shows_the_old_words(town: Town) -> None:
    made = town.world.mention(town.me, "dale", "frist") or ""
    town.world.edit(made, "first")
    (told,) = town.ask("GET", f"/2/users/{town.me}/mentions").body["data"]
    assert told["id"] != made
    assert told["text"] == "@anyshirepolice first"
    assert told["edit_history_tweet_ids"] == [made, told["id"]]
    old = town.ask("GET", f"/2/tweets/{made}").body["data"]
    assert old["text"] == "@anyshirepolice frist"
    town.world.withdraw(made)
    assert "errors" in town.ask("GET", f"/2/tweets/{told['id']}").body
    assert town.ask("GET", f"/2/users/{town.me}/mentions").body == {"meta": {"result_count": 0}}


def test_what_the_network_lacks_and_what_is_gone(town: Town) -> None:
    letter = town.world.message(town.me, "dale", "hello") or ""
    with pytest.raises(Unsupported):
        town.world.edit(letter, "x")
    with pytest.raises(Unsupported):
        town.world.withdraw(letter)
    with pytest.raises(NotThere):
        town.world.edit("12345", "x")
    with pytest.raises(NotThere):
        town.world.comment("12345", "dale", "x")
    with pytest.raises(NotThere):
        town.world.comment(town.post, "nobody", "x")


def test_the_search_operators(town: Town) -> None:
    first = town.comment("the window & the door")
    second = town.comment("the roof", who="shona", under=first)
    conversation = f"conversation_id:{town.post}"
    assert town.found(conversation) == {town.post, first, second}
    assert town.found(f"{conversation} is:reply") == {first, second}
    assert town.found(f"{conversation} -is:reply") == {town.post}
    assert town.found(f"in_reply_to_tweet_id:{first}") == {second}
    assert town.found("from:dale OR from:shona") == {first, second}
    assert town.found("to:anyshirepolice is:reply") == {first}
    assert town.found(f"({conversation} from:dale) OR (from:shona roof)") == {first, second}
    assert town.found('"the window"') == {first}
    assert town.found("conversation_id:1 OR conversation_id:2") == set()


@pytest.mark.parametrize(
    "query", ["", " ", "(", ")", "a )", "a OR", "OR a", "mood:good", '"open', "x" * 513, "-"]
)
def test_queries_that_x_does_not_take(town: Town, query: str) -> None:
    assert town.ask("GET", "/2/tweets/search/recent", {"query": query}).status in {200, 400}
    if query != "-":
        assert town.ask("GET", "/2/tweets/search/recent", {"query": query}).status == 400


@given(st.text(alphabet='ab():"- OR_i', max_size=40))
def test_any_query_is_answered(query: str) -> None:
    assert Town().ask("GET", "/2/tweets/search/recent", {"query": query}).status in {200, 400}


def test_search_reaches_back_seven_days(town: Town) -> None:
    made = town.comment("old")
    town.now += timedelta(days=8)
    assert town.found(f"conversation_id:{town.post}") == set()
    refused = town.ask("GET", "/2/tweets/search/recent", {"query": "a", "since_id": made})
    assert refused.status == 400
    assert refused.body["errors"][0]["parameters"] == {"since_id": [made]}


def test_pages_and_bounds(town: Town) -> None:
    made = [town.world.mention(town.me, "dale", f"n {n}", at=NOW - timedelta(minutes=n)) for n in range(12)]
    path = f"/2/users/{town.me}/mentions"
    seen: list[str] = []
    params = {"max_results": "5"}
    for _ in range(5):
        body = town.ask("GET", path, params).body
        seen += [one["id"] for one in body.get("data", [])]
        if "next_token" not in body["meta"]:
            break
        params = {"max_results": "5", "pagination_token": body["meta"]["next_token"]}
    assert seen == made
    since = town.ask("GET", path, {"since_id": str(made[3])}).body
    assert [one["id"] for one in since["data"]] == made[:3]
    for wrong in ({"max_results": "4"}, {"max_results": "x"}, {"pagination_token": "nonsense"}, {"since_id": "x"},
                  {"mood": "good"}):  # fmt: skip
        assert town.ask("GET", path, wrong).status == 400


def test_messages_have_a_token_even_on_the_last_page_and_no_data_when_empty(town: Town) -> None:
    assert town.ask("GET", "/2/dm_events").body == {"meta": {"result_count": 0}}
    town.world.message(town.me, "dale", "hello")
    body = town.ask("GET", "/2/dm_events").body
    after = town.ask("GET", "/2/dm_events", {"pagination_token": body["meta"]["next_token"]}).body
    assert after == {"meta": {"result_count": 0}}
    town.now += timedelta(days=31)
    assert "data" not in town.ask("GET", "/2/dm_events").body


def test_the_answer_is_in_the_vocabulary_that_was_asked_in(town: Town) -> None:
    town.comment("x" * 400)
    path = f"/2/users/{town.me}/mentions"
    new = town.ask(
        "GET", path, {"post.fields": "note_post,public_metrics", "expansions": "referenced_posts,author_id"}
    )
    old = town.ask("GET", path, {"tweet.fields": "note_tweet,public_metrics,referenced_tweets",
                                 "expansions": "referenced_tweets.id"})  # fmt: skip
    (told,), (before,) = new.body["data"], old.body["data"]
    assert {"note_post", "referenced_posts", "edit_history_post_ids", "author_id"} <= told.keys()
    assert {"note_tweet", "referenced_tweets", "edit_history_tweet_ids"} <= before.keys()
    assert "repost_count" in told["public_metrics"]
    assert "retweet_count" in before["public_metrics"]
    assert set(new.body["includes"]) == {"posts", "users"}
    assert set(old.body["includes"]) == {"tweets"}
    assert town.ask("GET", path, {"post.fields": "author_id"}).status == 400
    assert town.ask("GET", path, {"tweet.fields": "note_post"}).status == 400


def test_tokens_are_checked(town: Town) -> None:
    assert town.ask("GET", "/2/users/me", token="").status == 401
    assert town.ask("GET", "/2/users/me", token="nonsense").status == 401
    app = town.ask("GET", "/2/users/me", token=town.world.app_token)
    assert app.status == 403
    assert app.body["type"].endswith("/unsupported-authentication")
    public = town.ask("GET", f"/2/tweets/{town.post}", token=town.world.app_token)
    assert public.headers["x-access-level"] == "read"
    assert town.ask("GET", "/2/dm_events").headers["x-access-level"] == "read-write-directmessages"


def test_calls_are_counted_by_kind_in_windows(town: Town) -> None:
    for left in range(14, -1, -1):
        answer = town.ask("GET", "/2/dm_events")
        assert answer.headers["x-rate-limit-remaining"] == str(left)
    over = town.ask("GET", "/2/dm_events")
    assert over.status == 429
    assert int(over.headers["x-rate-limit-reset"]) == int(NOW.timestamp()) + 900
    assert town.ask("GET", "/2/users/me").status == 200
    town.now += timedelta(minutes=15)
    assert town.ask("GET", "/2/dm_events").status == 200


def test_money_runs_out(town: Town) -> None:
    town.world.credits = False
    assert town.ask("GET", "/2/users/me").status == 402


def test_what_self_serve_may_not(town: Town) -> None:
    stranger = town.world.make_post(town.world.user("shona"), "Not for you")
    town.world.show(stranger)
    reply = {"text": "Hello", "reply": {"in_reply_to_tweet_id": stranger.id}}
    dale = {"target_user_id": town.world.user("dale").id}
    assert town.ask("POST", "/2/tweets", body=reply).status == 403
    assert town.ask("POST", "/2/tweets", body={"text": "x", "quote_tweet_id": stranger.id}).status == 403
    blocked = town.ask("POST", f"/2/users/{town.me}/blocking", body=dale)
    assert (blocked.status, blocked.body["reason"]) == (403, "client-not-enrolled")
    town.world.enterprise = True
    assert town.ask("POST", "/2/tweets", body=reply).status == 201
    assert town.ask("POST", f"/2/users/{town.me}/blocking", body=dale).body == {"data": {"blocking": True}}
    assert town.ask("DELETE", f"/2/users/{town.me}/blocking/{dale['target_user_id']}").body == {
        "data": {"blocking": False}
    }


def test_refused_writes_change_nothing(town: Town) -> None:
    made, person = town.comment("hello"), town.world.user("dale").id
    asked = [
        ("POST", "/2/tweets", {}, 400),
        ("POST", "/2/tweets", {"text": "x", "reply": {}}, 400),
        ("POST", "/2/tweets", {"text": "x", "reply": {"in_reply_to_tweet_id": "1"}}, 403),
        ("POST", "/2/tweets", [], 400),
        ("PUT", f"/2/tweets/{made}/hidden", {"hidden": "yes"}, 400),
        ("PUT", f"/2/tweets/{town.post}/hidden", {"hidden": True}, 403),
        ("PUT", "/2/tweets/1/hidden", {"hidden": True}, 404),
        ("DELETE", f"/2/tweets/{made}", None, 403),
        ("DELETE", "/2/tweets/1", None, 404),
        ("POST", f"/2/users/{town.me}/muting", {"target_user_id": "1"}, 404),
        ("POST", f"/2/users/{person}/muting", {"target_user_id": person}, 400),
        ("POST", f"/2/users/{town.me}/muting", {"target_user_id": town.me}, 400),
        ("POST", "/2/dm_conversations/with/1/messages", {"text": "x"}, 403),
        ("POST", f"/2/dm_conversations/with/{person}/messages", {"text": " "}, 400),
        ("POST", "/2/dm_conversations/1-2/messages", {"text": "x"}, 404),
        ("PATCH", "/2/tweets", None, 404),
    ]
    for method, path, body, status in asked:
        assert town.ask(method, path, body=body).status == status, (method, path, body)
    assert town.world.ledger.after() == []


def test_the_same_words_are_taken_once_a_day_to_the_same_people(town: Town) -> None:
    first, second = town.comment("hello"), town.comment("hello", who="shona")

    def reply(to: str) -> int:
        body = {"text": "Thank you.", "reply": {"in_reply_to_tweet_id": to}}
        return town.ask("POST", "/2/tweets", body=body).status

    assert [reply(first), reply(first), reply(second)] == [201, 403, 201]
    town.now += timedelta(days=2)
    assert reply(first) == 201


def test_what_is_written_can_be_read_only_after_its_lag(town: Town) -> None:
    made = town.ask("POST", "/2/tweets", body={"text": "News."}, lag=5.0).body["data"]["id"]
    assert "errors" in town.ask("GET", f"/2/tweets/{made}").body
    assert town.ask("POST", "/2/tweets", body={"text": "News."}).status == 403
    town.now += timedelta(seconds=6)
    assert town.ask("GET", f"/2/tweets/{made}").body["data"]["text"] == "News."
    town.world.letter_lag = 1.0
    person = town.world.user("dale").id
    town.ask("POST", f"/2/dm_conversations/with/{person}/messages", body={"text": "Hello."})
    assert "data" not in town.ask("GET", "/2/dm_events").body
    town.now += timedelta(seconds=2)
    assert "data" in town.ask("GET", "/2/dm_events").body


def test_its_troubles_are_in_its_own_words(town: Town) -> None:
    request = Request(method="GET", path=("2", "users", "me"))
    told = {
        kind: town.api.trouble(kind, request, Fault(kind=kind, minutes=7))
        for kind in (
            Kind.THROTTLE,
            Kind.EXPIRED_TOKEN,
            Kind.ERROR_BEFORE,
            Kind.ERROR_AFTER,
            Kind.REFUSE_AFTER,
        )
    }
    assert [one.status for one in told.values()] == [429, 401, 500, 500, 400]
    assert int(told[Kind.THROTTLE].headers["x-rate-limit-reset"]) == int(NOW.timestamp()) + 420
    assert town.api.bad_request().status == 400
    assert town.api.picture("1") is None
    json.dumps([one.body for one in told.values()])
