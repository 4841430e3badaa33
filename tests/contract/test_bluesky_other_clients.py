"""Other people's client for the AT Protocol, unaltered, on the simulated Bluesky; and its answers by the lexicons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from atproto import Client, models
from atproto_client import exceptions

from socialdesk.model.actions import ActionKind
from socialdesk.platforms.api import Done
from socialdesk.training.networks.bluesky.sessions import PLAIN
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.wire import Request
from tests.fakes import lexicons
from tests.fakes.bluesky_town import Stage, Town, action, items, run, running_stage, town_on

CHAT = "did:web:api.bsky.chat#bsky_chat"


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, SimulatedNetworks]]:
    with running_stage() as made:
        yield made


@pytest.fixture
def town(stage: tuple[Stage, SimulatedNetworks]) -> Iterator[Town]:
    with town_on(*stage) as made:
        yield made


class Clients:
    """Makes clients, and closes each at the end of the test."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.made = list[Client]()

    def new(self) -> Client:
        self.made.append(Client(base_url=f"{self._town.base_url}/xrpc"))
        return self.made[-1]

    def chat(self, client: Client) -> Any:
        self.made.append(client.with_bsky_chat_proxy())
        return self.made[-1].chat.bsky.convo


@pytest.fixture
def clients(town: Town) -> Iterator[Clients]:
    made = Clients(town)
    yield made
    for one in made.made:
        one.request.close()


@pytest.fixture
def client(town: Town, clients: Clients) -> Client:
    made = clients.new()
    profile: Any = made.login("anyshirepolice.test", town.world.app_password(town.did))
    assert (profile.did, profile.display_name) == (town.did, "Anyshire Police")
    return made


def test_it_posts_reads_and_removes(town: Town, client: Client) -> None:
    made = client.send_post("From another program")
    post = models.ComAtprotoRepoStrongRef.Main(uri=made.uri, cid=made.cid)
    reply = client.send_post("An answer", reply_to=models.AppBskyFeedPost.ReplyRef(parent=post, root=post))
    thread: Any = client.get_post_thread(made.uri).thread
    assert [one.post.record.text for one in thread.replies] == ["An answer"]
    assert [one.post.uri for one in client.get_author_feed(town.did).feed] == [reply.uri, made.uri, town.post]
    shown: Any = client.get_posts([made.uri]).posts
    assert [one.record.text for one in shown] == ["From another program"]
    assert client.delete_post(reply.uri)
    assert town.applied() == ["publish", "reply", "delete"]


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # that program's own way with httpx
def test_it_posts_pictures_reposts_and_quotes(town: Town, client: Client) -> None:
    pictures = [draw_png(f"{number}", 8, 8) for number in range(2)]
    made = client.send_images("Look", pictures, image_alts=["A street", "A bridge"])
    shown: Any = client.get_posts([made.uri]).posts[0].embed
    assert [one.alt for one in shown.images] == ["A street", "A bridge"]
    again = client.repost(made.uri, made.cid)
    assert "app.bsky.feed.repost" in again.uri
    assert client.unrepost(again.uri)
    first = models.ComAtprotoRepoStrongRef.Main(uri=made.uri, cid=made.cid)
    quote = client.send_post("Please share", embed=models.AppBskyEmbedRecord.Main(record=first))
    told: Any = client.get_posts([quote.uri]).posts[0].embed
    assert told.record.uri == made.uri
    town.hands.forward(minutes=1)
    assert {made.uri, quote.uri} <= {one.native_id for page in run(town.desk) for one in page.threads}


def test_it_is_notified_page_by_page(town: Town, client: Client) -> None:
    made = [town.comment(f"number {number}", ago=100 - number) for number in range(7)]
    found, cursor = list[str](), None
    while True:
        params = models.AppBskyNotificationListNotifications.Params(limit=3, cursor=cursor, reasons=["reply"])
        page = client.app.bsky.notification.list_notifications(params)
        found += [one.uri for one in page.notifications]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == made[::-1]


def test_what_it_hides_our_connector_sees_and_keeps(town: Town, client: Client) -> None:
    theirs, ours = town.comment("theirs"), town.comment("ours", ago=30)
    record = models.AppBskyFeedThreadgate.Record(
        post=town.post, created_at=client.get_current_time_iso(), hidden_replies=[theirs]
    )
    client.com.atproto.repo.create_record(
        models.ComAtprotoRepoCreateRecord.Data(
            repo=town.did,
            collection="app.bsky.feed.threadgate",
            rkey=town.post.rpartition("/")[2],
            record=record,
        )
    )
    assert items(run(town.desk))[theirs].hidden
    assert isinstance(town.desk.perform(town.hide(ours)), Done)
    thread: Any = client.get_post_thread(town.post)
    assert thread.threadgate.record.hidden_replies == [theirs, ours]


def test_whom_we_block_and_mute_it_sees(town: Town, client: Client) -> None:
    made, person = town.comment("hello"), town.person()
    for kind in (ActionKind.MUTE, ActionKind.BLOCK):
        assert isinstance(town.desk.perform(action(kind, made, person=person)), Done)
    assert [one.did for one in client.app.bsky.graph.get_blocks().blocks] == [person]
    assert [one.did for one in client.app.bsky.graph.get_mutes().mutes] == [person]
    viewer = client.get_profile(person).viewer
    assert viewer is not None
    assert viewer.muted
    assert viewer.blocking
    assert client.unmute(person)
    assert client.app.bsky.graph.get_mutes().mutes == []


def test_it_talks_in_private(town: Town, client: Client, clients: Clients) -> None:
    town.message("Is this the right place?")
    chat = clients.chat(client)
    convo = chat.list_convos().convos[0]
    message = models.ChatBskyConvoDefs.MessageInput(text="It is.")
    chat.send_message(models.ChatBskyConvoSendMessage.Data(convo_id=convo.id, message=message))
    found: Any = chat.get_messages(models.ChatBskyConvoGetMessages.Params(convo_id=convo.id)).messages
    assert [one.text for one in found] == ["It is.", "Is this the right place?"]
    assert town.applied() == ["message"]


def test_errors_are_ones_that_it_knows(town: Town, client: Client, clients: Clients) -> None:
    plain = clients.new()
    with pytest.raises(exceptions.UnauthorizedError):
        plain.login("anyshirepolice.test", "wrong")
    with pytest.raises(exceptions.BadRequestError, match="NotFound"):
        client.get_post_thread(f"at://{town.did}/app.bsky.feed.post/3n2vvjl3i2c23")
    town.spoil(Kind.THROTTLE, method="GET")
    with pytest.raises(exceptions.RequestException, match="RateLimitExceeded"):
        client.get_posts([town.post])
    plain.login("anyshirepolice.test", town.world.app_password(town.did, PLAIN))
    with pytest.raises(exceptions.BadRequestError, match="Bad token method"):
        clients.chat(plain).list_convos()


def test_every_answer_keeps_to_its_lexicon(town: Town) -> None:
    first = town.comment("one", picture="A street")
    town.comment("two", who="shona", under=first)
    town.world.quote(town.post, "dale", "Look at this")
    town.mention("Hello @anyshirepolice.test")
    town.message("Is this the right place?")
    town.comment("insult", who="rowan")
    asks = [
        ("com.atproto.server.createSession", {"identifier": town.did, "password": town.world.app_password(town.did)}),
        ("app.bsky.actor.getProfile", [("actor", town.did)]),
        ("app.bsky.notification.listNotifications", [("reasons", "reply"), ("reasons", "quote"), ("limit", "2")]),
        ("app.bsky.feed.getPosts", [("uris", town.post), ("uris", first)]),
        ("app.bsky.feed.getAuthorFeed", [("actor", town.did)]),
        ("app.bsky.feed.getPostThread", [("uri", first)]),
        ("app.bsky.feed.getPostThread", [("uri", town.post)]),
        ("com.atproto.repo.getRecord", _record(town.post)),
        ("com.atproto.repo.listRecords", _record(town.post)[:2]),
        ("com.atproto.identity.resolveHandle", [("handle", "dale.test")]),
        ("app.bsky.graph.getBlocks", []),
        ("chat.bsky.convo.listConvos", []),
        ("chat.bsky.convo.getConvoForMembers", [("members", town.person())]),
        ("chat.bsky.convo.getMessages", [("convoId", town.talk())]),
        ("chat.bsky.convo.sendMessage", {"convoId": town.talk(), "message": {"text": "It is."}}),
        ("app.bsky.graph.muteActor", {"actor": town.person()}),
        ("app.bsky.graph.getMutes", []),
        ("com.atproto.moderation.createReport", {
            "reasonType": "com.atproto.moderation.defs#reasonSpam",
            "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": town.person()},
        }),
    ]  # fmt: skip
    assert isinstance(town.desk.perform(town.hide(first)), Done)
    blocked = action(ActionKind.BLOCK, first, person=town.person("rowan"))
    assert isinstance(town.desk.perform(blocked), Done)
    for method, told in asks:
        answer = town.api.answer(_request(town, method, told))
        assert answer.status == 200, (method, answer.body)
        if isinstance(told, list):
            assert {name for name, _ in told} <= lexicons.parameters(method)
        if answer.body is not None:
            assert lexicons.faults(method, "output", answer.body) == []


def _record(uri: str) -> list[tuple[str, str]]:
    did, collection, rkey = uri.removeprefix("at://").split("/")
    return [("repo", did), ("collection", collection), ("rkey", rkey)]


def _request(town: Town, method: str, told: Any) -> Request:
    pairs = tuple(told) if isinstance(told, list) else ()
    assert urlencode(pairs) is not None
    return Request(
        method="GET" if isinstance(told, list) else "POST",
        path=("xrpc", method),
        params=dict(pairs),
        pairs=pairs,
        json=None if isinstance(told, list) else told,
        token=town.world.token(town.did),
        headers={"atproto-proxy": CHAT},
        base_url=town.base_url,
    )
