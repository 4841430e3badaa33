"""The simulated Facebook on the real wire: what connectors and other people's clients depend upon."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from socialdesk.training.networks import posts, public
from socialdesk.training.networks.access import Holder
from socialdesk.training.networks.paging import ALWAYS_FULL
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World
from tests.shared_files import shared

PAGE, OTHER = "100000000000001", "100000000000002"


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Simulation:
    """A running network with a page, a post and two comments, one answered."""

    networks: SimulatedNetworks
    world: World
    hands: Hands
    client: httpx2.Client
    post: str
    first: str
    second: str
    answer: str

    def get(self, path: str, **params: Any) -> httpx2.Response:
        return self.client.get(f"/v26.0/{path}", params=params)

    def write(self, path: str, **data: Any) -> httpx2.Response:
        return self.client.post(f"/v26.0/{path}", data=data)

    def delete(self, path: str, **params: Any) -> httpx2.Response:
        return self.client.delete(f"/v26.0/{path}", params=params)

    def as_holder(self, token: str) -> httpx2.Client:
        return httpx2.Client(base_url=self.networks.base_url(), headers={"Authorization": f"OAuth {token}"})

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.applied]


@pytest.fixture
def sim() -> Iterator[Simulation]:
    hands = Hands()
    world = World(hands)
    world.short_pages = ALWAYS_FULL  # short pages: see test_graph_paging and test_other_clients
    page = world.add_page(PAGE, "Anyshire Police", "anyshirepolice")
    other = world.add_page(OTHER, "Kelmarton Team", "kelmartonteam")
    posts.put_post(world, other.id, other.writer, "Elsewhere")
    dale, shona = world.add_person("dale", "Dale Pritchley"), world.add_person("shona", "Shona Okafor")
    post = posts.put_post(world, PAGE, page.writer, "An appeal.", at=hands.now - timedelta(hours=3))
    first = public.write_comment(world, post.id, dale, "I know him", at=hands.now - timedelta(hours=2))
    assert first is not None
    answer = public.write_comment(
        world, first.id, page.writer, "Please do not", at=hands.now - timedelta(hours=1)
    )
    second = public.write_comment(
        world, post.id, shona, "Thank you", at=hands.now, picture=Picture(id="881", title="A street")
    )
    assert answer is not None
    assert second is not None
    with SimulatedNetworks(world) as networks:
        headers = {"Authorization": f"Bearer {world.page_token(PAGE)}"}
        with httpx2.Client(base_url=networks.base_url(), headers=headers) as client:
            yield Simulation(networks, world, hands, client, post.id, first.id, second.id, answer.id)


def error_of(response: httpx2.Response) -> tuple[int, int, int | None]:
    told = response.json()["error"]
    assert told["message"]
    assert told["type"]
    assert told["fbtrace_id"]
    return response.status_code, told["code"], told.get("error_subcode")


# -- announcement and the shape of things


def test_the_announcement_leads_to_graph_with_and_without_a_version(sim: Simulation) -> None:
    told = sim.networks.announcement()["networks"]["facebook"]
    account = told["accounts"][0]
    assert account.keys() >= {"id", "name", "token"}
    for version in ("/v26.0", "/v19.0", ""):
        answer = httpx2.get(f"{told['base_url']}{version}/me", params={"access_token": account["token"]})
        assert answer.json() == {"name": "Anyshire Police", "id": PAGE}
    assert answer.headers["facebook-api-version"] == "v26.0"


def test_accounts_of_a_user_token_have_the_recorded_shape(sim: Simulation) -> None:
    recorded = json.loads(
        shared("recorded/facebook/python-facebook/facebook/apidata/users/user_accounts_p1.json").read_text(
            "utf-8"
        )
    )
    with sim.as_holder(sim.world.staff_token) as staff:
        told = staff.get("/v26.0/me/accounts").json()["data"]
    assert [one["id"] for one in told] == [PAGE, OTHER]
    assert recorded["data"][0].keys() <= told[0].keys()
    assert told[0]["access_token"] == sim.world.page_token(PAGE)


def test_a_comment_has_the_fields_that_were_asked_for_and_no_others(sim: Simulation) -> None:
    fields = "id,message,created_time,from{id,name},parent{id},is_hidden,can_hide,can_remove,permalink_url,attachment"
    told = sim.get(f"{sim.post}/comments", fields=fields, filter="stream", limit=100).json()["data"]
    assert [one["id"] for one in told] == [sim.first, sim.answer, sim.second]
    first, answer, second = told
    assert first["created_time"] == "2026-11-23T16:00:00+0000"
    assert first["from"]["name"] == "Dale Pritchley"
    assert (first["can_hide"], first["can_remove"]) == (True, True)
    assert "parent" not in first
    assert "attachment" not in first
    assert answer["parent"] == {"id": sim.first}
    assert answer["from"]["id"] == PAGE
    assert answer["can_hide"] is False
    assert second["permalink_url"].endswith(f"?comment_id={sim.second.split('_')[1]}")
    picture = httpx2.get(second["attachment"]["media"]["image"]["src"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_a_comment_has_every_field_that_facebook_gave_other_people(sim: Simulation) -> None:
    where = "recorded/facebook/python-facebook/facebook/apidata/comments/comments_p1.json"
    recorded = json.loads(shared(where).read_text("utf-8"))
    names = sorted(recorded["data"][0])
    told = sim.get(f"{sim.post}/comments", fields=",".join(names), summary="true").json()
    assert told["data"][0].keys() >= set(names)
    assert {"data", "summary"} <= told.keys()
    assert told["summary"].keys() == recorded["summary"].keys()


def test_top_level_and_stream_and_the_replies_beneath(sim: Simulation) -> None:
    top = sim.get(f"{sim.post}/comments", summary="true").json()
    assert [one["id"] for one in top["data"]] == [sim.first, sim.second]
    assert top["summary"]["total_count"] == 2
    newest = sim.get(f"{sim.post}/comments", filter="stream", order="reverse_chronological").json()["data"]
    assert [one["id"] for one in newest] == [sim.second, sim.answer, sim.first]
    assert [one["id"] for one in sim.get(f"{sim.first}/comments").json()["data"]] == [sim.answer]


def test_nested_lists_take_modifiers_and_aliases(sim: Simulation) -> None:
    fields = "message,comments.limit(0).summary(true).filter(stream),comments.limit(1).as(talk){id,from}"
    told = sim.get(sim.post, fields=fields).json()
    assert told["comments"] == {
        "data": [],
        "summary": {"order": "chronological", "total_count": 3, "can_comment": True},
    }
    assert told["talk"]["data"][0]["id"] == sim.first
    following = httpx2.get(told["talk"]["paging"]["next"])
    assert [one["id"] for one in following.json()["data"]] == [sim.second]


def test_since_leaves_out_what_is_older(sim: Simulation) -> None:
    since = int((sim.hands.now - timedelta(minutes=90)).timestamp())
    told = sim.get(f"{sim.post}/comments", filter="stream", since=since).json()["data"]
    assert [one["id"] for one in told] == [sim.answer, sim.second]


def test_several_at_once_and_a_batch(sim: Simulation) -> None:
    told = sim.get("", ids=f"{sim.first},{sim.second}", fields="message").json()
    assert told[sim.second]["message"] == "Thank you"
    items = [
        {"method": "GET", "relative_url": f"{sim.first}?fields=message"},
        {"method": "POST", "relative_url": sim.first, "body": "is_hidden=true"},
        {"method": "GET", "relative_url": "nothing"},
    ]
    answer = sim.write("", batch=json.dumps(items))
    assert answer.status_code == 200
    assert [one["code"] for one in answer.json()] == [200, 200, 400]
    assert json.loads(answer.json()[0]["body"])["message"] == "I know him"
    assert json.loads(answer.json()[2]["body"])["error"]["error_subcode"] == 33
    assert sim.applied() == ["hide"]


# -- tokens


def test_tokens_are_taken_from_header_query_form_and_json(sim: Simulation) -> None:
    token = sim.world.page_token(PAGE)
    url = f"{sim.networks.base_url()}/v26.0/{sim.first}"
    with sim.as_holder(token) as oauth:
        assert oauth.get(url).status_code == 200
    assert httpx2.get(url, params={"access_token": token}).status_code == 200
    assert httpx2.post(url, data={"access_token": token, "is_hidden": "true"}).json() == {"success": True}
    assert httpx2.post(url, json={"access_token": token, "is_hidden": False}).json() == {"success": True}
    assert sim.applied() == ["hide", "unhide"]


@pytest.mark.parametrize("token", ["", "EAAnonsense"])
def test_an_absent_or_unknown_token_is_190(sim: Simulation, token: str) -> None:
    answer = httpx2.get(
        f"{sim.networks.base_url()}/v26.0/me", params={"access_token": token} if token else {}
    )
    assert error_of(answer)[:2] == (400, 190)
    assert answer.headers["www-authenticate"].startswith("OAuth ")


def test_an_ended_or_expired_token_says_why(sim: Simulation) -> None:
    short = sim.world.access.issue(Holder.PAGE, PAGE, expires=sim.hands.now + timedelta(hours=1))
    with sim.as_holder(short) as client:
        assert client.get("/v26.0/me").status_code == 200
        sim.hands.forward(hours=2)
        assert error_of(client.get("/v26.0/me")) == (400, 190, 463)
    sim.world.access.end(sim.world.page_token(PAGE), 460)
    assert error_of(sim.get("me")) == (400, 190, 460)


def test_only_a_page_token_moderates(sim: Simulation) -> None:
    with sim.as_holder(sim.world.staff_token) as staff:
        assert error_of(staff.post(f"/v26.0/{sim.first}", data={"is_hidden": "true"})) == (400, 190, 2069032)
        assert error_of(staff.get(f"/v26.0/{PAGE}/conversations")) == (400, 190, 2069032)
    assert sim.applied() == []


def test_another_pages_things_are_not_there(sim: Simulation) -> None:
    with sim.as_holder(sim.world.page_token(OTHER)) as other:
        assert error_of(other.get(f"/v26.0/{sim.first}")) == (400, 100, 33)
        assert error_of(other.delete(f"/v26.0/{sim.first}")) == (400, 100, 33)
        assert error_of(other.get(f"/v26.0/{PAGE}/posts")) == (400, 100, 33)
    assert sim.applied() == []


def test_the_apps_proof_is_checked_and_may_be_required(sim: Simulation) -> None:
    token = sim.world.page_token(PAGE)
    proof = hmac.new(sim.world.access.app.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    assert sim.get("me", appsecret_proof=proof).status_code == 200
    assert error_of(sim.get("me", appsecret_proof="0" * 64))[:2] == (400, 100)
    sim.world.access.app.proof_required = True
    assert error_of(sim.get("me"))[:2] == (400, 100)
    assert sim.get("me", appsecret_proof=proof).status_code == 200


def test_tokens_are_exchanged_and_described(sim: Simulation) -> None:
    app = sim.world.access.app
    asked = {"client_id": app.id, "client_secret": app.secret}
    url = f"{sim.networks.base_url()}/oauth/access_token"
    long = httpx2.get(
        url, params=asked | {"grant_type": "fb_exchange_token", "fb_exchange_token": sim.world.staff_token}
    ).json()
    assert long["token_type"] == "bearer"
    assert long["expires_in"] == 60 * 86400
    own = httpx2.get(url, params=asked | {"grant_type": "client_credentials"}).json()["access_token"]
    with sim.as_holder(own) as client:
        told = client.get("/debug_token", params={"input_token": long["access_token"]}).json()["data"]
    assert told["is_valid"] is True
    assert told["type"] == "USER"


# -- who sees what


def test_a_hidden_comment_is_there_for_the_page_and_its_author_only(sim: Simulation) -> None:
    assert sim.write(sim.first, is_hidden="true").json() == {"success": True}
    assert sim.get(sim.first, fields="is_hidden").json()["is_hidden"] is True
    for who, expected in (("dale", {sim.first, sim.answer, sim.second}), ("shona", {sim.second})):
        with sim.as_holder(sim.world.access.issue(Holder.PERSON, who)) as person:
            told = person.get(f"/v26.0/{sim.post}/comments", params={"filter": "stream"}).json()["data"]
            assert {one["id"] for one in told} == expected
            assert not any("from" in one for one in told)
    with sim.as_holder(sim.world.access.issue(Holder.PERSON, "shona")) as person:
        assert error_of(person.get(f"/v26.0/{sim.first}")) == (400, 100, 33)


# -- acts


def test_own_comments_cannot_be_hidden_and_others_cannot_be_edited(sim: Simulation) -> None:
    assert error_of(sim.write(sim.answer, is_hidden="true"))[1] in range(200, 300)
    assert error_of(sim.write(sim.first, message="I said nothing"))[1] in range(200, 300)
    assert sim.write(sim.answer, message="Please do not guess").json() == {"success": True}
    assert sim.get(sim.answer).json()["message"] == "Please do not guess"
    assert sim.applied() == ["edit"]


def test_a_reply_to_a_reply_stands_under_the_top_level_comment(sim: Simulation) -> None:
    made = sim.client.post(f"/v26.0/{sim.answer}/comments", json={"message": "Thank you"}).json()["id"]
    assert made.startswith(sim.post.split("_")[1] + "_")
    assert sim.get(made, fields="parent").json()["parent"]["id"] == sim.first
    assert [(call.kind, call.target, call.id) for call in sim.world.applied] == [("reply", sim.answer, made)]


def test_a_reply_can_be_read_back_at_once(sim: Simulation) -> None:
    told = sim.write(f"{sim.first}/comments", message="We hear you", fields="id,message,permalink_url").json()
    assert told["message"] == "We hear you"
    assert error_of(sim.write(f"{sim.first}/comments", message="  "))[:2] == (400, 100)


def test_deleting_takes_the_replies_along_and_a_second_time_says_gone(sim: Simulation) -> None:
    assert sim.delete(sim.first).json() == {"success": True}
    assert error_of(sim.delete(sim.first)) == (400, 100, 33)
    assert error_of(sim.get(sim.answer)) == (400, 100, 33)
    assert sim.get(f"{sim.post}/comments", filter="stream", summary="1").json()["summary"]["total_count"] == 1
    (call,) = sim.world.applied
    assert (call.kind, call.target, call.text, call.also) == (
        "delete",
        sim.first,
        "I know him",
        (sim.answer,),
    )


def test_likes(sim: Simulation) -> None:
    sim.write(f"{sim.second}/likes")
    told = sim.get(sim.second, fields="like_count,user_likes").json()
    assert (told["like_count"], told["user_likes"]) == (1, True)
    sim.delete(f"{sim.second}/likes")
    assert sim.get(sim.second, fields="like_count").json()["like_count"] == 0


def test_blocking_keeps_a_person_out_until_unblocked(sim: Simulation) -> None:
    dale = sim.get(sim.first, fields="from").json()["from"]["id"]
    assert sim.write(f"{PAGE}/blocked", user=json.dumps([dale])).json() == {dale: True}
    assert sim.get(f"{PAGE}/blocked").json()["data"] == [{"id": dale, "name": "Dale Pritchley"}]
    person = sim.world.people["dale"]
    assert public.write_comment(sim.world, sim.post, person, "Still here") is None
    assert sim.delete(f"{PAGE}/blocked", user=dale).json() == {"success": True}
    assert public.write_comment(sim.world, sim.post, person, "Back") is not None
    assert error_of(sim.write(f"{PAGE}/blocked", user="12345"))[:2] == (400, 100)


def test_messages_and_their_windows(sim: Simulation) -> None:
    person = sim.world.people["dale"]
    public.write_message(sim.world, PAGE, person, "Can I ask something?")
    (talk,) = sim.get(f"{PAGE}/conversations", fields="participants,unread_count,can_reply,snippet").json()[
        "data"
    ]
    assert talk["id"].startswith("t_")
    assert (talk["unread_count"], talk["can_reply"]) == (1, True)
    scoped = talk["participants"]["data"][0]["id"]
    body = {
        "recipient": {"id": scoped},
        "messaging_type": "RESPONSE",
        "message": {"text": "Of course"},
    }
    sent = sim.client.post(f"/v26.0/{PAGE}/messages", json=body).json()
    assert sent["recipient_id"] == scoped
    told = sim.get(talk["id"], fields="messages{id,created_time,from,to,message}").json()["messages"]["data"]
    assert [one["message"] for one in told] == ["Of course", "Can I ask something?"]
    assert told[0]["from"]["id"] == PAGE
    assert sim.get(sent["message_id"], fields="message").json()["message"] == "Of course"

    sim.hands.forward(hours=25)
    assert error_of(sim.client.post(f"/v26.0/{PAGE}/messages", json=body)) == (400, 10, 2018278)
    tagged = body | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert sim.client.post(f"/v26.0/{PAGE}/messages", json=tagged).status_code == 200
    old = body | {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}
    assert error_of(sim.client.post(f"/v26.0/{PAGE}/messages", json=old))[:2] == (400, 100)
    sim.hands.forward(days=7)
    assert error_of(sim.client.post(f"/v26.0/{PAGE}/messages", json=tagged)) == (400, 10, 2018278)


def test_only_the_newest_twenty_messages_can_be_read(sim: Simulation) -> None:
    made = [public.write_message(sim.world, PAGE, sim.world.people["dale"], f"Number {n}") for n in range(22)]
    ids = [one.id for one in made if one is not None]
    assert error_of(sim.get(ids[1]))[1] == 9000001
    assert sim.get(ids[2], fields="message").json()["message"] == "Number 2"


def test_one_private_reply_within_seven_days(sim: Simulation) -> None:
    body = {"recipient": json.dumps({"comment_id": sim.first}), "message": json.dumps({"text": "Hello"})}
    assert sim.get(sim.first, fields="can_reply_privately").json()["can_reply_privately"] is True
    told = sim.write(f"{PAGE}/messages", **body).json()
    assert told.keys() == {"recipient_id", "message_id"}
    assert error_of(sim.write(f"{PAGE}/messages", **body))[:2] == (400, 10900)
    assert sim.get(sim.first, fields="can_reply_privately").json()["can_reply_privately"] is False
    sim.hands.forward(days=8)
    late = body | {"recipient": json.dumps({"comment_id": sim.second})}
    assert error_of(sim.write(f"{PAGE}/messages", **late)) == (400, 10, 2018278)
    assert sim.applied() == ["private_reply"]


def test_moderating_conversations(sim: Simulation) -> None:
    public.write_message(sim.world, PAGE, sim.world.people["dale"], "Oi")
    scoped = sim.world.scoped_id(sim.world.people["dale"], PAGE)
    body = {"user_ids": [{"id": scoped}], "actions": ["block_user", "move_to_spam"]}
    assert sim.client.post(f"/v26.0/{PAGE}/moderate_conversations", json=body).json() == {"success": True}
    assert sim.get(f"{PAGE}/conversations").json()["data"] == []
    assert len(sim.get(f"{PAGE}/conversations", folder="spam").json()["data"]) == 1
    both = body | {"actions": ["block_user", "unblock_user"]}
    assert error_of(sim.client.post(f"/v26.0/{PAGE}/moderate_conversations", json=both))[:2] == (400, 100)


def test_the_link_to_the_next_page_keeps_what_was_asked(sim: Simulation) -> None:
    for name in ("dale", "shona"):
        public.write_message(sim.world, PAGE, sim.world.people[name], "Buy now")
    people = [{"id": sim.world.scoped_id(sim.world.people[name], PAGE)} for name in ("dale", "shona")]
    body = {"user_ids": people, "actions": ["move_to_spam"]}
    assert sim.client.post(f"/v26.0/{PAGE}/moderate_conversations", json=body).json() == {"success": True}
    told = sim.get(f"{PAGE}/conversations", folder="spam", limit=1, fields="snippet").json()
    assert told["paging"]["next"].startswith(sim.networks.base_url() + "/v26.0/")
    following = httpx2.get(told["paging"]["next"]).json()
    assert [one["snippet"] for one in told["data"] + following["data"]] == ["Buy now", "Buy now"]
    assert "next" not in following["paging"]


def test_a_post_can_be_hidden(sim: Simulation) -> None:
    sim.write(sim.post, is_hidden="true")
    with sim.as_holder(sim.world.access.issue(Holder.PERSON, "dale")) as person:
        assert error_of(person.get(f"/v26.0/{sim.post}")) == (400, 100, 33)
    assert sim.applied() == ["hide"]


def test_publishing_scheduling_and_the_same_words_again(sim: Simulation) -> None:
    made = sim.write(f"{PAGE}/feed", message="Road open").json()["id"]
    assert made.startswith(f"{PAGE}_")
    assert error_of(sim.write(f"{PAGE}/feed", message="Road open"))[:2] == (400, 506)
    soon = int((sim.hands.now + timedelta(hours=1)).timestamp())
    later = sim.write(
        f"{PAGE}/feed", message="Open day", published="false", scheduled_publish_time=soon
    ).json()["id"]
    assert [one["id"] for one in sim.get(f"{PAGE}/scheduled_posts").json()["data"]] == [later]
    assert later not in [one["id"] for one in sim.get(f"{PAGE}/posts").json()["data"]]
    sim.hands.forward(hours=2)
    assert sim.get(f"{PAGE}/posts").json()["data"][0]["id"] == later
    too_soon = int(sim.hands.now.timestamp()) + 60
    refused = sim.write(f"{PAGE}/feed", message="Now", published="false", scheduled_publish_time=too_soon)
    assert error_of(refused)[:2] == (400, 100)
    assert sim.delete(made).json() == {"success": True}
    assert error_of(sim.write(sim.post, message="Changed"))[1] in range(200, 300)  # made by another app
    assert sim.applied() == ["publish", "schedule", "delete_post"]


def test_a_photo_goes_with_a_post(sim: Simulation) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(20)
    told = sim.client.post(
        f"/v26.0/{PAGE}/photos", data={"published": "false"}, files={"source": ("a.png", content)}
    ).json()
    media = json.dumps({"media_fbid": told["id"]})
    post = sim.write(f"{PAGE}/feed", message="With a picture", **{"attached_media[0]": media}).json()["id"]
    source = sim.get(post, fields="full_picture").json()["full_picture"]
    assert httpx2.get(source).content == content


def test_visitors_posts_stand_apart(sim: Simulation) -> None:
    made = public.write_post(sim.world, PAGE, sim.world.people["shona"], "Kind officers")
    assert made is not None
    assert [one["id"] for one in sim.get(f"{PAGE}/visitor_posts").json()["data"]] == [made.id]
    assert made.id not in [one["id"] for one in sim.get(f"{PAGE}/posts").json()["data"]]
    assert made.id in [one["id"] for one in sim.get(f"{PAGE}/feed").json()["data"]]


def test_settings(sim: Simulation) -> None:
    assert {"setting": "PROFANITY_FILTER", "value": "Strong"} in sim.get(f"{PAGE}/settings").json()["data"]
    sim.write(f"{PAGE}/settings", option=json.dumps({"PROFANITY_FILTER": "Off"}))
    assert {"setting": "PROFANITY_FILTER", "value": "Off"} in sim.get(f"{PAGE}/settings").json()["data"]


# -- limits and refusals


def test_usage_rises_until_calls_are_refused(sim: Simulation) -> None:
    sim.world.usage.allowed = 4
    used = [json.loads(sim.get("me").headers["x-business-use-case-usage"])[PAGE][0] for _ in range(4)]
    assert [one["call_count"] for one in used] == [25, 50, 75, 100]
    refused = sim.get("me")
    assert error_of(refused)[:2] == (400, 80001)
    told = json.loads(refused.headers["x-business-use-case-usage"])[PAGE][0]
    assert told["estimated_time_to_regain_access"] == 24 * 60
    sim.hands.forward(hours=24)
    assert sim.get("me").status_code == 200
    with sim.as_holder(sim.world.staff_token) as staff:
        answers = [staff.get("/v26.0/me/accounts") for _ in range(5)]
    assert json.loads(answers[0].headers["x-app-usage"])["call_count"] == 25
    assert error_of(answers[4])[:2] == (400, 32)


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("{post}/comments", {"fields": "id,{"}, 2500),
        ("{post}/comments", {"fields": "id,shoe_size"}, 100),
        ("{post}/comments", {"limit": "many"}, 100),
        ("{post}/comments", {"limit": "-1"}, 100),
        ("{post}/comments", {"after": "!!"}, 100),
        ("{post}/comments", {"order": "sideways"}, 100),
        ("{post}/comments", {"since": "whenever"}, 100),
        ("{post}/replies", {}, 100),
        ("{page}/secrets", {}, 100),
        ("{post}/comments/more", {}, 2500),
    ],
)
def test_bad_requests_are_refused_in_graphs_words(
    sim: Simulation, path: str, params: dict[str, str], code: int
) -> None:
    assert error_of(sim.get(path.format(post=sim.post, page=PAGE), **params))[:2] == (400, code)


def test_bodies_that_cannot_be_read_are_refused(sim: Simulation) -> None:
    url = f"/v26.0/{sim.first}/comments"
    for body in (b"{", b"[1]", b"[" * 100_000):
        answer = sim.client.post(url, content=body, headers={"Content-Type": "application/json"})
        assert error_of(answer)[:2] == (400, 100)
    assert sim.applied() == []
