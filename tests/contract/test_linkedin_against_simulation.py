"""The LinkedIn connector against the simulated LinkedIn, on the real wire."""

from __future__ import annotations

import json
import socket
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import (
    Absent,
    Credentials,
    Done,
    FetchedItem,
    FetchedPage,
    FixedToken,
    Found,
    Gone,
    NetworkError,
    Offline,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.linkedin.accounts import allowed, list_accounts
from socialdesk.platforms.linkedin.connector import LinkedInConnector, connect, linkedin_calls
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.linkedin.api import LinkedInApi
from socialdesk.training.networks.linkedin.records import SCOPES, Ended, Role, Token
from socialdesk.training.networks.linkedin.world import LinkedInWorld
from socialdesk.training.networks.server import SimulatedNetworks

KEY = "test-key"


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    @property
    def ms(self) -> int:
        return to_ms(self.now)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Renewing:
    """A sign-in that can be renewed, so often as it holds tokens."""

    tokens: list[str]
    asked: int = 0

    def current(self) -> Credentials:
        return Credentials(token=self.tokens[0])

    def renewed(self, refused: Credentials) -> Credentials | None:
        self.asked += 1
        if len(self.tokens) < 2:
            return None
        del self.tokens[0]
        return self.current()


@dataclass
class Town:
    """A running network with a page, its post, and a connector to it."""

    networks: SimulatedNetworks
    world: LinkedInWorld
    hands: Hands
    page: str
    post: str
    desks: list[LinkedInConnector] = field(default_factory=list[LinkedInConnector])

    @property
    def desk(self) -> LinkedInConnector:
        return self.desks[0] if self.desks else self.connect()

    def connect(self, token: str = "", source: Any = None, **more: Any) -> LinkedInConnector:
        base_url = self.networks.base_url("linkedin")
        told: dict[str, Any] = {"daily_calls": 0, "member_daily_calls": 0, "base_url": base_url, **more}
        desk = connect(
            NativeId(self.page),
            source=source or FixedToken(Credentials(token=token or self.world.token_of(self.page))),
            clock=self.hands,
            loopback_only=True,
            kept=None,
            capabilities={},
            **told,
        )
        self.desks.append(desk)
        return desk

    def comment(
        self, text: str, *, who: str = "dale", under: str = "", ago: float = 60, picture: str = ""
    ) -> str:
        if who != self.page:
            self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.comment(under or self.post, who, text, at=at, picture=picture)
        assert made is not None
        return made

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.ledger.after()]

    def asked(self) -> int:
        return sum(self.world.calls.values())

    def spoil(self, kind: Kind, method: str = "POST", count: int | None = 1, **more: Any) -> None:
        self.networks.faults.set(FaultSpec(faults=(Fault(kind=kind, method=method, count=count, **more),)))


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[SimulatedNetworks, LinkedInApi]]:
    """One server for all: to start and stop one takes longer than most tests."""
    world = LinkedInWorld(Hands())
    api = LinkedInApi(world)
    with SimulatedNetworks((world, api)) as networks:
        yield networks, api


@pytest.fixture
def town(server: tuple[SimulatedNetworks, LinkedInApi]) -> Iterator[Town]:
    networks, api = server
    hands = Hands()
    world = api.world = LinkedInWorld(hands)
    world.daily_calls = 10**6
    networks.faults.clear()
    page = world.add_account("primary", "Anyshire Police", "anyshirepolice")
    post = world.post(page, "An appeal.", at=hands.now - timedelta(hours=3))
    made = Town(networks, world, hands, page, post)
    yield made
    for desk in made.desks:
        desk.close()


def run(desk: LinkedInConnector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def notes(pages: list[FetchedPage]) -> list[str]:
    return [note for page in pages for note in page.notes]


def action(kind: ActionKind, target: str, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key=KEY, **more)


# -- reading


def test_a_first_run_reads_posts_comments_and_replies_with_names(town: Town) -> None:
    first = town.comment("I know him")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    ours = town.comment("Please call 101.", who=town.page, under=first, ago=20)

    pages = run(town.desk)

    found = items(pages)
    assert found.keys() == {first, reply, ours}
    assert found[first].kind is ItemKind.COMMENT
    assert found[first].parent is None
    assert found[first].untrusted_text == "I know him"
    assert found[first].thread == town.post
    assert found[first].created_ms == town.hands.ms - 60_000
    author = found[first].author
    assert author is not None
    assert author.native_id == town.world.people["dale"].urn
    assert author.untrusted_name == "Dale"
    assert not found[first].by_force
    assert found[ours].by_force
    assert found[reply].kind is ItemKind.REPLY
    assert found[reply].parent == first
    assert found[reply].permalink.startswith(f"https://www.linkedin.com/feed/update/{town.post}/?commentUrn=")
    threads = {thread.native_id: thread for page in pages for thread in page.threads}
    assert threads[NativeId(town.post)].kind is ThreadKind.POST
    assert threads[NativeId(town.post)].untrusted_text == "An appeal."
    assert json.loads(found[first].raw)["commentUrn"] == first


def test_a_quiet_page_costs_two_calls_and_repeats_nothing_for_ever(town: Town) -> None:
    town.comment("old", ago=7200)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    before = town.asked()

    pages = run(town.desk, cursor)

    assert items(pages) == {}
    assert town.asked() - before == 2
    assert notes(pages) == []


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_next_run_reads_what_is_new_under_the_post_that_has_it(town: Town, newest_first: bool) -> None:
    town.world.newest_first = newest_first
    quiet = town.world.post(town.page, "Quiet", at=town.hands.now - timedelta(days=2))
    town.comment("long ago", under=quiet, ago=40_000)
    old = town.comment("old", ago=7200)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    new = town.comment("new")
    reply = town.comment("new reply", under=old, ago=30)
    before = town.asked()

    pages = run(town.desk, cursor)

    found = items(pages)
    assert {new, reply} <= found.keys()
    assert found[reply].parent == old
    assert {item.thread for item in found.values()} == {NativeId(town.post)}
    assert town.asked() - before == 4  # posts, notifications, the list, the reply


def test_many_new_replies_are_read_as_lists(town: Town) -> None:
    first, second = town.comment("first", ago=7200), town.comment("second", ago=7100)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    made = {town.comment(f"reply {number}", under=first) for number in range(30)}
    made |= {town.comment(f"answer {number}", under=second) for number in range(30)}
    before = town.asked()
    assert made <= items(run(town.desk, cursor)).keys()
    assert town.asked() - before <= 8


def test_an_edit_and_a_deletion_are_noticed_by_the_next_run(town: Town) -> None:
    edited, withdrawn = town.comment("kinder", ago=7200), town.comment("withdrawn", ago=7100)
    kept = town.comment("beneath", under=edited, ago=7000)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    town.world.edit(edited, "worse")
    town.world.withdraw(withdrawn)

    pages = run(town.desk, cursor)

    assert items(pages)[edited].untrusted_text == "worse"
    seen = {item.native_id for page in pages if page.full_read == town.post for item in page.items}
    assert seen == {edited, kept}
    assert [page.full_read for page in pages if page.full_read_ends] == [town.post]


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    found = set(items([page]))
    for _ in range(100):
        if not page.more:
            break
        page = town.connect(names=False).fetch(page.cursor)
        found |= set(items([page]))
    assert found == made


def test_thousands_of_comments_come_whole(town: Town) -> None:
    post = town.world.posts[town.post]
    dale = town.world.add_person("dale", "Dale").urn
    at = town.hands.now - timedelta(seconds=20_000)
    made = {
        town.world.put_comment(post, dale, f"comment {number}", at=at + timedelta(seconds=number)).urn
        for number in range(3_000)
    }
    pages = run(town.desk)
    assert set(items(pages)) == made
    done = [page.progress.done for page in pages]
    assert done == sorted(done)


def test_a_full_run_tells_what_is_gone(town: Town) -> None:
    kept, withdrawn = town.comment("kept", ago=7200), town.comment("withdrawn", ago=7100)
    reply = town.comment("a reply", under=kept, ago=7000)
    gone_reply = town.comment("a reply that goes", under=kept, ago=6900)
    quiet = town.world.post(town.page, "Quiet", at=town.hands.now - timedelta(days=200))
    cursor = run(town.desk)[-1].cursor
    town.world.withdraw(withdrawn)
    town.world.withdraw(gone_reply)
    town.hands.forward(hours=3)

    pages = run(town.desk, cursor, full=True)

    ends = [page.full_read for page in pages if page.full_read_ends]
    assert sorted(str(one) for one in ends) == sorted([town.post, quiet])
    seen = {item.native_id for page in pages if page.full_read == town.post for item in page.items}
    assert seen == {kept, reply}


def test_a_comment_that_moves_up_while_the_list_is_read_is_not_missed(town: Town) -> None:
    made = [town.comment(f"number {number}", ago=1000 - number) for number in range(250)]
    page = town.desk.fetch(None)
    found: set[str] = set()
    withdrawn = False
    while page.more:
        page = town.desk.fetch(page.cursor)
        found |= set(items([page]))
        if found and not withdrawn:
            withdrawn = True
            for one in made[-5:]:
                town.world.withdraw(one)
    assert found >= set(made[:-5])


def test_an_ordinary_run_claims_nothing_to_be_gone(town: Town) -> None:
    town.comment("hello")
    assert all(page.full_read is None and not page.full_read_ends for page in run(town.desk))


def test_a_mention_is_an_item_of_its_own(town: Town) -> None:
    town.world.add_person("dale", "Dale")
    made = town.world.mention(town.page, "dale", "Well done (really), #police", at=town.hands.now)
    assert made is not None

    pages = run(town.desk)

    item = items(pages)[made]
    assert item.kind is ItemKind.MENTION
    assert item.thread == made
    assert item.untrusted_text == "Well done (really), #police Anyshire Police"
    assert item.can_remove is False
    thread = next(thread for page in pages for thread in page.threads if thread.native_id == made)
    assert thread.kind is ThreadKind.VISITOR_POST


def test_without_notifications_the_newer_posts_are_looked_through(town: Town) -> None:
    token = town.world.issue(
        Token(town.world.staff, {town.page: Role.ADMINISTRATOR}, SCOPES - {"rw_organization_admin"})
    )
    desk = town.connect(token)
    old = town.world.post(town.page, "Old", at=town.hands.now - timedelta(days=90))
    town.comment("on the old one", under=old, ago=80 * 86_400)
    cursor = run(desk)[-1].cursor
    town.hands.forward(hours=3)
    new = town.comment("new")

    pages = run(desk, cursor)

    assert items(pages).keys() == {new}
    assert len(notes(pages)) == 1
    assert notes(pages)[0].startswith("LinkedIn's notifications could not be read. LinkedIn did not give")


def test_notifications_without_decoration_are_understood_or_made_good(town: Town) -> None:
    town.world.decorates = False
    known, silent = town.post, town.world.post(town.page, "Silent", at=town.hands.now - timedelta(hours=2))
    town.comment("old", ago=7200)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    new = town.comment("new", under=known)
    before = town.asked()
    pages = run(town.desk, cursor)
    assert new in items(pages)
    assert town.asked() - before == 3  # the activity was seen with its post before
    town.hands.forward(hours=3)
    unheard = town.comment("the first one here", under=silent)
    mention = town.world.mention(town.page, "dale", "Look at this (now)")
    pages = run(town.desk, pages[-1].cursor)
    found = items(pages)
    assert unheard in found
    assert mention is not None
    assert found[mention].untrusted_text == "Look at this (now) Anyshire Police"
    assert notes(pages) == []


def test_a_mention_that_linkedin_does_not_show_is_an_item_without_words(town: Town) -> None:
    town.world.decorates = False
    town.world.add_person("dale", "Dale")
    mention = town.world.mention(town.page, "dale", "For my friends only")
    assert mention is not None
    town.world.posts.pop(mention)
    item = items(run(town.desk))[mention]
    assert (item.untrusted_text, item.author) == ("", None)
    assert item.permalink == f"https://www.linkedin.com/feed/update/{mention}/"


def test_replies_of_which_linkedin_does_not_say_that_there_are_any_are_found_and_kept(town: Town) -> None:
    town.world.summarises = False
    made = {town.comment(f"comment {number}", ago=9000 - number) for number in range(30)}
    replies = {
        town.comment(f"beneath {number}", under=one, ago=100) for number, one in enumerate(sorted(made)[5:])
    }
    assert set(items(run(town.desk))) == made | replies
    pages = run(town.desk, full=True)
    assert set(items(pages)) == made | replies
    assert [page.full_read for page in pages if page.full_read_ends] == [town.post]


def test_a_reply_that_was_seen_is_not_told_gone_because_linkedin_does_not_count_replies(town: Town) -> None:
    town.world.summarises = False
    made = [town.comment(f"comment {number}", ago=9000 - number) for number in range(10)]
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    reply = town.comment("beneath", under=made[0])
    pages = run(town.desk, cursor)
    assert reply in items(pages)
    pages = run(town.desk, pages[-1].cursor, full=True)
    assert reply in items(pages)
    assert [page.full_read for page in pages if page.full_read_ends] == [town.post]


def test_a_quiet_page_is_not_probed_for_replies_for_ever(town: Town) -> None:
    for number in range(40):
        town.comment(f"comment {number}")
    before = town.asked()
    run(town.desk)
    assert town.asked() - before == 3 + 5 + 1


def test_lists_without_actors_are_read(town: Town) -> None:
    town.world.shows_actors = False
    made = town.comment("who wrote this?")
    assert items(run(town.desk))[made].author is None


def test_names_that_may_not_be_had_are_left_out(town: Town) -> None:
    made = town.comment("hello")
    private = town.comment("hello again", who="shona")
    town.world.people["shona"].private = True
    unnamed = items(run(town.desk))[private].author
    assert unnamed is not None
    assert unnamed.untrusted_name == ""
    no_profiles = Token(town.world.staff, {town.page: Role.ADMINISTRATOR}, SCOPES - {"r_basicprofile"})
    desk = town.connect(town.world.issue(no_profiles))
    author = items(run(desk))[made].author
    assert author is not None
    assert author.untrusted_name == ""
    people = [count for (_, resource), count in town.world.calls.items() if resource == "people"]
    assert sum(people) == 2 + 1  # and after the refusal no more


def test_a_thread_that_can_never_be_read_does_not_stop_the_rest_and_is_tried_again(town: Town) -> None:
    second = town.world.post(town.page, "Second", at=town.hands.now - timedelta(hours=2))
    bad, good = town.comment("bad thread", under=second, ago=9000), town.comment("good thread")
    town.spoil(Kind.CUT_JSON, method="GET", count=None, route=f"/rest/socialActions/{second}/comments")

    cursor, found, raised = None, dict[str, FetchedItem](), 0
    for _ in range(50):
        try:
            page = town.desk.fetch(cursor)
        except Unreadable:
            raised += 1
            continue
        cursor = page.cursor
        found |= items([page])
        if not page.more:
            break
    assert good in found
    assert bad not in found
    assert raised == 1
    town.networks.faults.clear()
    assert bad in items(run(town.desk, cursor))


# -- doing


def test_a_reply_is_beneath_the_comment_and_its_name_is_known(town: Town) -> None:
    target = town.comment("Is this true?")
    result = town.desk.perform(action(ActionKind.REPLY, target, text="It is.", thread=NativeId(town.post)))
    assert isinstance(result, Done)
    made = town.world.comments[str(result.native_id)]
    assert (made.text, made.actor, made.parent and made.parent.urn) == ("It is.", town.page, target)
    assert result.native_id in items(run(town.desk))


def test_a_reply_to_a_reply_is_beneath_the_first_comment(town: Town) -> None:
    first = town.comment("first")
    reply = town.comment("reply", under=first, who="shona")
    act = action(ActionKind.REPLY, reply, text="Thank you.")
    result = town.desk.perform(act)
    assert isinstance(result, Done)
    assert town.world.comments[str(result.native_id)].parent is town.world.comments[first]
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=frozenset()) == Found(
        native_id=result.native_id
    )


@pytest.mark.parametrize("own", [True, False])
def test_a_comment_beneath_a_post(town: Town, own: bool) -> None:
    town.world.add_person("dale", "Dale")
    target = town.post if own else town.world.mention(town.page, "dale", "Look at this")
    assert target is not None
    result = town.desk.perform(action(ActionKind.REPLY, target, text="Call 101."))
    assert isinstance(result, Done)
    assert town.world.comments[str(result.native_id)].post is town.world.posts[target]


def test_a_removal_is_done_and_seen(town: Town) -> None:
    target = town.comment("hateful")
    act = action(ActionKind.DELETE, target, thread=NativeId(town.post))
    assert town.desk.look(act, not_before_ms=0, known=frozenset()) == Absent()
    assert town.desk.perform(act) == Done()
    assert town.desk.look(act, not_before_ms=0, known=frozenset()) == Found()
    assert town.desk.perform(act) == Done()
    assert town.applied() == ["delete"]


def test_where_linkedin_lets_nobody_remove_a_members_comment_it_is_said_plainly(town: Town) -> None:
    town.world.removes_others = False
    target = town.comment("hateful")
    result = town.desk.perform(action(ActionKind.DELETE, target))
    assert isinstance(result, RefusedResult)
    assert "open it on LinkedIn and remove it there by hand" in result.reason
    assert target in town.world.comments


def test_a_post_is_published_in_these_words_and_removed(town: Town) -> None:
    text = "Appeal (missing): call 101 [ref. 5_20] #Anyshire @ 5 < 6 \\o/ {x|y} *~"
    act = action(ActionKind.PUBLISH, "", text=text)
    result = town.desk.perform(act)
    assert isinstance(result, Done)
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=frozenset()) == Found(
        native_id=result.native_id
    )
    threads = {thread.native_id: thread for page in run(town.desk) for thread in page.threads}
    assert result.native_id is not None
    assert threads[result.native_id].untrusted_text == text
    removal = action(ActionKind.DELETE_POST, str(result.native_id))
    assert town.desk.look(removal, not_before_ms=0, known=frozenset()) == Absent()
    assert town.desk.perform(removal) == Done()
    assert town.desk.perform(removal) == Done()
    assert town.desk.look(removal, not_before_ms=0, known=frozenset()) == Found()
    assert town.applied() == ["publish", "delete_post"]


def test_the_same_words_again_are_looked_for_and_not_called_refused(town: Town) -> None:
    act = action(ActionKind.PUBLISH, "", text="Twice")
    first = town.desk.perform(act)
    assert isinstance(first, Done)
    assert isinstance(town.desk.perform(act), UnknownResult)
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=frozenset()) == Found(
        native_id=first.native_id
    )


@pytest.mark.parametrize(
    "kind",
    [
        ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.BLOCK, ActionKind.UNBLOCK, ActionKind.MUTE, ActionKind.UNMUTE,
        ActionKind.BLOCK_MESSAGES, ActionKind.UNBLOCK_MESSAGES, ActionKind.REPORT, ActionKind.MESSAGE,
        ActionKind.PRIVATE_REPLY,
    ],
)  # fmt: skip
def test_what_linkedin_lacks_is_refused_without_a_call(town: Town, kind: ActionKind) -> None:
    before = town.asked()
    act = action(kind, town.comment("hello"), text="x", person=NativeId("urn:li:person:a"))
    assert isinstance(town.desk.perform(act), RefusedResult)
    with pytest.raises(Refused):
        town.desk.look(act, not_before_ms=0, known=frozenset())
    assert town.asked() == before


@pytest.mark.parametrize(
    ("kind", "text", "more"),
    [
        (ActionKind.REPLY, " \n", {}),
        (ActionKind.REPLY, "x" * 1251, {}),
        (ActionKind.PUBLISH, "x" * 3001, {}),
        (ActionKind.PUBLISH, "later", {"scheduled_ms": 1}),
    ],
)
def test_what_cannot_be_sent_is_said_before_it_is(
    town: Town, kind: ActionKind, text: str, more: dict[str, Any]
) -> None:
    result = town.desk.perform(action(kind, town.post, text=text, **more))
    assert isinstance(result, RefusedResult)
    assert town.applied() == []


def test_a_reply_to_what_is_gone_is_refused(town: Town) -> None:
    target = town.comment("gone soon")
    town.world.withdraw(target)
    assert isinstance(town.desk.perform(action(ActionKind.REPLY, target, text="hello")), RefusedResult)
    assert (
        town.desk.look(action(ActionKind.REPLY, target, text="hello"), not_before_ms=0, known=frozenset())
        == Absent()
    )


# -- trouble


SPOILING = [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.WRONG_JSON, Kind.HTML,
            Kind.GZIP_BOMB]  # fmt: skip
BEFORE = [Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.REDIRECT]


@pytest.mark.parametrize("kind", [*SPOILING, *BEFORE])
@pytest.mark.parametrize(
    "what", [ActionKind.REPLY, ActionKind.PUBLISH, ActionKind.DELETE, ActionKind.DELETE_POST]
)
def test_a_spoiled_write_is_never_done_twice_and_what_became_of_it_is_found(
    town: Town, kind: Kind, what: ActionKind
) -> None:
    target = town.post if what is ActionKind.DELETE_POST else town.comment("target")
    act = action(what, target, text="Our words." if what.creates else "")
    began = town.hands.ms
    method = "POST" if what.creates else "DELETE"
    town.spoil(kind, method=method)

    result = town.desk.perform(act)

    done = kind not in BEFORE
    if kind in {Kind.CUT_JSON, Kind.WRONG_JSON, Kind.GZIP_BOMB} and isinstance(result, Done):
        assert what in {
            ActionKind.DELETE,
            ActionKind.DELETE_POST,
        }  # a 2xx without a body to read is LinkedIn's yes
    else:
        assert isinstance(result, UnknownResult)
    assert len(town.applied()) == done
    seen = town.desk.look(act, not_before_ms=began, known=frozenset())
    assert isinstance(seen, Found if done else Absent)
    assert len(town.applied()) == done


def test_our_own_reply_from_before_is_not_taken_for_the_new_one(town: Town) -> None:
    target = town.comment("question")
    act = action(ActionKind.REPLY, target, text="Call 101.")
    first = town.desk.perform(act)
    assert isinstance(first, Done)
    assert first.native_id is not None
    known = frozenset({first.native_id})
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=known) == Absent()
    town.hands.forward(minutes=5)
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=frozenset()) == Absent()
    town.comment("Call 101.", who="dale", under=target, ago=0)
    assert town.desk.look(act, not_before_ms=town.hands.ms, known=known) == Absent()


def test_a_reply_that_is_shown_late_is_found_when_it_is_shown(town: Town) -> None:
    target = town.comment("question")
    town.spoil(Kind.LAG, seconds=30)
    act = action(ActionKind.REPLY, target, text="Call 101.")
    began = town.hands.ms
    result = town.desk.perform(act)
    assert isinstance(result, Done)
    assert town.desk.look(act, not_before_ms=began, known=frozenset()) == Absent()
    town.hands.forward(seconds=31)
    assert town.desk.look(act, not_before_ms=began, known=frozenset()) == Found(native_id=result.native_id)


@pytest.mark.parametrize("kind", [Kind.CUT_JSON, Kind.WRONG_JSON, Kind.HTML, Kind.REDIRECT, Kind.GZIP_BOMB])
def test_a_read_that_is_spoiled_says_so_and_loses_nothing(town: Town, kind: Kind) -> None:
    made = town.comment("hello")
    town.spoil(kind, method="GET")
    with pytest.raises(NetworkError):
        town.desk.fetch(None)
    assert made in items(run(town.desk))


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.RESET_AFTER])
def test_a_read_is_tried_again_for_trouble_that_passes(town: Town, kind: Kind) -> None:
    made = town.comment("hello")
    town.spoil(kind, method="GET", count=2)
    assert made in items(run(town.desk))


def test_a_days_limit_holds_that_resource_until_midnight_utc(town: Town) -> None:
    target = town.comment("hello")
    town.spoil(Kind.THROTTLE, method="GET")
    with pytest.raises(Throttled) as raised:
        town.desk.fetch(None)
    assert raised.value.until_ms == to_ms(datetime(2026, 11, 24, tzinfo=UTC))
    before = town.asked()
    with pytest.raises(Throttled):
        town.desk.fetch(None)
    assert town.asked() == before
    assert isinstance(town.desk.perform(action(ActionKind.DELETE, target)), Done)
    town.hands.forward(hours=6)
    town.desk.fetch(None)


def test_the_days_own_count_keeps_some_calls_for_moderation(town: Town) -> None:
    target = town.comment("hello")
    for number in range(10):
        town.comment("more", under=town.world.post(town.page, f"Post {number}"))
    desk = town.connect(daily_calls=10, member_daily_calls=0)
    assert desk.budget().lines == ("10 of 10 calls left today; 2 are kept for moderation.",)
    with pytest.raises(Throttled) as raised:
        run(desk)
    assert raised.value.until_ms == to_ms(datetime(2026, 11, 24, tzinfo=UTC))
    assert desk.perform(action(ActionKind.DELETE, target)) == Done()
    assert desk.look(action(ActionKind.DELETE, target), not_before_ms=0, known=frozenset()) == Found()
    with pytest.raises(Throttled):
        desk.perform(action(ActionKind.DELETE, target))


def test_the_networks_own_daily_limit(town: Town) -> None:
    town.world.daily_calls = 3
    for number in range(5):
        town.comment("a comment", under=town.world.post(town.page, f"Post {number}"))
    with pytest.raises(Throttled):
        run(town.desk)


@pytest.mark.parametrize("ended", list(Ended))
def test_a_sign_in_that_has_ended_is_said_once_and_everything_waits(town: Town, ended: Ended) -> None:
    target = town.comment("hello")
    desk = town.desk
    town.world.tokens[town.world.token_of(town.page)].ended = ended
    with pytest.raises(SignInExpired):
        desk.fetch(None)
    for act in (
        action(ActionKind.REPLY, target, text="hello"),
        action(ActionKind.PUBLISH, "", text="hello"),
        action(ActionKind.DELETE, target),
    ):
        with pytest.raises(SignInExpired):
            desk.perform(act)
    assert town.applied() == []


def test_a_sign_in_that_can_be_renewed_is_and_the_call_is_repeated_once(town: Town) -> None:
    target = town.comment("hello")
    old = town.world.issue(Token(town.world.staff, {town.page: Role.ADMINISTRATOR}, SCOPES, Ended.EXPIRED))
    source = Renewing([old, town.world.token_of(town.page)])
    desk = town.connect(source=source)
    assert isinstance(desk.perform(action(ActionKind.REPLY, target, text="hello")), Done)
    assert target in items(run(desk))
    assert source.asked == 1
    assert town.applied() == ["reply"]


def test_a_retired_version_is_said_plainly(town: Town) -> None:
    desk = town.connect(version="202401")
    with pytest.raises(Refused, match="retired the version"):
        desk.fetch(None)
    result = desk.perform(action(ActionKind.PUBLISH, "", text="hello"))
    assert isinstance(result, RefusedResult)
    assert "version" in result.reason


def test_a_role_that_reads_nothing_is_said_plainly(town: Town) -> None:
    poster = Token(town.world.staff, {town.page: Role.RECRUITING_POSTER})
    desk = town.connect(town.world.issue(poster))
    with pytest.raises(Refused, match="did not give this sign-in the permission"):
        desk.fetch(None)


def test_a_closed_port_is_offline(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    desk = town.connect(base_url=f"http://127.0.0.1:{port}/linkedin")
    with pytest.raises(Offline):
        desk.fetch(None)
    with pytest.raises(Offline):
        desk.perform(action(ActionKind.PUBLISH, "", text="hello"))


# -- evidence


def test_a_capture_holds_the_comment_its_replies_and_its_picture(town: Town) -> None:
    target = town.comment("look", picture="a picture")
    reply = town.comment("awful", under=target, who="shona")
    captured = town.desk.capture(action(ActionKind.DELETE, target, thread=NativeId(town.post)))
    assert json.loads(captured.raw)["id"] == town.world.comments[target].number
    assert captured.item is not None
    assert captured.item.native_id == target
    assert [item.native_id for item in captured.replies] == [reply]
    assert [media.media_type for media in captured.media] == ["image/png"]
    assert captured.media_missing == ()
    assert "date" in captured.headers
    assert town.world.token_of(town.page) not in repr(captured)


def test_a_capture_of_a_mention_and_of_what_is_gone(town: Town) -> None:
    town.world.add_person("dale", "Dale")
    made = town.world.mention(town.page, "dale", "Look", picture="a picture")
    assert made is not None
    captured = town.desk.capture(action(ActionKind.DELETE, made, thread=NativeId(made)))
    assert captured.untrusted_text == "Look Anyshire Police"
    assert len(captured.media_missing) == 1
    gone = town.comment("gone")
    town.world.withdraw(gone)
    with pytest.raises(Gone):
        town.desk.capture(action(ActionKind.DELETE, gone))


# -- who may do what


def test_the_organisations_of_a_sign_in(town: Town) -> None:
    other = town.world.add_account("other", "Anyshire Rural", "anyshirerural")
    calls = linkedin_calls(
        NativeId(""),
        source=FixedToken(Credentials(token=town.world.staff_token)),
        base_url=town.networks.base_url("linkedin"),
        clock=town.hands,
        loopback_only=True,
    )
    found = list_accounts(calls)
    calls.close()
    assert {(one.native_id, one.name) for one in found} == {
        (town.page, "Anyshire Police"),
        (other, "Anyshire Rural"),
    }
    told = allowed(found[0], SCOPES)
    assert told[0].startswith("It may read")
    assert told[1].startswith("It may publish")
    assert allowed(found[0], {"r_organization_social"})[1].startswith("It may not publish")


# -- the token is nobody's


def test_no_error_holds_the_token(town: Town) -> None:
    token = town.world.token_of(town.page)
    target = town.comment("hello")
    acts: list[Callable[[], object]] = [
        lambda: town.desk.fetch(None),
        lambda: town.desk.perform(action(ActionKind.REPLY, target, text="x")),
        lambda: town.desk.look(action(ActionKind.DELETE, target), not_before_ms=0, known=frozenset()),
        lambda: town.desk.capture(action(ActionKind.DELETE, target)),
    ]
    for kind in (Kind.THROTTLE, Kind.EXPIRED_TOKEN, Kind.CUT_JSON, Kind.HTML, Kind.RESET_AFTER):
        for act in acts:
            town.spoil(kind, method="*", count=None)
            try:
                told = repr(act())
            except NetworkError as error:
                told = "".join(traceback.format_exception(error)) + repr(error.__dict__)
            assert token not in told
