"""Where a post is written: what for, where, in what words, with which pictures, when; its look and its checks beside.

compose = Compose(doing)
compose.open_draft(post_id); compose.confirm()
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete
from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Account
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, PostId, PostMediaId
from socialdesk.model.posts import Post, PostState
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.messages import Choice, ask
from socialdesk.ui.plain_text import tip
from socialdesk.ui.publishing.compose_form import ComposeForm
from socialdesk.ui.publishing.doing import Doing, DraftState
from socialdesk.ui.publishing.keeping import Content, Keeper, content_of_post
from socialdesk.ui.publishing.picture_adding import PictureAdding
from socialdesk.ui.publishing.picture_form import PastesPictures
from socialdesk.ui.publishing.pictures import Picture
from socialdesk.ui.publishing.preview import ShownPost
from socialdesk.ui.publishing.previews import as_written, shown_post
from socialdesk.ui.publishing.second_yes import SecondYes
from socialdesk.ui.publishing.told import clock_time, day_and_time
from socialdesk.ui.theme import role

SOON_MS, SEEN_MS = 120, 60
_OPEN = (PostState.DRAFT, PostState.WAITING_SECOND)


class Compose(ComposeForm):
    """See the module."""

    decided = Signal(int)
    """The post with this id was decided; it is in the outbox now."""
    gone = Signal()
    """The draft was thrown away, or left for another person."""

    def __init__(self, doing: Doing) -> None:
        super().__init__(doing.desk)
        self._doing = doing
        self._zone = doing.desk.book.hours.timezone
        self._only: frozenset[AccountId] = frozenset()
        self._by_hand: frozenset[AccountId] = frozenset()
        self._state: DraftState | None = None
        self._images: dict[PostMediaId, Picture] = {}
        self._filling = self._busy = False
        self._typing = False
        self.keeper = Keeper(doing.desk, doing.tasks, self)
        self.adding = PictureAdding(doing, self.keeper, self.pictures, self)
        self._soon, self._seen = self._timer(SOON_MS, self._read), self._timer(SEEN_MS, self._show_preview)
        self._connect()
        self._fill(Content())

    def _timer(self, interval: int, due: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(due)
        return timer

    def _connect(self) -> None:
        self.purpose.textChanged.connect(self._touched)
        self.link.textChanged.connect(self._touched)
        self.words.changed.connect(self._touched)
        self.words.confirmed.connect(self.confirm)
        self.accounts.changed.connect(self._accounts_changed)
        self.share.changed.connect(self._touched)
        self.time.changed.connect(self._touched)
        self.appeal.activated.connect(self._put_appeal)
        self.words.words.installEventFilter(PastesPictures(self.pictures, self))
        self.checks.answered.connect(self._answered)
        self.checks.sign_asked.connect(self._second)
        self.checks.leave_asked.connect(self._leave)
        self.previews.by_hand_asked.connect(self._turn_by_hand)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self._refused)
        self.adding.refused.connect(self._told_of_picture)
        self.publish.clicked.connect(lambda: self.confirm())
        self.discard.clicked.connect(lambda: self._throw_away())

    # --- which post ---------------------------------------------------------------------------------------------

    @property
    def post_id(self) -> PostId | None:
        """The draft that is open; None for one that nothing was typed in yet."""
        return self.keeper.post_id

    def begin(
        self,
        accounts: Collection[AccountId] = frozenset(),
        *,
        only: bool = False,
        appeal_id: int | None = None,
    ) -> None:
        """A new post; `accounts` are ticked, and with `only` no others are offered."""
        self._only = frozenset(accounts) if only else frozenset()
        self.keeper.begin(None, Content(), appeal_id)
        self._fill(Content())
        self._doing.read_sharable(self.share.show_offers)
        self.accounts.choose(accounts)
        self._accounts_changed()
        self.purpose.setFocus()

    def open_draft(self, post_id: PostId, *, only: bool = False) -> None:
        """A draft that is kept; with `only` no other accounts are offered than those that it is for."""
        self._tell("Reading the draft…", "small")
        self._doing.read_post(post_id, lambda post: self._opened(post, only=only), self._refused)

    def _opened(self, post: Post, *, only: bool) -> None:
        if post.state not in _OPEN:
            self._tell("This post was decided: it is no draft any more.", "warning")
            return
        content = content_of_post(post)
        self._only = frozenset(content.accounts) if only else frozenset()
        self.keeper.begin(post.id, content)
        self._fill(content)
        self._read()

    def _fill(self, content: Content) -> None:
        self._filling = True
        self._state, self._images = None, {}
        self.adding.forget()
        self.checks.clear()
        self.checks.say("The checks begin with the first words.")
        self.pictures.show_pictures((), {}, {})
        self.appeal_row.hide()
        self.purpose.setText(content.purpose)
        self.link.setText(content.link)
        self.show_person()
        self.accounts.choose(content.accounts)
        self.share.show_accounts(self._accounts_of(content))
        self.share.show_stored(content.shares, content.shared_appeal)
        self.words.show_accounts(self._accounts_of(content))
        self.words.show_words(content.text, content.texts)
        self.time.show_time(content.scheduled_ms)
        self._by_hand = content.by_hand
        self._filling = False
        self._show_preview()

    def show_person(self) -> None:
        """Somebody sits here: what they may do."""
        offers = self._doing.offers()
        self.accounts.show_offers(offers, only=self._only)
        names = [each.account.name for each in offers if each.account.id in self._only]
        self.restricted.setText(f"Out of hours, for {', '.join(names)} only (2.5)." if names else "")
        self.restricted.setVisible(bool(names))
        nowhere = not self.accounts.rows
        self.publish.setEnabled(not nowhere)
        why = " ".join(dict.fromkeys(self.accounts.refusals)) if nowhere else "Ctrl+Enter does it."
        tip(self.publish, why)
        if nowhere and why:
            self._tell(why, "warning")

    def content(self) -> Content:
        """What is written now."""
        chosen = self.accounts.chosen
        return Content(
            purpose=self.purpose.text(),
            text=self.words.text,
            link=self.link.text(),
            accounts=chosen,
            texts=self.words.texts,
            by_hand=self._by_hand & frozenset(chosen),
            scheduled_ms=self.time.scheduled_ms,
            shares=self.share.shares,
            shared_appeal=self.share.appeal_id,
        )

    def _accounts_of(self, content: Content) -> list[Account]:
        held = self._doing.desk.accounts
        return [held[key] for key in content.accounts if key in held]

    # --- what is typed ------------------------------------------------------------------------------------------

    def _accounts_changed(self) -> None:
        accounts = self._accounts_of(self.content())
        self.share.show_accounts(accounts)
        self.words.show_accounts(accounts)
        self._touched()

    def _turn_by_hand(self, account_id: int) -> None:
        self._by_hand = self._by_hand ^ {AccountId(account_id)}
        self._touched()

    def _touched(self) -> None:
        if self._filling:
            return
        self.keeper.want(self.content())
        if self.keeper.unkept:
            self._tell("Keeping the draft…", "small")
        self._seen.start()

    def keep_drafts(self) -> None:
        """Keeps at once what was typed, described and answered."""
        self.pictures.keep()
        self.checks.hand_on()
        self.keeper.keep()

    def _kept(self, _post_id: int) -> None:
        self._soon.start()

    def take_changes(self, changes: Changes) -> None:
        """Something altered in the store, by anybody."""
        if self.post_id is not None and self.post_id in changes.posts:
            self._soon.start()
        if changes.accounts:
            self.show_person()

    # --- what stands in the store -------------------------------------------------------------------------------

    def _read(self) -> None:
        if self.post_id is not None:
            self._doing.read_draft(self.post_id, self._show_state, self._refused)

    def _show_state(self, state: DraftState) -> None:
        if state.post.id != self.post_id or state.post.state not in _OPEN:
            return
        self._state = state
        self.checks.show_checks(state.checks)
        self.show_appeals(state.appeals, state.post.appeal_id)
        self.share.show_offers(state.sharable)
        held = {each.id for each in state.post.media}
        self._images = {key: each for key, each in self._images.items() if key in held}
        missing = [each.id for each in state.post.media if each.id not in self._images]
        if missing:
            self._doing.read_pictures("draft", missing, self._show_images)
        self.pictures.show_pictures(state.post.media, self._images, self.adding.notes(state.post.media))
        self._show_preview()
        self._show_standing()

    def _put_appeal(self, _at: int) -> None:
        chosen: object = self.appeal.currentData()
        number = chosen if isinstance(chosen, int) else None
        self.keeper.keep(lambda post_id: self._doing.put_appeal(post_id, number, self._refused))

    def _show_images(self, images: dict[PostMediaId, Picture]) -> None:
        self._images |= images
        if self._state is not None:
            media = self._state.post.media
            self.pictures.show_pictures(media, self._images, self.adding.notes(media))
        self._show_preview()

    def _show_preview(self) -> None:
        content, state = self.content(), self._state
        stored = state.post if state is not None else None
        post = as_written(content, stored)
        now_ms = to_ms(self._doing.desk.clock())
        at = content.scheduled_ms
        when = "Now" if at is None else day_and_time(at, self._zone)
        shown: list[ShownPost] = []
        sentences: dict[str, None] = {}
        for account in self._accounts_of(content):
            target = post.target(account.id)
            if target is None:
                continue
            hootsuite = state is not None and account.id in state.through_hootsuite
            note = self._doing.held_by(account, at, hootsuite=hootsuite, now_ms=now_ms)
            if note and account.id not in self._by_hand:
                sentences[f"{account.network.label}: {note}"] = None
            found = [each for each in (state.problems if state else ()) if each.account_id == account.id]
            shown.append(shown_post(post, target, account, self._images, when=when, problems=found))
        self.previews.show_posts(shown, content.by_hand)
        self.pictures.show_parts(max(1, *map(len, content.texts.values()), 1))
        self.time.say(list(sentences))
        later = at is not None
        words = "Schedule" if later else "Publish"
        if self.publish.text() != words:
            self.publish.setText(words)
            self.publish.setAccessibleName(words)
            icons.put(self.publish, "calendar" if later else "send", "on_accent", 16)

    def _show_standing(self) -> None:
        state = self._state
        if state is None or self._busy:
            return
        if self.time.problem:
            self._tell(self.time.problem, "warning")
            return
        kept = f"Draft kept {clock_time(state.post.altered_ms, self._zone)}."
        stops = [each for each in state.checks if each.state == "stop"]
        asks = list(dict.fromkeys(each.title for each in state.checks if each.state in ("ask", "open")))
        if stops:
            self._tell(f"{kept} {stops[0].title} stops it: {stops[0].sentence}", "danger")
        elif state.problems or asks:
            first = [state.problems[0].sentence] if state.problems else []
            first += [f"To be answered: {', '.join(asks)}."] if asks else []
            self._tell(f"{kept} {' '.join(first)}", "small")
        else:
            self._tell(f"{kept} Nothing stands in its way.", "ok")

    def _told_of_picture(self, words: str) -> None:
        self._tell(words, "danger")

    def _tell(self, words: str, dressed: str) -> None:
        role(self.told, dressed)
        self.told.setText(words)

    # --- answering, deciding, throwing away ---------------------------------------------------------------------

    def _answered(self, check: str, answers: dict[str, str]) -> None:
        def now(post_id: PostId) -> None:
            self._doing.answer(post_id, check, answers, lambda _changes: self._soon.start(), self._refused)

        self.keeper.keep(now)

    def _second(self, check: str) -> None:
        """Another person says yes, signing for it, while this one stays at the desk."""
        self.keeper.keep(lambda post_id: SecondYes(self._doing, post_id, check, self.window()).open())

    def _leave(self) -> None:
        """The draft is left for another person, and the page is free for the next."""
        self.keeper.keep(lambda post_id: self._doing.wait_for_second(post_id, self._left, self._refused))

    def confirm(self) -> bool:
        """Publishes or schedules it, where nothing stands in the way; else says what, and goes there."""
        if self._busy or not self.publish.isEnabled():
            return False
        if self.time.problem:
            self._refuse(self.time.problem, self.time.which if self.time.which.count() else self.time.hour)
            return False
        if self.post_id is None and self.content().empty:
            self._refuse("Write the post first.", self.purpose)
            return False
        self.pictures.keep()
        self.checks.hand_on()
        self._set_busy(busy=True)
        self._tell("Making the checks…", "small")
        self.keeper.keep(lambda post_id: self._doing.publish(post_id, self._done, self._refused))
        return True

    def _done(self, _changes: Changes) -> None:
        post_id = self.post_id
        self._set_busy(busy=False)
        self.begin()
        if post_id is not None:
            self.decided.emit(post_id)

    def _set_busy(self, *, busy: bool) -> None:
        # What was typed while it is being decided would be in no post.
        typing = QApplication.focusWidget()
        if busy and not self._busy:
            self._typing = self.words.words.hasFocus()
        self.form.setEnabled(not busy)
        if self._busy and not busy and self._typing and typing is None:
            self.words.words.setFocus()
        self._busy = busy
        self.publish.setEnabled(not busy and bool(self.accounts.rows))

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, Incomplete):
            self._refuse(str(error), self.place_of(error.field))
        elif isinstance(error, UserFacingError):
            self._refuse(str(error), None)
        else:
            self._tell(
                "It could not be done, through a fault of the desk's own. The draft is kept.", "danger"
            )
            self._doing.tasks.failed.emit(error)
        if self.post_id is not None:
            self._soon.start()

    def _refuse(self, words: str, place: QWidget | None) -> None:
        self._tell(words, "danger")
        say(self, words, at_once=True)
        if place is not None:
            self.bring(place)

    def _left(self, _changes: Changes) -> None:
        self.begin()
        self.gone.emit()

    def _throw_away(self) -> None:
        post_id = self.post_id
        if post_id is None:
            self._left(NOTHING)
            return

        def answer(_key: str) -> None:
            self.keeper.want(self.keeper.stored)
            self._doing.discard(post_id, self._left, self._refused)

        ask(
            self.window(),
            "Throw the draft away",
            ["Throw this draft away, with its pictures and answers?", "Nothing of it was ever out."],
            [Choice("keep", "Keep it"), Choice("away", "Throw away", kind="danger")],
            lambda key: answer(key) if key == "away" else None,
        )
