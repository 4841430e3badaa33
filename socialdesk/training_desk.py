"""Opens the desk in training: the simulated networks, a store that is forgotten at the close, and the session on it.

The simulated networks bring a web server along, which the real desk never loads: `app.py` imports this for training
alone. Nothing here knows of a real host, and the desk that it opens speaks to loopback and to nothing else (T4).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from socialdesk.clock import Clock, system_clock
from socialdesk.config import secrets
from socialdesk.config.paths import Paths
from socialdesk.config.settings import Settings
from socialdesk.engine import Engine
from socialdesk.inbox import watchlist
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import DESK, Person, Role
from socialdesk.policy.politics import Candidate
from socialdesk.publishing import elections
from socialdesk.register import staff
from socialdesk.register.accounts import token_name
from socialdesk.register.connecting import add_account
from socialdesk.register.staff_list import everyone
from socialdesk.sign_ins import HOOTSUITE_TOKEN
from socialdesk.storage.database import Connection, Key
from socialdesk.training.colleagues import COLLEAGUES
from socialdesk.training.events import Scenario
from socialdesk.training.networks.hootsuite.standing import at_hootsuite, sends_what_is_due
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.scenario import read_scenario, scenario_text
from socialdesk.training.scripted import Played, play, read_script
from socialdesk.training.scripted_hand import ScriptDesk
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_desk import SessionDesk
from socialdesk.training.session_time import Hands, SteadyClock
from socialdesk.training.stage import Stage, scenario_clock

TRAINEE = "A. Trainee"


class MakeEngine(Protocol):
    """Builds an engine on a folder."""

    def __call__(
        self,
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
        """What `closing` holds is closed after it, the last first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDesk:
    """The desk in training. The engine's close ends the session too, and forgets everything."""

    engine: Engine
    session: TrainingSession


def open_training(
    told: str, *, clock: Clock, make: MakeEngine, hands: Hands | None = None, seed: int = 0
) -> TrainingDesk:
    """Opens a scenario, by its name or file; its timeline waits for `session.run`.

    With `hands` the time of it all is turned by them and by nothing else: nobody waits. Raises UserFacingError: the
    scenario, the store.
    """
    text, name = scenario_text(told)
    scenario = read_scenario(text, name=name)
    clock = scenario_clock(scenario, clock if hands is None else SteadyClock(real=clock, since=hands))
    stage = Stage.opening(scenario, clock, seed=seed)
    stage.hurry()
    folder = Path(tempfile.mkdtemp(prefix="socialdesk-training-"))
    ends: list[Callable[[], None]] = [partial(shutil.rmtree, folder, ignore_errors=True)]
    try:
        service = at_hootsuite((world for world, _ in stage.networks.values()), clock)
        networks = SimulatedNetworks(*stage.networks.values(), service)
        networks.start()
        ends.append(networks.stop)
        if hands is None:
            ends.append(sends_what_is_due(service[0]))
        kept = secrets.MemorySecrets()
        key, _ = secrets.new_database_key(kept)
        engine = make(
            Paths(folder),
            key,
            kept,
            clock=clock,
            training=True,
            create=True,
            closing=ends,
            base_urls={Network(each): networks.base_url(each) for each in stage.networks},
        )
        engine.hootsuite_url = networks.base_url(service[0].network)
        engine.secrets.set(HOOTSUITE_TOKEN, service[0].announcement()["user_token"])
        for each, announced in networks.announcement()["networks"].items():
            accounts = announced["accounts"] if each in stage.networks else ()
            for place, account in enumerate(accounts):
                add_simulated(engine, Network(each), account, primary=place == 0)
        engine.writer.call(partial(_furnish, scenario=scenario, engine=engine))
        if not engine.settings.person_name:
            # Asked every few seconds, the simulated LinkedIn would be silent after two minutes of the smallest tier.
            usual = Settings(person_name=TRAINEE, person_role=scenario.role.value, linkedin_daily_calls=0)
            engine.settings = replace(usual, **scenario.settings)
        session = TrainingSession(
            stage,
            faults=networks.faults,
            clock=clock,
            name=name.removesuffix(".toml"),
            text=text,
            seed=seed,
            by_itself=hands is None,
        )
        ends.append(session.close)
        session.attach(session_desk(engine))
    except BaseException:
        for close in reversed(ends):
            close()
        raise
    return TrainingDesk(engine=engine, session=session)


def play_script(told: str, script: str, *, make: MakeEngine, seed: int = 0) -> Played:
    """Plays a scenario with a scripted trainee (one of `scripted.KINDS`, or a file), waiting for nothing.

    Raises UserFacingError: the scenario, the script, the store.
    """
    hands, read = Hands(), read_script(script)
    desk = open_training(told, clock=system_clock, make=make, hands=hands, seed=seed)
    with closing(desk.engine) as engine:
        scripted = ScriptDesk(
            session=session_desk(engine),
            clock=engine.clock,
            sync=lambda account, stop, full: engine.sync(account, stop, full=full),
            send=engine.send_everything,
            triage=lambda: engine.triage,
        )
        return play(desk.session, scripted, hands, read)


def session_desk(engine: Engine) -> SessionDesk:
    """The desk as a session sees it."""
    return SessionDesk(
        open_reader=engine.open_reader,
        write=engine.write,
        accounts=engine.accounts,
        capabilities=engine.capabilities,
        book=engine.book,
        person=lambda: engine.person,
        sync_now=engine.sync_now,
    )


def add_simulated(engine: Engine, network: Network, told: Mapping[str, Any], *, primary: bool) -> None:
    """One of a simulated network's accounts, as it announces it."""
    native_id = NativeId(told["id"])
    engine.secrets.set(token_name(network, native_id), told["token"])
    account = engine.writer.call(
        partial(
            add_account,
            network=network,
            native_id=native_id,
            name=told["name"],
            primary=primary,
            now=engine.clock(),
            by=DESK,
        )
    )
    engine.accounts[account.id] = account


def _furnish(db: Connection, *, scenario: Scenario, engine: Engine) -> None:
    """What the desk knows already: the colleagues, the watch list, the elections."""
    now, book = engine.clock(), engine.book
    for name, role in COLLEAGUES:
        staff.add(db, name=name, role=role, now=now, by=DESK)
    for case_name, protected in scenario.watch.items():
        for words in protected:
            watchlist.add_words(db, case_name=case_name, words=words, now=now, by=DESK)
    by = next(each.person for each in everyone(db) if each.role is Role.CORPORATE_COMMUNICATIONS)
    for period in scenario.periods:
        elections.enter_period(
            db, name=period.name, begins=period.begins, ends=period.ends, book=book, now=now, by=by, training=True,
        )  # fmt: skip
    for candidate in scenario.candidates:
        _enter(db, candidate, engine=engine, by=by)


def _enter(db: Connection, candidate: Candidate, *, engine: Engine, by: Person) -> None:
    elections.enter_name(
        db,
        kind="candidate",
        name=candidate.name,
        party=candidate.party,
        area=candidate.area,
        also=candidate.also,
        since=candidate.since,
        until=candidate.until,
        book=engine.book,
        now=engine.clock(),
        by=by,
        training=True,
    )
