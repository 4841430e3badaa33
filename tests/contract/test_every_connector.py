"""What holds for the reading of every connector, against its simulated network over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest
import stamina

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.api import FetchedPage, NetworkError, SignInExpired, Throttled
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.public_world import Unsupported
from tests.fakes.towns import Renewing, Town, Towns, every_network, items, numbers, run, told_gone

QUIET_CALLS = 4
"""More than so many a poll may not ask where nothing has happened."""
LONGEST_WAIT_MS = 24 * 3600_000
NO_CURSORS = (
    "", "garbage", "{", "{}", "[]", "null", "7", '"x"', "\x00", '{"v":9}', '{"v":"x"}', '{"run":7}', '{"counts":7}',
    '{"memory":7}', '{"run":{"began_ms":"x"}}', '{"run":{"began_ms":1}}',
    '{"v":1,"run":{"began_ms":1,"phase":"dance"}}', "[" * 5_000, "{" * 100_000, "x" * 5_000_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running:
        yield running


@pytest.fixture(params=list(Network), ids=lambda network: network.value)
def town(towns: Towns, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Town]:
    """Nothing that is answered, raised or logged in it may hold the token."""
    caplog.set_level("DEBUG")
    with stamina.set_testing(True, attempts=2, cap=True), towns.town(request.param) as made:
        yield made
        logged = " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
        assert len(made.token) > 8
        assert made.token not in logged + repr(made.opened) + "".join(made.shown)


def said(town: Town) -> set[int]:
    return set(range(1, town.said + 1))


def test_a_first_run_is_whole_and_tells_how_far_it_is(town: Town) -> None:
    made = town.evening()
    pages = run(town.desk)

    found = items(pages)
    assert numbers(pages) == said(town)
    assert set(made.values()) <= found.keys()
    assert found[made["reply"]].thread == town.post
    assert [found[made[name]].by_force for name in ("reply", "ours")] == [False, True]
    assert all(json.loads(item.raw) for item in found.values())
    assert {str(town.post)} <= {str(thread.native_id) for page in pages for thread in page.threads}
    done = [page.progress.done for page in pages]
    assert done == sorted(done)
    assert done[-1] == sum(len(page.items) for page in pages)
    assert all(page.progress.total is None or page.progress.total >= page.progress.done for page in pages)
    assert all(one.cursor != next_.cursor for one, next_ in pairwise(pages))
    assert [page.more for page in pages] == [True] * (len(pages) - 1) + [False]
    assert not any(page.full_read or page.gone or page.gone_threads for page in pages)


@pytest.mark.parametrize("full", [False, True], ids=["first", "full"])
def test_it_may_be_stopped_after_any_page_and_gone_on_with_by_another(town: Town, full: bool) -> None:
    town.evening()
    pages = run(town.desk, full=full)
    assert numbers(pages) == said(town)
    for stopped in range(1, len(pages)):
        rest = run(town.connect(), pages[stopped - 1].cursor, full=full)
        both = [*pages[:stopped], *rest]
        assert items(both).keys() == items(pages).keys()
        assert told_gone(both, items(pages)) == set()


def test_where_nothing_happened_a_poll_is_quiet_and_asks_little(town: Town) -> None:
    town.evening()
    first = run(town.desk)
    known = items(first)
    town.hands.forward(hours=3)
    cursor = run(town.desk, first[-1].cursor)[-1].cursor  # what was new just now is read once more
    town.hands.forward(hours=3)
    town.door.asked.clear()

    pages = run(town.desk, cursor)

    assert len(town.door.asked) <= QUIET_CALLS
    assert {request.method for request in town.door.asked} == {"GET"}
    again = items(pages)
    assert again.keys() <= known.keys()
    assert all(
        (item.untrusted_text, item.hidden) == (known[one].untrusted_text, known[one].hidden)
        for one, item in again.items()
    )


def test_what_is_new_is_in_the_next_poll(town: Town) -> None:
    town.evening()
    cursor = run(town.desk)[-1].cursor
    for _ in range(3):
        before = said(town)
        town.hands.forward(hours=2)
        town.evening()
        pages = run(town.desk, cursor)
        cursor = pages[-1].cursor
        assert said(town) - before <= numbers(pages)


def test_an_edit_is_noticed(town: Town) -> None:
    made = town.evening()
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(minutes=20)
    if town.network is Network.BLUESKY:
        with pytest.raises(Unsupported, match=r"cannot be edited\."):
            town.world.edit(made["comment 1"], "Quite other words, no. 99")
        return
    town.world.edit(made["comment 1"], "Quite other words, no. 99")
    found = items(run(town.desk, cursor, full=True))
    assert found[made["comment 1"]].untrusted_text.endswith("Quite other words, no. 99")


def test_a_deletion_is_noticed_by_a_full_read_and_nothing_else_with_it(town: Town) -> None:
    made = town.evening()
    first = run(town.desk)
    known = items(first)
    town.hands.forward(hours=3)
    for name in ("comment 2", "elsewhere"):
        town.world.withdraw(made[name])

    assert told_gone(run(town.desk, first[-1].cursor), known) <= {made["comment 2"], made["elsewhere"]}
    pages = run(town.desk, first[-1].cursor, full=True)

    assert told_gone(pages, known) == {made["comment 2"], made["elsewhere"]}
    left = {one: item for one, item in known.items() if one not in told_gone(pages, known)}
    assert told_gone(run(town.desk, pages[-1].cursor, full=True), left) == set()


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_through_any_trouble_nothing_is_lost(town: Town, kind: Kind) -> None:
    town.evening()
    town.spoil(kind, "GET", count=None if kind is not Kind.DRIP else 2, probability=0.4, seed=7)
    cursor, pages = None, list[FetchedPage]()
    for _ in range(30):
        told = town.tried(partial(town.desk.fetch, cursor))
        if isinstance(told, NetworkError):
            assert str(told).strip()
            town.wait(told)
            continue
        cursor = told.cursor
        pages.append(told)
        if not told.more:
            break
    assert town.struck > 0
    town.behave()
    for _ in range(2):  # what could not be read in one run is owed, and read by the next
        pages += run(town.desk, cursor)
        cursor = pages[-1].cursor
    assert numbers(pages) == said(town)


def test_a_sign_in_that_has_run_out_is_renewed_once_and_the_call_repeated_once(town: Town) -> None:
    made = town.comment()
    source = Renewing(town.token)
    desk = town.connect(source)
    town.spoil(Kind.EXPIRED_TOKEN, "GET", count=1)
    assert made in items(run(desk))
    assert (source.asked, town.struck) == (1, 1)
    for left, struck in ((1, 2), (0, 1)):
        source = Renewing(town.token, left=left)
        desk = town.connect(source)
        town.spoil(Kind.EXPIRED_TOKEN, "GET", count=None)
        told = town.tried(lambda desk=desk: desk.fetch(None))
        assert isinstance(told, SignInExpired)
        assert told.to_do
        assert (source.asked, town.struck) == (1, struck)


def test_throttled_it_says_until_when_and_asks_no_more_before(town: Town) -> None:
    made = town.comment()
    town.spoil(Kind.THROTTLE, "GET", count=1)
    told = town.tried(lambda: town.desk.fetch(None))
    assert isinstance(told, Throttled)
    assert 1000 <= told.until_ms - town.hands.ms <= LONGEST_WAIT_MS
    town.door.asked.clear()
    assert isinstance(town.tried(lambda: town.desk.fetch(None)), Throttled)
    assert town.door.asked == []
    town.wait(told)
    assert made in items(run(town.desk))


def test_the_allowance_is_told_in_sentences(town: Town) -> None:
    town.evening()
    run(town.desk)
    told = town.desk.budget()
    assert 0 <= told.used_percent <= 100
    assert all(line[0].isalnum() and line.endswith(".") for line in told.lines)
    town.spoil(Kind.THROTTLE, "GET", count=1)
    town.tried(lambda: town.desk.fetch(None))
    assert all(line[0].isalnum() and line.endswith(".") for line in town.desk.budget().lines)


def test_a_capture_is_what_the_network_showed_and_holds_no_token(town: Town) -> None:
    made = town.comment(ago=900, picture="A photograph")
    reply = town.comment(under=made, who="shona", ago=300)
    item = town.item(made)
    action = town.act(ActionKind.HIDE, item)

    shown = town.tried(lambda: town.desk.capture(action))

    assert not isinstance(shown, NetworkError)
    assert json.loads(shown.raw)
    assert item.untrusted_text.rpartition(", ")[2] in shown.raw.decode()
    assert shown.untrusted_text == item.untrusted_text
    assert shown.item is not None
    assert (shown.item.native_id, shown.item.thread, shown.item.author) == (made, town.post, item.author)
    assert not {"authorization", "cookie", "set-cookie"} & {name.lower() for name in shown.headers}
    assert any(name.lower() == "date" for name in shown.headers)
    assert shown.url.startswith(town.networks.base_url(town.network.value))
    if town.network is not Network.X:  # which has no list of what is beneath a reply
        assert [one.native_id for one in shown.replies] == [reply]
    assert all(one.content.startswith(b"\x89PNG") for one in shown.media)
    assert all(reason.endswith(".") for reason in shown.media_missing)
    assert town.token not in shown.raw.decode("utf-8", "replace")
    town.world.withdraw(made)
    town.hands.forward(minutes=5)
    gone = town.tried(lambda: town.desk.capture(action))
    assert type(gone).__name__ == "Gone"


def test_what_is_no_cursor_begins_anew(town: Town) -> None:
    made = town.comment()
    for cursor in NO_CURSORS:
        assert made in items(run(town.desk, cursor)), cursor[:60]


def test_it_may_be_closed_twice(town: Town) -> None:
    desk = town.connect()
    desk.fetch(None)
    desk.close()
    desk.close()


def test_it_says_of_every_action_whether_it_can_be_done_and_why_not(town: Town) -> None:
    told = town.desk.capabilities()
    assert told.keys() == set(ActionKind)
    assert all(one.way.value == "api" or one.reason for one in told.values())
