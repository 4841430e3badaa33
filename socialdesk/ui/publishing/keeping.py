"""Keeps a post as it is written: at every pause, one piece of work at a time, so that a crash loses nothing (P1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId, PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, Route
from socialdesk.publishing.drafts import Saved, save_post, set_appeal
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.targets import set_by_hand, set_share, set_targets, set_texts
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.tasks import Tasks

PAUSE_MS = 400
LONGEST_MS = 2_000
"""After which what is typed without a pause is kept too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a person writes of a post; the pictures are kept by themselves."""

    purpose: str = ""
    text: str = ""
    link: str = ""
    accounts: tuple[AccountId, ...] = ()
    texts: Mapping[AccountId, tuple[str, ...]] = field(default_factory=dict[AccountId, tuple[str, ...]])
    """Own words, by account."""
    by_hand: frozenset[AccountId] = frozenset()
    scheduled_ms: int | None = None
    shares: Mapping[AccountId, NativeId] = field(default_factory=dict[AccountId, NativeId])
    """Posts of the Force's that are shared in place of a copy, by account."""
    shared_appeal: int | None = None
    """The appeal that those posts are of."""

    @property
    def empty(self) -> bool:
        """True where nothing was written yet."""
        written = self.purpose.strip() or self.text.strip() or self.link.strip() or any(self.texts.values())
        return not (written or self.shares)


def content_of_post(post: Post) -> Content:
    """A stored draft as it is written on."""
    shares = {target.account_id: target.share_of for target in post.chosen if target.share_of}
    return Content(
        purpose=post.purpose,
        text=post.text,
        link=post.link,
        accounts=tuple(target.account_id for target in post.chosen),
        texts={
            target.account_id: tuple(part.text for part in target.parts)
            for target in post.chosen
            if target.own_words
        },
        by_hand=frozenset(target.account_id for target in post.chosen if target.route is Route.BY_HAND),
        scheduled_ms=post.scheduled_ms,
        shares=shares,
        shared_appeal=post.appeal_id if shares else None,
    )


def keep_content(
    db: Connection,
    *,
    post_id: PostId | None,
    before: Content,
    wanted: Content,
    appeal_id: int | None,
    now: datetime,
    by: Person,
) -> Saved:
    """Keeps what differs from `before`; None makes a new draft. Raises NotOpen where it is no draft any more."""
    saved = save_post(
        db, post_id=post_id, purpose=wanted.purpose, text=wanted.text, link=wanted.link, now=now, by=by
    )
    post, changes = saved.post_id, saved.changes
    if post_id is None and appeal_id is not None:
        changes |= set_appeal(db, post_id=post, appeal_id=appeal_id, now=now, by=by)
    if wanted.accounts != before.accounts:
        changes |= set_targets(db, post_id=post, account_ids=wanted.accounts, now=now, by=by)
    if wanted.shared_appeal != before.shared_appeal:
        changes |= set_appeal(db, post_id=post, appeal_id=wanted.shared_appeal, now=now, by=by)
    for account_id in wanted.accounts:
        # An account that was taken out and in again may still have words that are not on the screen.
        new, texts = account_id not in before.accounts, wanted.texts.get(account_id, ())
        if new or texts != before.texts.get(account_id, ()):
            changes |= set_texts(db, post_id=post, account_id=account_id, texts=texts, now=now, by=by)
        share = wanted.shares.get(account_id, NativeId(""))
        if new or share != before.shares.get(account_id, NativeId("")):
            changes |= set_share(db, post_id=post, account_id=account_id, share_of=share, now=now, by=by)
        by_hand = account_id in wanted.by_hand
        if new or by_hand != (account_id in before.by_hand):
            changes |= set_by_hand(db, post_id=post, account_id=account_id, by_hand=by_hand, now=now, by=by)
    if wanted.scheduled_ms != before.scheduled_ms:
        changes |= set_time(db, post_id=post, scheduled_ms=wanted.scheduled_ms, now=now, by=by)
    return Saved(post_id=post, changes=changes)


class Keeper(QObject):
    """Hands what differs from what is kept to the writer. `kept` tells the post's id once all of it is durable."""

    kept = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self.post_id: PostId | None = None
        self.appeal_id: int | None = None
        """The appeal that a new post belongs to."""
        self._stored = Content()
        self._wanted = Content()
        self._busy = False
        self._generation = 0
        self._after: list[Callable[[PostId], None]] = []
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, interval in ((self._pause, PAUSE_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(self.keep)

    @property
    def stored(self) -> Content:
        """As it is kept."""
        return self._stored

    @property
    def unkept(self) -> bool:
        """True while something is not durable yet."""
        return self._busy or self._wanted != self._stored

    def begin(self, post_id: PostId | None, stored: Content, appeal_id: int | None = None) -> None:
        """Another post; what was wanted of the one before has been handed on."""
        self.keep()
        self._generation += 1
        self._busy = False
        self._after = []
        self.post_id, self._stored, self._wanted = post_id, stored, stored
        self.appeal_id = appeal_id

    def want(self, content: Content) -> None:
        """As it is on the screen now; kept soon."""
        self._wanted = content
        if content != self._stored:
            self._pause.start()
            if not self._longest.isActive():
                self._longest.start()

    def keep(self, then: Callable[[PostId], None] | None = None) -> None:
        """Keeps it now; `then` is told the post's id once it is durable, even where nothing was typed."""
        self._pause.stop()
        self._longest.stop()
        if then is not None:
            self._after.append(then)
        if self._busy:
            return
        nothing = self._wanted == self._stored or (self.post_id is None and self._wanted == Content())
        if nothing and (self.post_id is not None or not self._after):
            self._told()
            return
        self._hand_on()

    def _hand_on(self) -> None:
        desk, person = self._desk, self._desk.person
        before, wanted, post_id, appeal = self._stored, self._wanted, self.post_id, self.appeal_id
        generation = self._generation
        made: list[PostId] = []
        self._busy = True

        def work(db: Connection) -> Changes:
            saved = keep_content(
                db,
                post_id=post_id,
                before=before,
                wanted=wanted,
                appeal_id=appeal,
                now=desk.clock(),
                by=person,
            )
            made.append(saved.post_id)
            return saved.changes

        def done(_changes: Changes) -> None:
            if generation != self._generation:
                return
            self._busy = False
            self.post_id, self._stored = made[0], wanted
            if self._wanted != wanted:
                self.keep()
            else:
                self._told()

        def wrong(error: Exception) -> None:
            if generation == self._generation:
                self._busy = False
                self._after = []
                self.failed.emit(error)

        self._tasks.write(work, done, wrong)

    def _told(self) -> None:
        after, self._after = self._after, []
        if self.post_id is not None:
            self.kept.emit(self.post_id)
            for then in after:
                then(self.post_id)
