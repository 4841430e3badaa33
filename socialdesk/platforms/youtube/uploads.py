"""The channel's videos, which the desk holds as threads: the uploads playlist, and videos that comments name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedThread, Gone, Refused, Unreadable
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls, is_id, known_id
from socialdesk.platforms.youtube.cursor import Cursor, Job, Run
from socialdesk.platforms.youtube.items import Reader

_A_CALL = 50
"""How many videos one call gives."""
_NEW_MS = 30 * 24 * 3600_000
"""For so long the count of a video's comments is not believed where it says that there are none."""
_LONGEST_TITLE = 200


class Uploads:
    """Reads what a channel has uploaded."""

    def __init__(self, calls: YouTubeCalls) -> None:
        self._calls = calls

    def read(self, cursor: Cursor, run: Run, job: Job) -> list[FetchedThread]:
        """One page of the uploads; a steady run asks for the newest alone. Raises NetworkError."""
        if not cursor.uploads:
            self._open(cursor)
        ids, token = self._entries(cursor, job)
        wanted = [one for one in ids if one not in cursor.videos] if run.since_ms else ids
        threads, counts = self._videos(wanted)
        cursor.knows(thread.native_id for thread in threads)
        cursor.uploads_ms = self._calls.now_ms
        run.total += sum(max(count or 0, 0) for count in counts.values())
        if run.full:
            worth = [
                thread.native_id
                for thread in threads
                if self._may_have_comments(thread, counts[thread.native_id])
            ]
            first = [] if job.pages else [self._calls.channel_id]
            run.todo = [*dict.fromkeys([*run.todo, *first, *worth])]
        if not token or run.since_ms or not job.move(token, found=len(ids)):
            run.done_with(job)
        return threads

    def named(self, cursor: Cursor, unders: Iterable[str]) -> list[FetchedThread]:
        """What comments hang under, where the desk has not been told of it yet. Raises Offline and the like."""
        wanted = [one for one in dict.fromkeys(unders) if one not in cursor.videos]
        threads: list[FetchedThread] = []
        if self._calls.channel_id in wanted:
            threads.append(self._reader().channel(cursor.title, cursor.opened_ms))
        try:
            threads += self._videos([one for one in wanted if one != self._calls.channel_id])[0]
        except (Refused, Gone, Unreadable):
            return threads  # the comments are what matters; the next run asks again
        cursor.knows(thread.native_id for thread in threads)
        return threads

    def _open(self, cursor: Cursor) -> None:
        """What the channel is called, and where its uploads are."""
        asked = {"part": "snippet,contentDetails"}
        _, raw = self._calls.one("channels", asked, NativeId(self._calls.channel_id))
        told = wire.salvage(raw, wire.Resource)
        playlists = wire.salvage(told.content_details, wire.Details).related_playlists
        said = wire.salvage(told.snippet, wire.VideoSnippet)
        cursor.title = said.title[:_LONGEST_TITLE]
        cursor.opened_ms = wire.moment_ms(said.published_at) or self._calls.now_ms
        cursor.uploads = playlists.uploads if playlists is not None else ""

    def _entries(self, cursor: Cursor, job: Job) -> tuple[list[str], str]:
        """The ids on one page of the playlist, and the token of the next."""
        if not cursor.uploads:
            return [], ""
        asked = {"part": "contentDetails", "maxResults": str(_A_CALL), "playlistId": known_id(cursor.uploads)}
        try:
            listing = self._calls.listing(
                "playlistItems", asked | ({"pageToken": job.token} if job.token else {})
            )
        except Gone:
            return [], ""  # a channel that never uploaded anything has no such playlist
        ids = [
            wire.salvage(wire.salvage(raw, wire.Resource).content_details, wire.Details).video_id
            for raw in listing.items
        ]
        return [one for one in dict.fromkeys(ids) if one], listing.next_page_token or ""

    def _videos(self, ids: Sequence[str]) -> tuple[list[FetchedThread], dict[str, int | None]]:
        """Videos by id, and how many comments each has."""
        threads: list[FetchedThread] = []
        counts: dict[str, int | None] = {}
        reader = self._reader()
        for some in _chunks([one for one in ids if is_id(one)]):
            asked = {"part": "snippet,statistics", "id": ",".join(some)}
            for raw in self._calls.listing("videos", asked).items:
                thread = reader.video(raw)
                if thread is not None and thread.native_id in some:
                    threads.append(thread)
                    counts[thread.native_id] = wire.comment_count(raw)
        return threads, counts

    def _may_have_comments(self, thread: FetchedThread, count: int | None) -> bool:
        """False where comments are turned off, or where there have been none for a long time."""
        if count == 0:
            return thread.created_ms > self._calls.now_ms - _NEW_MS
        return count != -1

    def _reader(self) -> Reader:
        return Reader(self._calls.channel_id, self._calls.now_ms)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _A_CALL):
        yield ids[start : start + _A_CALL]
