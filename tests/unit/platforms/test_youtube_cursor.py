"""A reading can stop anywhere and goes on, and what is stored stays small."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.accounts import NEEDED_SCOPE, allowed
from socialdesk.platforms.youtube.cursor import (
    SPAM_GAP_MS,
    UPLOADS_GAP_MS,
    Cursor,
    Job,
    What,
    read_cursor,
    write_cursor,
)

NOW = 1_700_000_000_000


@given(st.text(max_size=60))
def test_any_stored_text_is_a_cursor(stored: str) -> None:
    assert read_cursor(stored).v == 1


def test_what_was_read_lately_is_not_asked_for_again() -> None:
    cursor = Cursor(since_ms=NOW, uploads_ms=NOW, spam_ms=NOW)
    assert [job.status for job in cursor.begin(NOW + 60_000, full=False).queue] == [wire.HELD, wire.PUBLISHED]
    for later in (NOW + max(UPLOADS_GAP_MS, SPAM_GAP_MS), NOW - 1):
        cursor.run = None
        assert cursor.begin(later, full=False).queue[0].what is What.UPLOADS
        assert len(cursor.run.queue if cursor.run else []) == 4


def test_a_full_run_reads_what_is_held_of_a_video_only_where_something_is() -> None:
    run = Cursor().begin(NOW, full=True)
    run.todo = ["a", "b"]
    run.seen_held(run.queue[1], ["b", "c", "b"])
    run.queue = run.queue[3:]
    read: list[tuple[str, str]] = []
    while not (job := run.front()).again:
        read.append((job.video, job.status))
        run.done_with(job)
    assert read == [
        ("a", wire.PUBLISHED),
        ("b", wire.HELD), ("b", wire.SPAM), ("b", wire.PUBLISHED),
        ("c", wire.HELD), ("c", wire.SPAM), ("c", wire.PUBLISHED),
    ]  # fmt: skip
    run.seen_held(run.front(), ["b", "d"])
    assert run.late == ["d"]


def test_a_run_that_had_to_leave_a_list_does_not_move_the_watermark() -> None:
    cursor = Cursor(since_ms=5)
    cursor.begin(NOW, full=False).incomplete = True
    cursor.end()
    assert (cursor.since_ms, cursor.run) == (5, None)
    cursor.begin(NOW, full=False)
    cursor.end()
    assert 5 < cursor.since_ms < NOW


def test_what_is_remembered_is_bounded() -> None:
    cursor = Cursor()
    for number in range(2000):
        cursor.knows([f"video-{number}"])
        cursor.counted(f"Ugx{number}", number)
        job = Job(What.COMMENTS, pages=number)
        assert not cursor.marked(job, "mark")
    assert cursor.videos[-1] == "video-1999"
    assert len(write_cursor(cursor)) < 30_000


def test_a_page_that_is_as_it_was_is_known() -> None:
    cursor = Cursor()
    first, second = Job(What.COMMENTS), Job(What.COMMENTS, pages=1)
    assert [cursor.marked(first, "a"), cursor.marked(second, "b")] == [False, False]
    assert [cursor.marked(first, "a"), cursor.marked(second, "c"), cursor.marked(second, "c")] == [
        True,
        False,
        True,
    ]


def test_the_buttons_are_true_to_youtube() -> None:
    path = Path(__file__).parents[3] / "resources/capabilities/youtube.toml"
    told = read_capabilities(path.read_text(encoding="utf-8"))
    assert told[ActionKind.HIDE].label == "Hold for review"
    assert told[ActionKind.HIDE].undo is ActionKind.UNHIDE
    assert "permanently" in told[ActionKind.DELETE].label
    assert told[ActionKind.DELETE].undo is None
    assert told[ActionKind.BLOCK].label == "Remove permanently and ban"
    assert told[ActionKind.UNBLOCK].way is Way.BY_HAND
    assert told[ActionKind.MESSAGE].way is Way.IMPOSSIBLE
    for capability in told.values():
        assert capability.undo is None or told[capability.undo].way is not Way.IMPOSSIBLE


def test_what_a_sign_in_may_do_is_said() -> None:
    assert "May hold comments" in " ".join(allowed([NEEDED_SCOPE]))
    reading = " ".join(allowed(["https://www.googleapis.com/auth/youtube.readonly"]))
    assert "May not read or answer comments" in reading
    assert "remove the channel's videos" not in reading
    assert "May not see the channel's videos." in allowed(["openid"])
    assert allowed([]) == ()
