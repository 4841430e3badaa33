"""What the register refuses whoever calls it, and what the store refuses whatever calls it (A1 to A10)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from socialdesk.config.paths import resources_dir
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import load_book
from socialdesk.register import access, credentials, csv_import, dormancy, keeping, leavers, requests, reviews
from socialdesk.register.access import Given
from socialdesk.register.connecting import add_account
from socialdesk.register.keeping import Facts
from socialdesk.register.register_rules import CHECKS, Answer, Kind, RegisterError
from socialdesk.register.requests import Wanted
from socialdesk.register.reviews import Found
from socialdesk.storage.database import Connection, IntegrityError, open_writer

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
HOURS = load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8")).hours


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One officer's account with its holder, a request, a review and a leaver: each has the number 1."""
    path = tmp_path_factory.mktemp("register") / "desk.db"
    made = open_writer(path, KEY)
    keeping.enter(
        made,
        Facts(network="x", handle="@PCReed", kind=Kind.OFFICER, owner="Jo Reed"),
        now=NOW,
        hours=HOURS,
        by=KING,
    )
    access.give(made, Given(register_id=1, name="Jo Reed", number="1217"), now=NOW, hours=HOURS, by=KING)
    wanted = Wanted(network="x", handle="@a", name="Jo", position="PC", purpose="Surgeries")
    requests.ask(made, wanted, now=NOW, hours=HOURS, by=KING)
    found = Found(output="Fresh", outcomes=("nothing",))
    reviews.review(made, register_id=1, found=found, now=NOW, hours=HOURS, by=KING)
    leavers.notify(
        made, register_id=1, person_id=1, going="leaving", last_day_on=TODAY, now=NOW, hours=HOURS, by=KING
    )
    credentials.record_updated(made, register_id=1, now=NOW, hours=HOURS, by=KING)
    made.close()
    return path


@pytest.fixture
def db(made_once: Path, tmp_path: Path) -> Iterator[Connection]:
    """A copy of it for each test."""
    connection = open_writer(Path(shutil.copy(made_once, tmp_path / "desk.db")), KEY)
    yield connection
    connection.close()


Deed = Callable[[Connection, Person], object]


def _import(db: Connection, by: Person) -> object:
    found = csv_import.preview(db, b"Network,Handle,Kind,Owner\nX,@new,team,New\n", now=NOW, hours=HOURS)
    return csv_import.take(db, found, found.takable, now=NOW, hours=HOURS, by=by)


EVERY: dict[str, Deed] = {
    "enter": lambda db, by: keeping.enter(
        db, Facts(network="x", handle="@b", kind=Kind.TEAM, owner="b"), now=NOW, hours=HOURS, by=by
    ),
    "alter": lambda db, by: keeping.alter(
        db,
        register_id=1,
        changed=Facts(network="x", handle="@b", kind=Kind.TEAM, owner="b"),
        now=NOW,
        hours=HOURS,
        by=by,
    ),
    "check": lambda db, by: keeping.check_name(
        db, register_id=1, answers=dict.fromkeys(CHECKS, Answer.YES), now=NOW, hours=HOURS, by=by
    ),
    "post": lambda db, by: keeping.enter_post(db, register_id=1, on=TODAY, now=NOW, hours=HOURS, by=by),
    "close": lambda db, by: keeping.close(db, register_id=1, why="x", now=NOW, hours=HOURS, by=by),
    "connected": lambda db, by: keeping.put_connected(db, now=NOW, hours=HOURS, by=by),
    "mitigate": lambda db, by: dormancy.mitigate(
        db, register_id=1, words="x", until=TODAY, now=NOW, hours=HOURS, by=by
    ),
    "flags": lambda db, by: dormancy.set_flags(
        db, register_id=1, reshare_only=True, watch_only=False, now=NOW, hours=HOURS, by=by
    ),
    "review": lambda db, by: reviews.review(
        db, register_id=1, found=Found(output="x", outcomes=("nothing",)), now=NOW, hours=HOURS, by=by
    ),
    "freeze": lambda db, by: reviews.freeze(db, register_id=1, why="x", now=NOW, hours=HOURS, by=by),
    "give": lambda db, by: access.give(db, Given(register_id=1, name="Sam"), now=NOW, hours=HOURS, by=by),
    "training": lambda db, by: access.record_training(
        db,
        register_id=1,
        person_id=1,
        trained_on=TODAY,
        guidance_on=TODAY,
        now=NOW,
        hours=HOURS,
        by=by,
    ),
    "take away": lambda db, by: access.end(
        db, register_id=1, person_id=1, how="not_needed", why="", now=NOW, hours=HOURS, by=by
    ),
    "password": lambda db, by: credentials.report_change(
        db, register_id=1, changed_by="x", changed_on=TODAY, now=NOW, hours=HOURS, by=by
    ),
    "password record": lambda db, by: credentials.record_updated(
        db, register_id=1, now=NOW, hours=HOURS, by=by
    ),
    "training of a request": lambda db, by: requests.note_step(
        db, request_id=1, trained_on=TODAY, now=NOW, hours=HOURS, by=by
    ),
    "refuse": lambda db, by: requests.refuse(db, request_id=1, reason="x", now=NOW, by=by),
    "withdraw": lambda db, by: requests.withdraw(db, request_id=1, reason="x", now=NOW, by=by),
    "farewell": lambda db, by: leavers.followers_told(
        db, leaver_id=1, on=TODAY, how="x", now=NOW, hours=HOURS, by=by
    ),
    "import": _import,
}


def everything(db: Connection) -> list[object]:
    tables = (
        "register", "register_people", "register_events", "account_requests", "account_reviews", "account_leavers",
        "credentials", "audit",
    )  # fmt: skip
    return [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


@pytest.mark.parametrize("what", EVERY)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TRAINEE, Role.OSCAR_1, Role.IDO, Role.ACCOUNT_HOLDER])
def test_nobody_else_keeps_the_register(db: Connection, what: str, role: Role) -> None:
    before = everything(db)
    with pytest.raises(RegisterError):
        EVERY[what](db, Person("Sam Stranger", role, "9"))
    assert everything(db) == before


@pytest.mark.parametrize("what", ["password", "farewell"])
def test_a_number_makes_nobody_a_holder_who_is_auditor_or_trainee(db: Connection, what: str) -> None:
    for role in (Role.AUDITOR, Role.TRAINEE):
        with pytest.raises(RegisterError):
            EVERY[what](db, Person("Jo Reed", role, "1217"))
    EVERY[what](db, Person("Jo Reed", Role.ACCOUNT_HOLDER, "1217"))


@pytest.mark.parametrize("what", sorted(set(EVERY) - {"enter", "connected", "import", "refuse", "withdraw",
                                                      "training of a request"}))  # fmt: skip
def test_nothing_is_done_to_a_closed_account(db: Connection, what: str) -> None:
    keeping.close(db, register_id=1, why="Dormant", now=NOW, hours=HOURS, by=KING)
    before = everything(db)
    with pytest.raises(RegisterError):
        EVERY[what](db, KING)
    assert everything(db) == before


@pytest.mark.parametrize("what", EVERY)
def test_corporate_communications_does_it_and_the_record_says_so(db: Connection, what: str) -> None:
    if what == "connected":
        add_account(db, network=Network.X, native_id=NativeId("1"), name="@c", now=NOW, by=KING)
    count = db.execute("SELECT count(*) FROM audit").fetchone()
    EVERY[what](db, KING)
    assert db.execute("SELECT count(*) FROM audit").fetchone() > count  # pyright: ignore[reportOperatorIssue]  (one row each)


REFUSED = {
    "UPDATE register SET network = 'bluesky'": "never altered",
    "UPDATE register SET added_by = 'x'": "never altered",
    "UPDATE register SET kind = 'neighbourhood'": "on Facebook",
    "UPDATE register SET kind = 'personal'": "CHECK",
    "UPDATE register SET owner = ''": "CHECK",
    "UPDATE register SET frozen_on = '2026-11-24'": "CHECK",
    "UPDATE register SET since_on = '2026-02-31'": "CHECK",
    "UPDATE register SET mitigation = 'x'": "CHECK",
    "UPDATE register SET account_id = (SELECT id FROM accounts)": "own network",
    "DELETE FROM register": "never taken off",
    "DELETE FROM register_people": "stays on the register",
    "UPDATE register_people SET ended_ms = 1, ended_by = 'x', ended_how = 'breach'": "CHECK",
    "UPDATE register_events SET words = 'x'": "only added to",
    "DELETE FROM register_events": "only added to",
    "UPDATE account_requests SET purpose = 'x'": "never altered",
    "UPDATE account_requests SET state = 'refused', decided_ms = 1, decided_by = 'x'": "CHECK",
    "UPDATE account_requests SET state = 'done'": "does not go that way",
    "DELETE FROM account_requests": "stays on the register",
    "UPDATE account_reviews SET words = 'x'": "never altered",
    "DELETE FROM account_reviews": "stays on the register",
    "UPDATE account_leavers SET outcome = 'closed', settled_ms = 1, settled_by = 'x'": "followers",
    "UPDATE account_leavers SET outcome = 'personal', settled_ms = 1, settled_by = 'x', told_on = '2026-11-24',"
    " told_how = 'x'": "CHECK",
    "DELETE FROM account_leavers": "stays on the register",
    "UPDATE credentials SET held = 1, since_on = NULL": "CHECK",
    "DELETE FROM credentials": "stays on the register",
    "INSERT INTO register (network, handle, handle_key, kind, owner, added_ms, added_by)"
    " VALUES ('x', '@pcreed', 'pcreed', 'team', 'x', 1, 'x')": "UNIQUE",
    "INSERT INTO register (network, handle, handle_key, kind, owner, added_ms, added_by)"
    " VALUES ('myspace', 'a', 'a', 'team', 'x', 1, 'x')": "CHECK",
    "INSERT INTO account_requests (wanted, network, kind, name, position, purpose, used_before, state, asked_ms,"
    " asked_by, decided_ms, decided_by, guidance_on) VALUES ('new', 'x', 'team', 'a', 'b', 'c', 1, 'approved', 1, 'x',"
    " 1, 'x', '2026-11-24')": "before it is approved",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_the_store_itself_refuses_it(db: Connection, sql: str) -> None:
    add_account(db, network=Network.FACEBOOK, native_id=NativeId("1"), name="Page", now=NOW, by=KING)
    with pytest.raises(IntegrityError, match=REFUSED[sql]):
        db.execute(sql)
