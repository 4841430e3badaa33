"""What the window does about proceedings, protected words and posts with an unusual number of comments."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QDate

from socialdesk.errors import UserFacingError
from socialdesk.inbox import pile_on, piles, proceedings
from socialdesk.inbox.piles import PileOn
from socialdesk.inbox.proceedings import Reader
from socialdesk.inbox.watchlist import protect, take_off, watch_list
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.register import staff_list
from socialdesk.shifts.rota import whom_to_ring
from socialdesk.storage.database import Connection
from socialdesk.triage.api import ProtectedKind
from socialdesk.ui.checked import Checked
from socialdesk.ui.conversation.pane import ConversationPane
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLine
from socialdesk.ui.watch_list import WatchListFacts, WatchListForm
from socialdesk.ui.watching.proceedings_form import Known, Marking, ProceedingsForm
from socialdesk.ui.window import Window


class WatchingDealings:
    """Opens the forms, writes what they say, and has everything checked again; it decides nothing itself."""

    def __init__(self, window: Window) -> None:
        self._window = window
        bar = window.list.piles
        bar.park_asked.connect(self.park_busy)
        bar.told_asked.connect(self.told)
        bar.over_asked.connect(self.over)
        bar.shown_asked.connect(self.show_post)

    def join(self, conversation: ConversationPane) -> None:
        """The post that is shown can be marked and parked."""
        conversation.post.case_asked.connect(self.mark_shown)
        conversation.post.park_asked.connect(self.park_shown)
        conversation.case.case_asked.connect(self.mark_shown)
        conversation.case.park_asked.connect(self.park_shown)

    # Proceedings and protected words

    def show_watch_list(self) -> None:
        """What must not appear, case by case."""
        window = self._window
        desk, tasks = window.desk, window.tasks

        def read() -> None:
            person, training = desk.person, desk.training
            tasks.read("watch-list", lambda db, _stop: _facts(db, person, training), form.show_facts)

        def done(_: object) -> None:
            read()
            self._check(None, form.progress)

        def add(case_id: ProceedingsId | None, case_name: str, kind: ProtectedKind, words: str) -> None:
            work = partial(
                protect,
                proceedings_id=case_id,
                case_name=case_name,
                kind=kind,
                words=words,
                now=desk.clock(),
                by=desk.person,
                training=desk.training,
            )
            tasks.write(work, done, partial(_refuse, form))

        def end(protected_id: int) -> None:
            work = partial(
                take_off, protected_id=protected_id, now=desk.clock(), by=desk.person, training=desk.training
            )
            tasks.write(work, done, partial(_refuse, form))

        form = WatchListForm(window, protect=add, end=end)
        read()
        form.open()

    def mark(
        self,
        thread_id: ThreadId,
        *,
        also: Sequence[ThreadId] = (),
        marked: Callable[[ProceedingsId], None] = lambda _case: None,
    ) -> None:
        """Proceedings are active on a post, have another stage, or have ended.

        `also` are other posts of the same matter, offered with it; `marked` is told the case.
        """
        window = self._window
        desk, tasks, person = window.desk, window.tasks, window.desk.person

        def checked(case_id: ProceedingsId, threads: Sequence[ThreadId], marking: Marking) -> None:
            marked(case_id)

            def added(_: object) -> None:
                self._check(None if marking.names else threads, form.progress, form.accept)

            if not marking.names:
                added(None)
                return

            def add(db: Connection) -> None:
                for words in marking.names:
                    protect(
                        db,
                        proceedings_id=case_id,
                        kind=ProtectedKind.NAME,
                        words=words,
                        now=desk.clock(),
                        by=person,
                        training=desk.training,
                    )

            tasks.write(add, added, failed)

        def failed(error: Exception) -> None:
            form.free()
            _refuse(form, error)

        def mark(marking: Marking) -> None:
            form.busy()

            def work(db: Connection) -> tuple[ProceedingsId, tuple[ThreadId, ...]]:
                return _record(window, db, marking)

            tasks.write(work, lambda answer: checked(*answer, marking), failed)

        def end(case_id: ProceedingsId, why: str) -> None:
            form.busy()
            work = partial(
                proceedings.end,
                case_id=case_id,
                why=why,
                now=desk.clock(),
                by=person,
                training=desk.training,
            )
            tasks.write(work, lambda threads: self._check(threads, form.progress, form.accept), failed)

        now = desk.clock().astimezone()
        form = ProceedingsForm(window, today=QDate(now.year, now.month, now.day), mark=mark, end=end)
        if why := proceedings.may_mark(person, training=desk.training):
            form.save.setEnabled(False)
            form.refuse(why)
        tasks.read(
            "proceedings",
            lambda db, _stop: _known(
                db, thread_id, lambda case: proceedings.may_see(case, person, training=desk.training), also
            ),
            form.show_known,
        )
        form.open()

    def mark_shown(self) -> None:
        """As `mark`, for the post that is shown."""
        thread_id = self._shown()
        if thread_id is not None:
            self.mark(thread_id)

    def _check(
        self, threads: Sequence[ThreadId] | None, shown: Checked, done: Callable[[], None] = lambda: None
    ) -> None:
        """Has everything that is held looked at again; the form may be closed meanwhile."""
        tasks, desk = self._window.tasks, self._window.desk
        gone = threading.Event()
        shown.destroyed.connect(gone.set)

        def looked(looked_at: int, of: int) -> None:
            tasks.post(lambda: None if gone.is_set() else shown.show_looked(looked_at, of))

        def finished(_: object) -> None:
            self._window.conversation.read_again()
            if not gone.is_set():
                shown.show_done()
                done()

        tasks.call(lambda: desk.assess_again(threads, looked), finished)

    # Many comments

    def park(self, thread_id: ThreadId, *, on: bool) -> None:
        """Puts the ordinary comments of a post aside, or back."""
        desk = self._window.desk
        work = pile_on.park if on else pile_on.unpark
        self._window.tasks.write(
            partial(work, thread_id=thread_id, now=desk.clock(), by=desk.person, training=desk.training)
        )

    def park_busy(self, row: PileOn) -> None:
        """Parks the post that has an unusual number of comments."""
        self.park(row.thread_id, on=True)

    def park_shown(self) -> None:
        """Parks the post that is shown, or puts it back."""
        thread_id = self._shown()
        if thread_id is not None:
            self.park(thread_id, on=piles.parked(self._window.desk.read, thread_id) is None)

    def told(self, row: PileOn) -> None:
        """Corporate Communications has seen it; another person says whom they told."""
        desk = self._window.desk
        if desk.person.role is not Role.CORPORATE_COMMUNICATIONS:
            on_call = whom_to_ring(desk.read, desk.clock(), desk.book)
            ToldForm(self._window, on_call, partial(self._tell, row)).open()
            return
        self._tell(row, "")

    def _tell(self, row: PileOn, whom: str) -> None:
        desk = self._window.desk
        self._window.tasks.write(
            partial(
                pile_on.told,
                pile_on_id=row.id,
                whom=whom,
                now=desk.clock(),
                by=desk.person,
                training=desk.training,
            )
        )

    def over(self, row: PileOn) -> None:
        """It is over."""
        desk = self._window.desk
        self._window.tasks.write(
            partial(pile_on.over, pile_on_id=row.id, now=desk.clock(), by=desk.person, training=desk.training)
        )

    def show_post(self, row: PileOn) -> None:
        """The newest comment of the post."""
        found = piles.newest(self._window.desk.read, row.thread_id)
        if found is not None:
            self._window.show_item(found)

    def _shown(self) -> ThreadId | None:
        facts = self._window.conversation.facts
        return None if facts is None else facts.thread.id


class ToldForm(Form):
    """Whom of Corporate Communications somebody has told."""

    def __init__(self, parent: Window | None, on_call: str, tell: Callable[[str], None]) -> None:
        super().__init__(
            parent,
            "Tell Corporate Communications",
            about=f"An unusual number of comments on a post is theirs to know (4.2a). Off duty, ring {on_call}.",
            save="I have told them",
        )
        self._tell = tell
        self.whom = PlainLine(name="Whom you told", hint="Their name, and how", limit=200)
        self.add("Whom you told", self.whom)

    def submit(self) -> None:
        """Records it."""
        whom = self.whom.text().strip()
        if not whom:
            self.refuse("Give the name of whom you told.", self.whom)
            return
        self.accept()
        self._tell(whom)


def _record(window: Window, db: Connection, marking: Marking) -> tuple[ProceedingsId, tuple[ThreadId, ...]]:
    desk = window.desk
    now, by, training = desk.clock(), desk.person, desk.training
    readers = _readers(db, marking.readers)
    if marking.case_id is None:
        case_id = proceedings.mark(
            db,
            case_name=marking.case_name,
            stage=marking.stage,
            since=min(marking.since, now),
            threads=marking.threads,
            readers=readers,
            now=now,
            by=by,
            training=training,
        )
        return case_id, marking.threads
    case = proceedings.one(db, marking.case_id)
    seen = proceedings.may_see(case, by, training=training)
    threads = proceedings.alter(
        db,
        marking.case_id,
        stage=marking.stage if seen else None,
        add=marking.threads,
        readers=readers if seen else None,
        now=now,
        by=by,
        training=training,
    )
    return marking.case_id, threads


def _readers(db: Connection, names: Sequence[str]) -> list[Reader]:
    """Those named, as members of staff where exactly one has that name."""
    everyone = staff_list.everyone(db) if names else ()
    found: list[Reader] = []
    for name in names:
        same = [each for each in everyone if each.name.casefold() == name.casefold()]
        found.append(
            Reader(name=same[0].name, staff_id=same[0].staff_id) if len(same) == 1 else Reader(name=name)
        )
    return found


def _known(
    db: Connection,
    thread_id: ThreadId,
    seen: Callable[[proceedings.Proceedings], bool],
    also: Sequence[ThreadId] = (),
) -> Known:
    cases = proceedings.cases(db)
    others = proceedings.posts(db, (each for each in also if each != thread_id))
    there = {post.thread_id for post in others}
    alike = (post for post in proceedings.reshares(db, thread_id) if post.thread_id not in there)
    return Known(
        thread=thread_id,
        cases=cases,
        seen=frozenset(case.id for case in cases if seen(case)),
        reshares=(*others, *alike),
    )


def _facts(db: Connection, person: Person, training: bool) -> WatchListFacts:
    cases = proceedings.cases(db)
    return WatchListFacts(
        names=watch_list(db, by=person, training=training),
        cases=cases,
        posts=proceedings.posts(db, (thread for case in cases for thread in case.threads)),
        seen=frozenset(case.id for case in cases if proceedings.may_see(case, person, training=training)),
        may_take_off=proceedings.may_see(None, person, training=training),
    )


def _refuse(form: Form, error: Exception) -> None:
    form.refuse(str(error) if isinstance(error, UserFacingError) else "It could not be done. Try once more.")
