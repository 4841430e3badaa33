"""The screens of appeals, and what is written from them. Loaded when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Account
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ProceedingsId, ThreadId
from socialdesk.publishing import appeal_copies, appeals, takedown
from socialdesk.publishing.appeal_copies import Offer
from socialdesk.publishing.appeal_rows import AppealKind, AppealLine, AppealState, threads
from socialdesk.publishing.drafts import Saved
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import Choice, ask, tell, tell_error
from socialdesk.ui.publishing.appeal_forms import LinkForm, OffersForm, OpenForm, ShareForm, TickForm
from socialdesk.ui.publishing.appeal_page import AppealPage
from socialdesk.ui.publishing.appeal_register import AppealRegister
from socialdesk.ui.publishing.commands import open_compose
from socialdesk.ui.watching.dealing import WatchingDealings
from socialdesk.ui.window import Window


class AppealScreens:
    """It decides nothing itself."""

    def __init__(self, window: Window, watching: WatchingDealings) -> None:
        self._window = window
        self._watching = watching

    # --- Screens ----------------------------------------------------------------------------------------------------

    def show_register(self) -> None:
        """Every appeal."""
        AppealRegister(self._window, open_one=self.show, open_new=self.open_new).open()

    def open_new(self) -> None:
        """Asks for a new appeal, and shows it."""
        desk, tasks = self._window.desk, self._window.tasks

        def opened(kind: AppealKind, name: str) -> None:
            def done(number: int) -> None:
                form.accept()
                tasks.changed.emit(Changes(outbox=True))
                self.show(number)

            tasks.write(
                lambda db: appeals.open_appeal(
                    db, kind=kind, name=name, now=desk.clock(), by=desk.person, training=desk.training
                ),
                done,
                partial(_refuse, form),
            )

        form = OpenForm(self._window, opened)
        form.open()

    def show(self, appeal_id: int) -> None:
        """One appeal."""
        page = AppealPage(self._window, appeal_id)
        page.all_down_asked.connect(lambda: self._ask_all_down(page))
        page.state_asked.connect(partial(self._ask_state, page))
        page.link_asked.connect(lambda: self._add_link(page))
        page.search_asked.connect(lambda: self._look_for_copies(page))
        page.tick_asked.connect(partial(self._tick, page))
        page.proceedings_asked.connect(lambda: self._proceedings(page))
        page.post_asked.connect(lambda: self._new_post(page))
        page.share_asked.connect(lambda: self._share(page))
        page.open()

    # --- What is asked there ----------------------------------------------------------------------------------------

    def _ask_all_down(self, page: AppealPage) -> None:
        appeal = page.appeal
        if appeal is None:
            return
        number, hand = len(appeal.to_ask), sum(line.copy_id is not None for line in appeal.left)
        one = number == 1
        sentences = [
            f"Take down {'the post' if one else f'all {number} posts and reshares'} of {appeal.title.lower()}?",
            f"{'It goes' if one else 'They go'} from {'its account' if one else 'their accounts'}, with the comments "
            "under it. That cannot be undone on the network. "
            "The desk looks at each until it has seen that it is gone.",
            f"{hand} more {'is' if hand == 1 else 'are'} for a hand, and stay on the list." if hand else "",
        ]
        choices = [
            Choice("no", "Not yet"),
            Choice("down", "Take it down" if one else f"Take all {number} down", kind="danger"),
        ]

        def answered(key: str) -> None:
            if key == "down":
                desk = self._window.desk
                self._write(
                    page,
                    lambda db: takedown.take_all_down(
                        db,
                        appeal_id=page.appeal_id,
                        book=desk.book,
                        capabilities=desk.capabilities,
                        now=desk.clock(),
                        by=desk.person,
                        training=desk.training,
                    ),
                )

        ask(page, "Take all down", sentences, choices, answered, tone="warning")

    def _ask_state(self, page: AppealPage, wanted: str) -> None:
        desk, appeal, state = self._window.desk, page.appeal, AppealState(wanted)
        if appeal is None or appeal.state is state:
            return

        def answered(key: str) -> None:
            if key != "yes":
                page.refresh()
                return
            self._write(
                page,
                lambda db: appeals.set_state(
                    db,
                    appeal_id=page.appeal_id,
                    state=state,
                    now=desk.clock(),
                    by=desk.person,
                    training=desk.training,
                ),
            )

        words = (
            "The clock then runs until every post of it is down. Nothing more of it is published."
            if appeal.state is AppealState.OPEN
            else "The clock runs on."
            if state is not AppealState.OPEN
            else "The clock stops, and its posts stay up."
        )
        choices = [Choice("no", "No"), Choice("yes", f"It is {state.label.lower()}", kind="primary")]
        asked = ask(page, "What became of it", [f"Is it {state.label.lower()}?", words], choices, answered)
        asked.rejected.connect(page.refresh)

    def _add_link(self, page: AppealPage) -> None:
        desk = self._window.desk

        def added(url: str, ours: bool, note: str) -> None:
            self._write(
                page,
                lambda db: appeal_copies.add_link(
                    db,
                    appeal_id=page.appeal_id,
                    url=url,
                    ours=ours,
                    note=note,
                    now=desk.clock(),
                    by=desk.person,
                    training=desk.training,
                ),
                form,
            )

        form = LinkForm(page, added)
        form.open()

    def _look_for_copies(self, page: AppealPage) -> None:
        desk, tasks, number = self._window.desk, self._window.tasks, page.appeal_id

        def found(offers: list[Offer]) -> None:
            form = OffersForm(page, offers, desk.clock(), lambda inside, outside: said(form, inside, outside))
            form.open()

        def said(form: Form, inside: Sequence[Offer], outside: Sequence[Offer]) -> None:
            def work(db: Connection) -> Changes:
                changes = Changes(outbox=True)
                by, now, training = desk.person, desk.clock(), desk.training
                if outside:
                    changes |= appeal_copies.decline(
                        db, appeal_id=number, offered=outside, now=now, by=by, training=training
                    )
                if inside:
                    changes |= appeal_copies.confirm(
                        db, appeal_id=number, offered=inside, now=now, by=by, training=training
                    )
                return changes

            self._write(page, work, form)

        tasks.read("appeal-offers", lambda db, _stop: appeal_copies.offers(db, number), found)

    def _tick(self, page: AppealPage, line: AppealLine) -> None:
        desk = self._window.desk

        def ticked(outcome: str, words: str) -> None:
            def work(db: Connection) -> Changes:
                by, now, training = desk.person, desk.clock(), desk.training
                if line.target_id is not None:
                    return takedown.tick_post(
                        db, target_id=line.target_id, words=words, now=now, by=by, training=training
                    )
                assert line.copy_id is not None
                return takedown.tick_copy(
                    db, copy_id=line.copy_id, outcome=outcome, words=words, now=now, by=by, training=training
                )

            self._write(page, work, form)

        form = TickForm(page, line, ticked)
        form.open()

    def _proceedings(self, page: AppealPage) -> None:
        desk, number = self._window.desk, page.appeal_id

        def marked(case_id: ProceedingsId) -> None:
            self._write(
                page,
                lambda db: appeals.switch_on_proceedings(
                    db, appeal_id=number, proceedings_id=case_id, now=desk.clock(), by=desk.person
                ),
            )

        def found(there: list[ThreadId]) -> None:
            if there:
                self._watching.mark(there[0], also=there[1:], marked=marked)
                return
            tell(
                page,
                "Proceedings",
                "The desk holds no post of this appeal yet, so there is nothing to watch.",
                "It reads the accounts again within a minute. Or mark the post itself, from a comment under it.",
            )

        self._window.tasks.read("appeal-threads", lambda db, _stop: threads(db, number), found)

    def _share(self, page: AppealPage) -> None:
        desk, number = self._window.desk, page.appeal_id

        def found(accounts: list[Account]) -> None:
            if accounts:
                form.show_accounts(accounts)
                form.open()
                return
            tell(
                page,
                "Share elsewhere",
                "There is no account that could share a post of this appeal.",
                "A network shares its own posts only: the appeal has to be published there first.",
            )

        def shared(accounts: Sequence[AccountId]) -> None:
            def done(made: Saved) -> None:
                form.accept()
                self._close()
                open_compose(self._window, post_id=made.post_id)

            self._window.tasks.write(
                lambda db: appeals.share_draft(
                    db, appeal_id=number, account_ids=accounts, now=desk.clock(), by=desk.person
                ),
                done,
                partial(_refuse, form),
            )

        form = ShareForm(page, shared)
        self._window.tasks.read("appeal-shares", lambda db, _stop: appeals.can_share(db, number), found)

    def _new_post(self, page: AppealPage) -> None:
        """A post of the appeal, on the page where posts are written."""
        self._close()
        open_compose(self._window, appeal_id=page.appeal_id)

    def _close(self) -> None:
        """The screens of appeals make way for what was asked for."""
        for kind in (AppealPage, AppealRegister):
            for each in self._window.findChildren(kind):
                each.accept()

    def _write(
        self, page: AppealPage, work: Callable[[Connection], object], form: Form | None = None
    ) -> None:
        window = self._window

        def done(_: object) -> None:
            if form is not None:
                form.accept()
            window.desk.wake_outbox()
            page.refresh()

        def failed(error: Exception) -> None:
            if form is not None:
                _refuse(form, error)
                return
            tell_error(page, error, doing="do that")
            page.refresh()

        window.tasks.write(work, done, failed)


def _refuse(form: Form, error: Exception) -> None:
    form.refuse(str(error) if isinstance(error, UserFacingError) else "It could not be done. Try once more.")
