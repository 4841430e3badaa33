"""The composition root: builds the desk from its parts. Nothing else builds anything."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from socialdesk import logs
from socialdesk.clock import Clock, system_clock
from socialdesk.config import secrets, settings
from socialdesk.config.login import os_account
from socialdesk.config.paths import Paths, default_data_dir, make_folder
from socialdesk.engine import Engine
from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.model_reading import ModelWhenNeeded
from socialdesk.packs import TriageWhenNeeded, draft_problem, full_triage, policy_book, trained_model
from socialdesk.publishing.elections_kept import put_entered
from socialdesk.register.hootsuite import LateHootsuite
from socialdesk.register.joining import LateJoining
from socialdesk.shifts.odd_days import odd_days
from socialdesk.storage import backup
from socialdesk.storage.database import Connection, Key, open_writer
from socialdesk.storage.faults import told_of_file
from socialdesk.storage.lock import FolderLock
from socialdesk.storage.writer import Writer
from socialdesk.ui.desk import Desk

if TYPE_CHECKING:
    from socialdesk.publishing.standing import CheckStanding
    from socialdesk.training.scripted import Played
    from socialdesk.training.session import TrainingSession
    from socialdesk.training.session_time import Hands
    from socialdesk.training_desk import TrainingDesk
    from socialdesk.triage.api import Triage
    from socialdesk.ui.main_window import MainWindow


class NoKey(UserFacingError):
    """There is a database, but the keyring has no key for it."""


def open_engine(
    *,
    data_dir: Path | None = None,
    training: str | None = None,
    clock: Clock = system_clock,
    create: bool = False,
    open_keyring: Callable[[str], secrets.Secrets] = secrets.open_keyring,
) -> Engine:
    """Builds the engine. With `training` (a scenario) everything is simulated and forgotten at its close. Without
    `create` no new real database is made. `open_keyring` is given the data folder's scope.

    Raises UserFacingError: the keyring, the lock, the key or the database.
    """
    if training is not None:
        return open_in_training(training, clock=clock).engine
    paths = Paths(data_dir or default_data_dir())
    if not create and not paths.data_dir.is_dir():
        raise _not_set_up()
    try:
        make_folder(paths.data_dir)
    except OSError as error:
        raise told_of_file(error) from error
    lock = FolderLock(paths.lock)
    closing: list[Callable[[], None]] = [lock.release]
    try:
        try:
            handler = logs.set_up(paths.logs)
        except OSError as error:
            raise told_of_file(error) from error
        closing.append(partial(logs.shut_down, handler))
        keyring = open_keyring(paths.keyring_scope)
        key, new = _key(keyring, paths, create=create)
        return _engine(
            paths,
            key,
            keyring,
            clock=clock,
            training=False,
            # A database that is missing where there was one is said, not replaced by an empty one.
            create=new or (create and not paths.settings.exists() and not backup.backups(paths.backups)),
            closing=closing,
            base_urls={},
        )
    except BaseException:
        for close in reversed(closing):
            close()
        raise


def _key(keyring: secrets.Secrets, paths: Paths, *, create: bool) -> tuple[Key, bool]:
    """The database's key, and whether it is a new one."""
    key = secrets.database_key(keyring)
    if key is not None:
        return key, False
    if paths.database.exists():
        raise NoKey(
            "There is a database here, but this login's keyring has no key for it.",
            kept="The database was not touched.",
            to_do="Run `socialdesk recover` and type the recovery code that was printed when the desk was set up.",
        )
    if not create:
        raise _not_set_up()
    key, _ = secrets.new_database_key(keyring)
    return key, True


def _not_set_up() -> NoKey:
    return NoKey(
        "The desk has not been set up for this login yet, or its data is in another folder.",
        to_do="Start it once with `socialdesk`: it makes the database and shows the recovery code. Or name the folder "
        "with --data-dir.",
    )


def _engine(
    paths: Paths,
    key: Key,
    kept: secrets.Secrets,
    *,
    clock: Clock,
    training: bool,
    create: bool,
    closing: list[Callable[[], None]],
    base_urls: dict[Network, str],
) -> Engine:
    loaded = settings.load(paths.settings, now=clock())
    book = policy_book()
    before_upgrade = backup.before_upgrade(paths.database, key, paths.backups, clock)
    writer = Writer(lambda: open_writer(paths.database, key, create=create, before_upgrade=before_upgrade))
    closing.append(writer.close)
    book.hours.odd.put(writer.call(odd_days))
    writer.call(partial(put_entered, entered=book.parties.entered))
    engine = Engine(
        paths=paths,
        key=key,
        secrets=kept,
        writer=writer,
        clock=clock,
        book=book,
        triage=TriageWhenNeeded(),
        reader=ModelWhenNeeded(trained_model),
        settings=loaded.settings,
        training=training,
        base_urls=base_urls,
        login="" if training else os_account(),
        also_close=closing,
    )
    overdue = book.review_overdue(clock().date())
    engine.notices.extend(notice for notice in (loaded.notice, overdue) if notice)
    return engine


def open_in_training(
    scenario: str, *, clock: Clock = system_clock, hands: Hands | None = None, seed: int = 0
) -> TrainingDesk:
    """A scenario's desk with its session, which waits for its `run`; simulated all, and forgotten at its close.

    With `hands` its time is turned by them alone. Raises UserFacingError.
    """
    # The simulated networks bring a web server along, which the real desk never loads.
    from socialdesk.training_desk import open_training  # noqa: PLC0415  (see above)

    return open_training(scenario, clock=clock, make=_engine, hands=hands, seed=seed)


def run_script(scenario: str, script: str, *, seed: int = 0) -> Played:
    """A scripted trainee plays a scenario, in no time. Raises UserFacingError."""
    from socialdesk.training_desk import play_script  # noqa: PLC0415  (in training alone)

    return play_script(scenario, script, make=_engine, seed=seed)


def run_window(
    *,
    data_dir: Path | None,
    training: str | None,
    walk_through: Path | None = None,
    open_keyring: Callable[[str], secrets.Secrets] = secrets.open_keyring,
    walk: Callable[[MainWindow], None] | None = None,
) -> int:
    """Opens the desk's window and answers with the exit code.

    `walk` drives it by itself; `walk_through` does, and writes screenshots there. `open_keyring` as in `open_engine`.
    """
    # All that a start makes is kept, so looking through it again and again for what could go only costs time: a tenth.
    gc.disable()
    opening: Future[Callable[[], Desk]] = Future()
    engines: list[Engine] = []

    def open_desk() -> None:
        try:
            if training is None:
                engine = open_engine(data_dir=data_dir, create=True, open_keyring=open_keyring)
                session = None
            else:
                rehearsed = open_in_training(training)
                engine, session = rehearsed.engine, rehearsed.session
            engines.append(engine)
            opening.set_result(partial(_desk, engine, session))
        except BaseException as error:  # noqa: BLE001  (carried to the GUI thread, which says it)
            opening.set_exception(error)

    def close() -> None:
        opener.join()
        for engine in engines:
            engine.close()

    # The store opens and the key is read while Qt, the greater part of a start, is loaded.
    opener = threading.Thread(target=open_desk, name="opening")
    opener.start()
    from socialdesk.ui.run import run  # noqa: PLC0415  (Qt is loaded beside the opening store)

    if walk_through is not None:
        from socialdesk.ui.walk_through import WalkThrough  # noqa: PLC0415  (for this alone)

        walk = WalkThrough(walk_through).begin
    return run(opening, close=close, walk=walk)


def _own_triage(engine: Engine) -> Callable[[], Triage]:
    """Our own words are looked at by rules and model, on whichever thread asks; the first time takes a while."""
    return cache(lambda: full_triage(engine.reader()))


def _draft_check(engine: Engine, triage: Callable[[], Triage]) -> Callable[[str, Network, bool], str]:
    return lambda text, network, private: draft_problem(
        triage(), engine.book, text, network, private, now=engine.clock()
    )


def _post_checks(
    engine: Engine, triage: Callable[[], Triage]
) -> Callable[[Connection, PostId, Person, str | None], Sequence[CheckStanding]]:
    """The checks before publishing, loaded with the first post that is written."""

    def checks(db: Connection, post_id: PostId, person: Person, text: str | None) -> Sequence[CheckStanding]:
        from socialdesk.publishing.checks import standing  # noqa: PLC0415  (not at a start)

        return standing(
            db,
            post_id=post_id,
            person=person,
            book=engine.book,
            triage=triage(),
            now=engine.clock(),
            text=text,
        )

    return checks


def _desk(engine: Engine, session: TrainingSession | None = None) -> Desk:
    """The engine as the window sees it. Called on the GUI thread, whose own reader it opens."""

    def filed() -> None:
        engine.save_settings(replace(engine.settings, recovery_code_filed=True))

    triage = _own_triage(engine)
    code = "" if engine.training or engine.settings.recovery_code_filed else secrets.recovery_code(engine.key)
    return Desk(
        read=engine.open_reader(),
        open_reader=engine.open_reader,
        write=engine.write,
        clock=engine.clock,
        book=engine.book,
        person=engine.person,
        settings=engine.settings,
        save_settings=engine.save_settings,
        accounts=engine.accounts,
        capabilities=engine.capabilities,
        sync_now=engine.sync_now,
        wake_outbox=engine.wake_outbox,
        listen=engine.listen,
        joining=None if engine.training else LateJoining(lambda: engine.joining),
        hootsuite=LateHootsuite(lambda: engine.hootsuite),
        standing=engine.standing,
        assess_again=engine.assess_again,
        training=engine.training,
        data_dir=engine.paths.data_dir,
        notices=tuple(engine.notices),
        recovery_code=code,
        recovery_code_filed=filed,
        login=engine.login,
        seat=engine.seat,
        staff_altered=engine.staff_altered,
        draft_problem=_draft_check(engine, triage),
        post_checks=_post_checks(engine, triage),
        model_off=lambda: engine.reader.off,
        check_record=lambda db: engine.head_keeper.verify(db),
        begin=engine.start,
        session=session,
    )
