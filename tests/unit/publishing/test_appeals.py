"""Appeals: kept together, taken down together, and nothing called gone that was not seen gone (P4, 3.3a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from socialdesk.clock import to_ms
from socialdesk.inbox import likeness
from socialdesk.inbox.intake import take_in
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ItemId, NativeId, PostId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.publishing import afterwards, appeal_copies, appeal_rows, appeals, drafts, takedown
from socialdesk.publishing.appeal_rows import Appeal, AppealKind, AppealLine, AppealState, Standing
from socialdesk.publishing.appeals import AppealError
from socialdesk.publishing.targets import set_targets
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import IntegrityError, writing
from socialdesk.triage.likeness import keys
from tests.fakes.post_scene import PostScene
from tests.fakes.stocked_desk import NOON, OFFICER, NoTriage, book, capabilities

pytestmark = pytest.mark.clause("P4")

WORDS = "Have you seen this man? He was last seen on Market Street on Monday at about 18:20, in a red coat."
HOLDER = Person("Hal Holder", Role.ACCOUNT_HOLDER)
OSCAR = Person("Ola Oscar", Role.OSCAR_1)
NETWORKS = (Network.FACEBOOK, Network.X, Network.BLUESKY)


class AppealScene(PostScene):
    """A scene with an appeal."""

    def __init__(self, *networks: Network) -> None:
        super().__init__(*(networks or NETWORKS))
        self.appeal_id = appeals.open_appeal(
            self.db, kind=AppealKind.MISSING, name="John Doe, Market Street", now=self.clock(), by=OFFICER
        )

    @property
    def appeal(self) -> Appeal:
        found = appeal_rows.one(self.db, self.appeal_id)
        assert found is not None
        return found

    def line(self, network: Network) -> AppealLine:
        return next(each for each in self.appeal.lines if each.network == network.value)

    def standings(self) -> list[Standing]:
        return [each.standing for each in self.appeal.lines]

    def publish(self, *on: Network, text: str = WORDS) -> PostId:
        post_id = self.draft(text, on=on)
        self.put(post_id)
        self.decide(post_id)
        self.run(60)
        return post_id

    def put(self, post_id: PostId) -> None:
        appeals.put_post(self.db, appeal_id=self.appeal_id, post_id=post_id, now=self.clock(), by=OFFICER)

    def over(self, state: AppealState = AppealState.LOCATED, by: Person = OFFICER) -> None:
        appeals.set_state(self.db, appeal_id=self.appeal_id, state=state, now=self.clock(), by=by)

    def all_down(self, by: Person = OFFICER) -> None:
        takedown.take_all_down(
            self.db, appeal_id=self.appeal_id, book=book(), capabilities=lambda _: capabilities(),
            now=self.clock(), by=by,
        )  # fmt: skip

    def go_on(self) -> None:
        takedown.go_on(self.db, book=book(), capabilities=lambda _: capabilities(), now=self.clock())

    def shown_by_network(
        self, network: Network, text: str, *, kind: ThreadKind = ThreadKind.POST, name: str = "t-1"
    ) -> None:
        """A post that was published without the desk, as a reading takes it in."""
        account = self.accounts[network]
        thread = FetchedThread(
            native_id=NativeId(name), kind=kind, untrusted_text=text, created_ms=self.now_ms - 60_000,
            permalink=f"https://{network.value}.com/{name}",
        )  # fmt: skip
        page = FetchedPage(threads=(thread,), items=(), cursor="c", more=False, progress=Progress(done=0))
        take_in(self.db, page, account=account, now_ms=self.now_ms, triage=NoTriage(), book=book())

    def comment(self, network: Network, text: str, *, thread: str = "t-1") -> None:
        item = FetchedItem(
            native_id=NativeId("c-1"), thread=NativeId(thread), parent=None, kind=ItemKind.COMMENT,
            author=FetchedAuthor(native_id=NativeId("a-1"), untrusted_name="Some One"), untrusted_text=text,
            created_ms=self.now_ms, by_force=False,
        )  # fmt: skip
        page = FetchedPage(threads=(), items=(item,), cursor="d", more=False, progress=Progress(done=1))
        take_in(
            self.db, page, account=self.accounts[network], now_ms=self.now_ms, triage=NoTriage(), book=book()
        )
        found = self.db.execute("SELECT id, text FROM items").fetchall()
        with writing(self.db):  # as the reading in the background does
            for number, words in found:
                likeness.add(self.db, ItemId(number), keys(words))

    def share_account(self) -> Account:
        """A second account on X."""
        account = add_account(
            self.db, network=Network.X, native_id=NativeId("page-9"), name="Town Team", now=NOON, by=OFFICER
        )
        self.networks[account.id] = self.networks[self.accounts[Network.X].id]
        return account


@pytest.fixture
def scene() -> AppealScene:
    return AppealScene()


# --- The case -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ACCOUNT_HOLDER, Role.OSCAR_1, Role.IDO, Role.AUDITOR, Role.TRAINEE])
def test_corporate_communications_alone_opens_an_appeal(scene: AppealScene, role: Role) -> None:
    with pytest.raises(AppealError, match=r"3\.3a"):
        appeals.open_appeal(
            scene.db, kind=AppealKind.WANTED, name="Somebody", now=scene.clock(), by=Person("Al Other", role)
        )


def test_its_title_for_other_screens_holds_no_name(scene: AppealScene) -> None:
    assert scene.appeal.title == f"Missing person, appeal {scene.appeal_id}"
    assert "Doe" not in scene.appeal.title


def test_no_fact_of_the_record_holds_its_name(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.over()
    scene.all_down()
    facts = " ".join(row[0] for row in scene.db.execute("SELECT facts FROM audit").fetchall())
    assert "Doe" not in facts


def test_every_post_on_every_account_is_kept_under_it(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    assert {line.network for line in scene.appeal.lines} == {each.value for each in NETWORKS}
    assert scene.standings() == [Standing.UP] * 3
    assert not scene.appeal.running


def test_a_draft_of_it_is_no_post_of_it_yet(scene: AppealScene) -> None:
    scene.put(scene.draft(WORDS))
    assert scene.appeal.lines == ()


def test_nothing_of_it_is_published_once_it_is_over(scene: AppealScene) -> None:
    post_id = scene.draft(WORDS)
    scene.put(post_id)
    scene.over()
    with pytest.raises(IntegrityError, match="once it is over"):
        scene.decide(post_id)
    assert scene.shown() == []


def test_no_draft_is_put_with_one_that_is_over(scene: AppealScene) -> None:
    scene.over()
    with pytest.raises(AppealError, match="over"):
        scene.put(scene.draft(WORDS))


# --- The clock ----------------------------------------------------------------------------------------------------


def test_the_clock_runs_from_the_first_word_that_it_is_over_until_the_last_is_gone(
    scene: AppealScene,
) -> None:
    scene.publish(Network.FACEBOOK)
    scene.over(AppealState.LOCATED)
    began = scene.now_ms
    scene.clock.forward(600)
    scene.over(AppealState.CONCLUDED)
    assert scene.appeal.clock_ms(scene.now_ms) == scene.now_ms - began == 600_000
    assert [each.id for each in appeal_rows.still_up(scene.db)] == [scene.appeal_id]
    scene.all_down()
    scene.run(60)
    assert scene.standings() == [Standing.GONE]
    gone_ms = scene.appeal.down_ms
    assert gone_ms is not None
    scene.clock.forward(3_600)
    assert scene.appeal.clock_ms(scene.now_ms) == gone_ms - began
    assert appeal_rows.still_up(scene.db) == []


def test_said_in_error_it_is_open_again_until_something_is_asked(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.over()
    scene.over(AppealState.OPEN)
    assert scene.appeal.over_ms is None
    scene.over()
    scene.all_down()
    with pytest.raises(AppealError, match="taken down already"):
        scene.over(AppealState.OPEN)


def test_an_open_appeal_is_not_taken_down(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    with pytest.raises(AppealError, match="open"):
        scene.all_down()
    assert scene.standings() == [Standing.UP]


# --- Taking all down ----------------------------------------------------------------------------------------------


def test_one_request_takes_every_post_and_reshare_down_and_each_is_seen_gone(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    town = scene.share_account()
    shared = appeals.share_draft(
        scene.db, appeal_id=scene.appeal_id, account_ids=[town.id], now=scene.clock(), by=OFFICER
    ).post_id
    scene.decide(shared)
    scene.run(60)
    assert [line.what for line in scene.appeal.lines] == ["Post", "Post", "Post", "Reshare"]
    scene.over(AppealState.CHARGED)
    scene.all_down()
    assert scene.standings() == [Standing.ASKED] * 4
    scene.run(120)
    assert scene.standings() == [Standing.GONE] * 4
    assert all(comment.gone for network in scene.networks.values() for comment in network.comments.values())


@pytest.mark.parametrize("fault", ["offline", "throttled", "reset_before", "reset_after", "raise_after"])
def test_a_fault_delays_it_and_it_is_gone_in_the_end(scene: AppealScene, fault: str) -> None:
    scene.publish(*NETWORKS)
    scene.over()
    for network in scene.networks.values():
        network.faults = [fault]
    scene.all_down()
    scene.run(3_600)
    assert scene.standings() == [Standing.GONE] * 3
    for network in scene.networks.values():
        assert all(comment.gone for comment in network.comments.values())


def test_what_shows_late_is_not_called_gone_before(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.network.late_ms, scene.network.late_share = 60_000, 1.0
    scene.over()
    scene.all_down()
    scene.run(20)
    assert scene.network.comments[NativeId("made-1")].gone
    assert scene.standings() == [Standing.ASKED]
    assert scene.appeal.running
    scene.run(600)
    assert scene.standings() == [Standing.GONE]


def test_what_a_network_refuses_is_for_a_hand_and_keeps_no_other_up(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    scene.networks[scene.accounts[Network.X].id].faults = ["refused"]
    scene.over()
    scene.all_down()
    scene.run(600)
    assert scene.line(Network.FACEBOOK).standing is Standing.GONE
    assert scene.line(Network.BLUESKY).standing is Standing.GONE
    left = scene.line(Network.X)
    assert (left.standing, left.reason) == (Standing.HAND, "The network said no.")
    assert scene.appeal.running
    scene.all_down()
    scene.run(600)
    assert scene.line(Network.X).standing is Standing.GONE


def test_what_a_network_cannot_show_is_not_called_seen(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.network.shows_nothing_of = frozenset({ActionKind.DELETE_POST})
    scene.over()
    scene.all_down()
    scene.run(600)
    assert scene.standings() == [Standing.SAID]
    assert "no way to show" in scene.line(Network.FACEBOOK).reason


def test_what_the_network_has_no_call_for_is_listed_with_what_to_do(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    able = dict(capabilities())
    able[ActionKind.DELETE_POST] = replace(
        able[ActionKind.DELETE_POST], way=Way.BY_HAND, reason="Done on the site."
    )
    scene.over()
    x = scene.accounts[Network.X].id
    takedown.take_all_down(
        scene.db, appeal_id=scene.appeal_id, book=book(),
        capabilities=lambda account: able if account == x else capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(120)
    line = scene.line(Network.X)
    assert line.standing is Standing.HAND
    assert line.reason
    assert [each.network for each in scene.appeal.left] == ["x"]
    assert line.target_id is not None
    takedown.tick_post(scene.db, target_id=line.target_id, now=scene.clock(), by=OFFICER)
    ticked = scene.line(Network.X)
    assert (ticked.standing, ticked.by_name) == (Standing.SAID, OFFICER.name)
    assert not scene.appeal.running


def test_killed_between_asking_and_sending_it_goes_on(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    scene.over()

    class Killed(BaseException):
        pass

    def able(account: AccountId) -> Mapping[ActionKind, Capability]:
        if account != scene.accounts[Network.FACEBOOK].id:
            raise Killed
        return capabilities()

    with pytest.raises(Killed):
        takedown.take_all_down(
            scene.db, appeal_id=scene.appeal_id, book=book(), capabilities=able, now=scene.clock(), by=OFFICER
        )
    assert takedown.waiting_to_hand(scene.db)
    assert scene.standings() == [Standing.ASKED] * 3
    scene.go_on()
    assert not takedown.waiting_to_hand(scene.db)
    scene.run(120)
    assert scene.standings() == [Standing.GONE] * 3
    assert (
        len(scene.network.calls) == len(set(scene.network.calls))
        or scene.network.calls.count("perform delete_post") == 1
    )


def test_what_is_still_to_go_out_never_does(scene: AppealScene) -> None:
    post_id = scene.draft(WORDS, at_ms=scene.later(days=1))
    scene.put(post_id)
    scene.decide(post_id)
    scene.run(60)
    standings = {line.network: line.standing for line in scene.appeal.lines}
    assert standings["x"] is Standing.HELD  # the desk holds it; Facebook holds its own
    scene.over()
    scene.all_down()
    scene.run(2 * 86_400)
    assert all(line.standing is Standing.GONE for line in scene.appeal.lines)
    assert not any(comment.visible_ms and not comment.gone for comment in scene.network.comments.values())
    assert scene.networks[scene.accounts[Network.X].id].ledger == []
    assert not scene.appeal.running
    assert scene.post(post_id).state in (PostState.DRAFT, PostState.SENT)


def test_an_oscar_1_takes_down_at_night_what_is_theirs_and_is_told_of_the_rest(scene: AppealScene) -> None:
    scene.publish(*NETWORKS)
    scene.clock.forward(12 * 3600)
    scene.over(by=OSCAR)
    scene.all_down(by=OSCAR)
    scene.run(120)
    assert scene.line(Network.FACEBOOK).standing is Standing.GONE
    for network in (Network.X, Network.BLUESKY):
        assert scene.line(network).standing is Standing.HAND
        assert "main Facebook page only" in scene.line(network).reason
    scene.clock.forward(8 * 3600)
    scene.all_down()
    scene.run(120)
    assert scene.standings() == [Standing.GONE] * 3


def test_an_account_holder_ends_no_appeal(scene: AppealScene) -> None:
    with pytest.raises(AppealError):
        scene.over(by=HOLDER)


# --- What was published without the desk, and copies --------------------------------------------------------------


def test_a_post_published_elsewhere_is_found_by_its_words_and_taken_down_once_confirmed(
    scene: AppealScene,
) -> None:
    scene.publish(Network.FACEBOOK)
    scene.shown_by_network(Network.X, WORDS.replace("Have you", "URGENT: have you") + " Please share")
    offers = appeal_copies.offers(scene.db, scene.appeal_id)
    assert [(each.network, each.ours, each.adoptable) for each in offers] == [("x", True, True)]
    appeal_copies.confirm(scene.db, appeal_id=scene.appeal_id, offered=offers, now=scene.clock(), by=OFFICER)
    assert appeal_copies.offers(scene.db, scene.appeal_id) == []
    assert scene.line(Network.X).standing is Standing.UP
    assert scene.line(Network.X).link == "https://x.com/t-1"


def test_other_posts_are_not_offered(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.shown_by_network(
        Network.X, "The A45 is closed at Market Street until 18:20. Please find another way."
    )
    assert appeal_copies.offers(scene.db, scene.appeal_id) == []


def test_what_is_said_to_be_no_part_of_it_is_not_offered_again(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.shown_by_network(Network.X, WORDS)
    offers = appeal_copies.offers(scene.db, scene.appeal_id)
    appeal_copies.decline(scene.db, appeal_id=scene.appeal_id, offered=offers, now=scene.clock(), by=OFFICER)
    assert appeal_copies.offers(scene.db, scene.appeal_id) == []
    assert len(scene.appeal.lines) == 1


def test_copies_by_strangers_are_listed_for_a_hand_and_never_asked_of_the_network(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.shown_by_network(Network.FACEBOOK, WORDS, kind=ThreadKind.VISITOR_POST, name="v-1")
    scene.shown_by_network(Network.X, "Something else altogether, about a fair.")
    scene.comment(Network.X, f"Shared: {WORDS}")
    offers = appeal_copies.offers(scene.db, scene.appeal_id)
    assert sorted((each.network, each.item_id is not None) for each in offers) == [
        ("facebook", False),
        ("x", True),
    ]
    assert not any(each.ours for each in offers)
    appeal_copies.confirm(scene.db, appeal_id=scene.appeal_id, offered=offers, now=scene.clock(), by=OFFICER)
    scene.over()
    scene.all_down()
    scene.run(120)
    assert [line.standing for line in scene.appeal.lines] == [Standing.GONE, Standing.HAND, Standing.HAND]
    assert scene.appeal.running
    for line in scene.appeal.left:
        assert line.copy_id is not None
        takedown.tick_copy(scene.db, copy_id=line.copy_id, outcome="asked", now=scene.clock(), by=OFFICER)
    assert not scene.appeal.running
    assert [line.standing for line in scene.appeal.lines][1:] == [Standing.SAID, Standing.SAID]


def test_a_copy_left_up_needs_a_reason(scene: AppealScene) -> None:
    appeal_copies.add_link(
        scene.db,
        appeal_id=scene.appeal_id,
        url="x.com/someone/status/1",
        ours=False,
        now=scene.clock(),
        by=OFFICER,
    )
    scene.over()
    copy_id = scene.appeal.lines[0].copy_id
    assert copy_id is not None
    with pytest.raises(AppealError, match="why"):
        takedown.tick_copy(scene.db, copy_id=copy_id, outcome="left", now=scene.clock(), by=OFFICER)
    assert scene.appeal.running


def test_a_link_to_our_own_post_becomes_one_that_the_desk_takes_down(scene: AppealScene) -> None:
    scene.shown_by_network(Network.X, "An appeal in quite other words.")
    appeal_copies.add_link(
        scene.db,
        appeal_id=scene.appeal_id,
        url="https://x.com/t-1?s=20",
        ours=False,
        now=scene.clock(),
        by=OFFICER,
    )
    assert scene.line(Network.X).target_id is not None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "http://x.com/a/1",
        "https://x.com",
        "https://a@x.com/1",
        "https://x.com/a b",
        "https://x.com:8/1",
        "file:///etc/passwd",
        "https://x.com/\u202e1",
        "https://[::1/1",
    ],
)
def test_what_is_no_link_is_refused(url: str) -> None:
    with pytest.raises(AppealError):
        appeal_copies.checked_link(url)


def test_a_late_find_reopens_the_list(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    scene.over()
    scene.all_down()
    scene.run(120)
    assert not scene.appeal.running
    scene.clock.forward(86_400)
    scene.shown_by_network(Network.X, WORDS)
    offers = appeal_copies.offers(scene.db, scene.appeal_id)
    appeal_copies.confirm(scene.db, appeal_id=scene.appeal_id, offered=offers, now=scene.clock(), by=OFFICER)
    assert scene.appeal.running
    assert [each.id for each in appeal_rows.still_up(scene.db)] == [scene.appeal_id]
    assert scene.appeal.clock_ms(scene.now_ms) > 86_000_000


def test_a_post_taken_down_from_its_own_page_is_gone_here_too(scene: AppealScene) -> None:
    post_id = scene.publish(Network.FACEBOOK)
    afterwards.take_down(
        scene.db, target_id=scene.target_id(post_id), reason="Over.", book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    assert scene.standings() == [Standing.GONE]


# --- Sharing in place of copying ----------------------------------------------------------------------------------


def test_a_copy_of_an_open_appeal_is_noticed_and_a_share_takes_its_place(scene: AppealScene) -> None:
    scene.publish(Network.X)
    town = scene.share_account()
    copied = appeals.copied_appeal(scene.db, f"PLEASE SHARE. {WORDS}")
    assert copied is not None
    assert copied.id == scene.appeal_id
    assert appeals.copied_appeal(scene.db, "The A45 is closed. Please find another way.") is None
    post_id = drafts.save_post(
        scene.db, post_id=None, purpose="Share", text="", now=scene.clock(), by=HOLDER
    ).post_id
    set_targets(scene.db, post_id=post_id, account_ids=[town.id], now=scene.clock(), by=HOLDER)
    appeals.reshare_instead(
        scene.db, post_id=post_id, appeal_id=scene.appeal_id, now=scene.clock(), by=HOLDER
    )
    target = scene.post(post_id).target(town.id)
    assert target is not None
    assert target.share_of == "made-1"


def test_nothing_is_shared_where_the_forces_own_post_is_not(scene: AppealScene) -> None:
    scene.publish(Network.FACEBOOK)
    town = scene.share_account()
    with pytest.raises(AppealError, match="Town Team"):
        appeals.share_draft(
            scene.db, appeal_id=scene.appeal_id, account_ids=[town.id], now=scene.clock(), by=OFFICER
        )


def test_times_are_the_clocks(scene: AppealScene) -> None:
    assert scene.appeal.opened_ms == to_ms(NOON)
