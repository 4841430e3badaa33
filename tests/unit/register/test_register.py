"""The register of accounts: who may have what, and what the store itself never lets happen (A1 to A10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.config.paths import resources_dir
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book, load_book
from socialdesk.policy.permissions import may
from socialdesk.policy.working_days import local_day
from socialdesk.register import access, credentials, keeping, leavers, requests, reviews, staff
from socialdesk.register.access import Given
from socialdesk.register.accounts import accounts
from socialdesk.register.connecting import add_account
from socialdesk.register.dormancy import Stillness, dormancy, is_reshare, look, mitigate, set_flags
from socialdesk.register.entries import RegisterEntry, everything, history, one, people_of, posts_waiting
from socialdesk.register.keeping import Facts
from socialdesk.register.register_rules import CHECKS, CORPORATE, Answer, Kind, RegisterError, handle_key
from socialdesk.register.requests import Wanted
from socialdesk.register.reviews import Found
from socialdesk.register.waiting import waiting
from socialdesk.storage.database import Connection, IntegrityError, open_writer

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
PC_REED = Person("Jo Reed", Role.ACCOUNT_HOLDER, "1217")
BOOK: Book = load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8"))
HOURS = BOOK.hours


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    connection = open_writer(tmp_path / "desk.db", KEY)
    yield connection
    connection.close()


def entered(db: Connection, handle: str = "@CorbyNPT", **more: object) -> int:
    values: dict[str, object] = {
        "network": "x",
        "handle": handle,
        "kind": Kind.TEAM,
        "owner": "Corby neighbourhood team",
        "since_on": date(2019, 5, 1),
        **more,
    }
    facts = Facts(**values)  # pyright: ignore[reportArgumentType]  (a test's values by name)
    return keeping.enter(db, facts, now=NOW, hours=HOURS, by=KING)


def page(db: Connection) -> int:
    return entered(
        db,
        "Corby and East Northants Police",
        network="facebook",
        kind=Kind.NEIGHBOURHOOD,
        owner="Corby sector",
        corporate_admin=True,
    )


def held(db: Connection, register_id: int, **more: object) -> int:
    values: dict[str, object] = {
        "register_id": register_id,
        "name": "Jo Reed",
        "number": "1217",
        "position": "PC",
        "trained_on": date(2026, 1, 5),
        "guidance_on": date(2026, 1, 5),
        "relevant": "Runs the beat surgery",
        **more,
    }
    given = Given(**values)  # pyright: ignore[reportArgumentType]  (a test's values by name)
    return access.give(db, given, now=NOW, hours=HOURS, by=KING)


def shown(db: Connection, register_id: int) -> RegisterEntry:
    found = one(db, register_id, HOURS)
    assert found is not None
    return found


def kinds(db: Connection) -> list[str]:
    return [row[0] for row in db.execute("SELECT kind FROM audit ORDER BY seq").fetchall()]


@pytest.mark.clause("A1")
def test_the_register_knows_every_account_connected_or_not(db: Connection) -> None:
    for network, handle in (
        ("facebook", "Northamptonshire Police"),
        ("x", "@northantspolice"),
        ("instagram", "@northamptonshirepolice"),
        ("linkedin", "Northamptonshire Police"),
        ("youtube", "Northamptonshire Police"),
    ):
        entered(db, handle, network=network, kind=Kind.PRIMARY, owner=CORPORATE, stands_for="force")
    for area in ("Northampton", "Kettering", "Corby", "Daventry"):
        entered(db, f"{area} Police", network="facebook", kind=Kind.NEIGHBOURHOOD, owner=area)
    entered(db, "@SgtPatel", kind=Kind.OFFICER, owner="Ravi Patel", represents="Sergeant, Kettering")
    connected = add_account(
        db, network=Network.X, native_id=NativeId("7"), name="@northantspolice", now=NOW, by=KING
    )
    assert keeping.put_connected(db, now=NOW, hours=HOURS, by=KING) == 1
    found = everything(db, HOURS)
    assert [each.kind for each in found] == [Kind.PRIMARY] * 5 + [Kind.NEIGHBOURHOOD] * 4 + [Kind.OFFICER]
    assert [each.handle for each in found if each.account_id == connected.id] == ["@northantspolice"]
    assert found[-1].owner == "Ravi Patel"
    assert found[-1].represents == "Sergeant, Kettering"
    assert keeping.unrecorded(db) == ()
    with pytest.raises(RegisterError, match="primary account on X"):
        entered(db, "@othernorthants", kind=Kind.PRIMARY, owner=CORPORATE)
    assert verify(db).ok


@pytest.mark.parametrize(
    ("network", "one", "other"),
    [
        ("x", "@NorthantsPolice", "https://twitter.com/northantspolice?s=20"),
        ("x", "northantspolice ", "x.com/NorthantsPolice/"),
        ("facebook", "Corby  Police", "corby police"),
        ("instagram", "@Northants_Police", "https://www.instagram.com/northants_police"),
        ("linkedin", "northants-police", "https://linkedin.com/company/northants-police/"),
        ("bluesky", "@force.bsky.social", "force"),
    ],
)
def test_one_handle_written_two_ways_is_one(network: str, one: str, other: str) -> None:
    assert handle_key(network, one) == handle_key(network, other)


def test_an_account_is_there_once_and_only_corporate_communications_keeps_the_register(
    db: Connection,
) -> None:
    entered(db)
    with pytest.raises(RegisterError, match="already"):
        entered(db, "https://twitter.com/corbynpt")
    for person in (PC_REED, Person("Au Ditor", Role.AUDITOR), Person("Osc", Role.OSCAR_1)):
        with pytest.raises(RegisterError, match="Corporate Communications"):
            keeping.enter(
                db,
                Facts(network="x", handle="@a", kind=Kind.TEAM, owner="b"),
                now=NOW,
                hours=HOURS,
                by=person,
            )
    assert kinds(db).count("register-entered") == 1


@pytest.mark.clause("A9")
@pytest.mark.parametrize("network", ["instagram", "linkedin"])
def test_instagram_and_linkedin_are_corporate_communications_only(db: Connection, network: str) -> None:
    with pytest.raises(RegisterError, match=r"2\.6"):
        entered(db, "team", network=network)
    with pytest.raises(IntegrityError, match="Corporate Communications only"):
        db.execute(
            "INSERT INTO register (network, handle, handle_key, kind, owner, added_ms, added_by)"
            " VALUES (?, 'a', 'a', 'team', 'b', 1, 'c')",
            (network,),
        )
    first = entered(db, "theforce", network=network, kind=Kind.PRIMARY, owner=CORPORATE)
    with pytest.raises(RegisterError, match=r"2\.6"):
        entered(db, "second", network=network, kind=Kind.PRIMARY, owner=CORPORATE)
    wanted = Wanted(network=network, name="Jo Reed", position="PC", purpose="Dog pictures", handle="dogs")
    refused = requests.ask(db, wanted, now=NOW, hours=HOURS, by=PC_REED)
    assert refused.state == "refused"
    assert refused.clause == "2.6"
    assert "Corporate Communications" in refused.reason
    assert refused.decided_by == "The desk"
    assert db.execute("SELECT facts ->> '$.by_itself' FROM audit ORDER BY seq DESC LIMIT 1").fetchone() == (
        1,
    )
    with pytest.raises(RegisterError):
        requests.approve(db, request_id=refused.id, now=NOW, by=KING)
    access_too = requests.ask(
        db,
        Wanted(network=network, register_id=first, name="Jo Reed", position="PC", purpose="Dogs"),
        now=NOW,
        hours=HOURS,
        by=PC_REED,
    )
    assert access_too.state == "refused"


@pytest.mark.clause("A2")
def test_a_request_goes_its_way_and_is_approved_once_trained(db: Connection) -> None:
    wanted = Wanted(
        network="x",
        handle="@PCReed",
        name="Jo Reed",
        number="1217",
        position="PC, Corby",
        purpose="Beat surgeries",
    )
    request = requests.ask(db, wanted, now=NOW, hours=HOURS, by=PC_REED)
    assert request.lacking == ("the training", "the guidance")
    with pytest.raises(RegisterError, match="the training and the guidance"):
        requests.approve(db, request_id=request.id, now=NOW, by=KING)
    with pytest.raises(RegisterError, match="future"):
        requests.note_step(
            db,
            request_id=request.id,
            trained_on=TODAY + timedelta(days=1),
            now=NOW,
            hours=HOURS,
            by=KING,
        )
    with pytest.raises(IntegrityError):
        db.execute("UPDATE account_requests SET state = 'approved', decided_ms = 1, decided_by = 'x'")
    requests.note_step(
        db, request_id=request.id, trained_on=TODAY, guidance_on=TODAY, now=NOW, hours=HOURS, by=KING
    )
    with pytest.raises(RegisterError, match="Corporate Communications"):
        requests.approve(db, request_id=request.id, now=NOW, by=PC_REED)
    requests.approve(db, request_id=request.id, now=NOW, by=KING)
    made = requests.set_up(db, request_id=request.id, now=NOW, hours=HOURS, by=KING)
    entry = shown(db, made)
    assert entry.handle == "@PCReed"
    assert [(each.name, each.trained_on, each.guidance_on) for each in entry.people] == [
        ("Jo Reed", TODAY, TODAY)
    ]
    requests.photo_and_bio(db, request_id=request.id, on=TODAY, now=NOW, hours=HOURS, by=KING)
    assert requests.one(db, request.id).state == "done"
    assert requests.everything(db, waiting=True) == ()
    assert verify(db).ok


@pytest.mark.clause("A2")
def test_a_refusal_has_a_reason(db: Connection) -> None:
    wanted = Wanted(network="x", handle="@x", name="Jo", position="PC", purpose="Fun", used_before=True)
    request = requests.ask(db, wanted, now=NOW, hours=HOURS, by=KING)
    assert request.lacking == ("the guidance",)
    with pytest.raises(RegisterError, match="reason"):
        requests.refuse(db, request_id=request.id, reason=" \n ", now=NOW, by=KING)
    requests.refuse(db, request_id=request.id, reason="There is a team account.", now=NOW, by=KING)
    assert requests.one(db, request.id).reason == "There is a team account."
    with pytest.raises(IntegrityError):
        db.execute("DELETE FROM account_requests")


@pytest.mark.parametrize("left_out", ["name", "position", "purpose"])
def test_a_request_says_who_what_for_and_in_what_position(db: Connection, left_out: str) -> None:
    said = {"name": "Jo", "position": "PC", "purpose": "Surgeries"} | {left_out: "  "}
    wanted = Wanted(network="x", name=said["name"], position=said["position"], purpose=said["purpose"])
    with pytest.raises(RegisterError) as told:
        requests.ask(db, wanted, now=NOW, hours=HOURS, by=KING)
    assert told.value.field == left_out


@pytest.mark.clause("A3")
def test_a_changed_password_is_reported_at_once_and_the_record_updated(db: Connection) -> None:
    number = entered(db)
    held(db, number)
    assert "No password is held" in " ".join(shown(db, number).missing)
    credentials.record_updated(db, register_id=number, now=NOW - timedelta(days=9), hours=HOURS, by=KING)
    credentials.report_change(
        db, register_id=number, changed_by="Jo Reed", changed_on=TODAY, now=NOW, hours=HOURS, by=PC_REED
    )
    known = shown(db, number).credentials
    assert known is not None
    assert known.behind
    assert (known.changed_by, known.changed_on) == ("Jo Reed", TODAY)
    assert "not brought up to date" in " ".join(shown(db, number).missing)
    with pytest.raises(RegisterError):
        credentials.record_updated(db, register_id=number, now=NOW, hours=HOURS, by=PC_REED)
    credentials.record_updated(db, register_id=number, now=NOW + timedelta(minutes=3), hours=HOURS, by=KING)
    known = shown(db, number).credentials
    assert known is not None
    assert not known.behind
    assert known.since_on == TODAY - timedelta(days=9)
    stranger = Person("Sam", Role.ACCOUNT_HOLDER, "9")
    with pytest.raises(RegisterError, match="Whoever has the account"):
        credentials.report_change(
            db, register_id=number, changed_by="Sam", changed_on=TODAY, now=NOW, hours=HOURS, by=stranger
        )
    columns = {str(row[1]) for row in db.execute("PRAGMA table_info(credentials)").fetchall()}
    assert not {each for each in columns if "password" in each or "value" in each or "secret" in each}


@pytest.mark.clause("A4")
def test_the_name_check_asks_five_things_and_says_what_is_amiss(db: Connection) -> None:
    number = entered(db)
    with pytest.raises(RegisterError, match="Not answered"):
        keeping.check_name(
            db, register_id=number, answers={"name_ok": Answer.YES}, now=NOW, hours=HOURS, by=KING
        )
    answers = dict.fromkeys(CHECKS, Answer.YES) | {"crest_ok": Answer.NO, "collar_ok": Answer.NOT_NEEDED}
    keeping.check_name(db, register_id=number, answers=answers, now=NOW, hours=HOURS, by=KING)
    entry = shown(db, number)
    assert entry.failed_checks == ("The Force's crest",)
    assert (entry.checked_on, entry.checked_by) == (TODAY, "Amara King")


@pytest.mark.clause("A5")
@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, Stillness.FINE),
        (44, Stillness.FINE),
        (45, Stillness.WARNED),
        (59, Stillness.WARNED),
        (60, Stillness.DUE),
        (400, Stillness.DUE),
    ],
)
def test_dormancy_warns_at_45_and_60_days_unless_a_reason_is_recorded(
    db: Connection, days: int, state: Stillness
) -> None:
    number = entered(db)
    keeping.enter_post(db, register_id=number, on=TODAY - timedelta(days=days), now=NOW, hours=HOURS, by=KING)
    assert dormancy(shown(db, number), TODAY).state is state
    until = TODAY + timedelta(days=30)
    mitigate(db, register_id=number, words="Maternity cover", until=until, now=NOW, hours=HOURS, by=KING)
    still = dormancy(shown(db, number), TODAY)
    assert still.state is (Stillness.FINE if days < 45 else Stillness.MITIGATED)
    assert dormancy(shown(db, number), until + timedelta(days=1)).state is not Stillness.MITIGATED
    assert not still.wants_a_hand


@pytest.mark.clause("A5")
@pytest.mark.parametrize(
    ("posted", "asked", "days"),
    [
        # The clocks go forward on 29/03/2026: 23:30 UTC is then the next day here.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 5, 12, 22, 59, tzinfo=UTC), 45),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), datetime(2026, 5, 13, 23, 1, tzinfo=UTC), 45),
        # They go back on 25/10/2026.
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 12, 24, 0, 10, tzinfo=UTC), 60),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, 0, 1, tzinfo=UTC), 1),
    ],
)
def test_a_change_of_the_clocks_adds_no_day_and_takes_none(
    db: Connection, posted: datetime, asked: datetime, days: int
) -> None:
    account = add_account(db, network=Network.X, native_id=NativeId("9"), name="@CorbyNPT", now=NOW, by=KING)
    number = entered(db, account_id=account.id)
    db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (?, 'post', 'p', 't', ?, '{}')",
        (account.id, to_ms(posted)),
    )
    entry = shown(db, number)
    assert entry.last_post_seen
    assert dormancy(entry, local_day(asked, HOURS)).days == days


def test_an_account_that_never_posted_is_counted_from_when_it_was_set_up(db: Connection) -> None:
    new = entered(db, since_on=TODAY - timedelta(days=61))
    assert dormancy(shown(db, new), TODAY).state is Stillness.DUE
    unknown = entered(db, "@other", since_on=None)
    assert dormancy(shown(db, unknown), TODAY).state is Stillness.UNKNOWN


@pytest.mark.clause("A5")
@pytest.mark.parametrize("days", [0, 44, 59, 60, 61, 400])
@pytest.mark.parametrize("way", ["entered", "mirror", "since", "mirror and entered long ago", "unknown"])
def test_what_waits_is_counted_as_the_page_says_it(db: Connection, way: str, days: int) -> None:
    posted = TODAY - timedelta(days=days)
    more: dict[str, object] = {"since_on": posted if way == "since" else date(2019, 5, 1)}
    if way == "unknown":
        more["since_on"] = None
    if "mirror" in way:
        account = add_account(
            db, network=Network.X, native_id=NativeId("9"), name="@CorbyNPT", now=NOW, by=KING
        )
        at = to_ms(datetime(posted.year, posted.month, posted.day, 12, tzinfo=UTC))
        db.execute(
            "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
            " VALUES (?, 'post', 'p', 't', ?, '{}')",
            (account.id, at),
        )
        more["account_id"] = account.id
    number = entered(db, "@CorbyNPT", **more)
    if "entered" in way:
        on = posted if way == "entered" else date(2019, 6, 1)
        keeping.enter_post(db, register_id=number, on=on, now=NOW, hours=HOURS, by=KING)
    due = dormancy(shown(db, number), TODAY).state is Stillness.DUE
    assert waiting(db, now=NOW, hours=HOURS) == int(due)
    mitigate(db, register_id=number, words="Leave", until=TODAY, now=NOW, hours=HOURS, by=KING)
    assert waiting(db, now=NOW, hours=HOURS) == 0
    credentials.report_change(
        db, register_id=number, changed_by="Jo", changed_on=TODAY, now=NOW, hours=HOURS, by=KING
    )
    assert waiting(db, now=NOW, hours=HOURS) == 1


@pytest.mark.clause("A5")
def test_flags_come_from_the_mirror_and_by_hand(db: Connection) -> None:
    account = add_account(
        db,
        network=Network.X,
        native_id=NativeId("9"),
        name="@CorbyNPT",
        now=NOW - timedelta(days=90),
        by=KING,
    )
    number = entered(db, account_id=account.id)
    look(db, everything(db, HOURS), now=NOW, hours=HOURS, by=KING)
    assert shown(db, number).watch_only
    for place in range(3):
        db.execute(
            "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw) VALUES (?, 'post', ?, 't', ?, ?)",
            (
                account.id,
                f"p{place}",
                int(NOW.timestamp() * 1000) - place,
                '{"referenced_tweets": [{"type": "retweeted", "id": "1"}]}',
            ),
        )
    look(db, everything(db, HOURS), now=NOW, hours=HOURS, by=KING)
    entry = shown(db, number)
    assert (entry.reshare_only, entry.watch_only) == (True, False)
    by_hand = entered(db, "@byhand")
    set_flags(db, register_id=by_hand, reshare_only=False, watch_only=True, now=NOW, hours=HOURS, by=KING)
    look(db, everything(db, HOURS), now=NOW, hours=HOURS, by=KING)
    assert shown(db, by_hand).watch_only


@pytest.mark.parametrize(
    ("network", "raw", "told"),
    [
        ("x", '{"referenced_tweets": [{"type": "quoted"}]}', False),
        ("facebook", '{"status_type": "shared_story"}', True),
        ("linkedin", '{"reshareContext": {"parent": "urn"}, "commentary": ""}', True),
        ("linkedin", '{"reshareContext": {"parent": "urn"}, "commentary": "Ours"}', False),
        ("x", "not json", False),
        ("x", "[]", False),
        ("x", "{}", False),
    ],
)
def test_a_reshare_is_told_by_the_networks_own_record(network: str, raw: str, told: bool) -> None:
    assert is_reshare(network, raw) is told


def refused_to(db: Connection, person: Person, action: ActionKind) -> str:
    account: Account = next(iter(accounts(db).values()))
    return may(person, account, action, NOW, BOOK).reason


@pytest.mark.clause("A6")
def test_a_frozen_account_publishes_nothing_until_its_holder_is_trained_again(db: Connection) -> None:
    account = add_account(
        db,
        network=Network.X,
        native_id=NativeId("9"),
        name="@CorbyNPT",
        owner="Jo Reed",
        now=NOW,
        by=KING,
    )
    number = entered(db, account_id=account.id)
    held(db, number)
    found = Found(
        output="Posted daily",
        inappropriate="A joke about a suspect",
        outcomes=("psd", "frozen"),
        words="PSD 4/26",
    )
    assert not refused_to(db, PC_REED, ActionKind.PUBLISH)
    reviews.review(db, register_id=number, found=found, now=NOW, hours=HOURS, by=KING)
    assert "frozen" in refused_to(db, PC_REED, ActionKind.PUBLISH)
    assert "Corporate Communications" in refused_to(db, PC_REED, ActionKind.PUBLISH)
    assert "frozen" in refused_to(db, PC_REED, ActionKind.REPLY)
    assert not refused_to(db, PC_REED, ActionKind.HIDE)
    corporate = next(iter(accounts(db).values()))
    assert may(KING, corporate, ActionKind.PUBLISH, NOW, BOOK).allowed
    later = NOW + timedelta(days=7)
    for trained, trainer in ((None, "Lee"), (TODAY - timedelta(days=1), "Lee"), (TODAY, " ")):
        with pytest.raises(RegisterError):
            reviews.reinstate(
                db,
                register_id=number,
                retrained_on=trained,
                trainer=trainer,
                now=later,
                hours=HOURS,
                by=KING,
            )
    with pytest.raises(IntegrityError, match="after training"):
        db.execute("UPDATE register SET frozen_on = NULL, frozen_by = '', frozen_why = ''")
    reviews.reinstate(
        db, register_id=number, retrained_on=TODAY, trainer="Lee", now=later, hours=HOURS, by=KING
    )
    assert not refused_to(db, PC_REED, ActionKind.PUBLISH)
    assert [each.kind for each in history(db, number)][:3] == ["reinstated", "frozen", "reviewed"]
    assert reviews.reviews_of(db, number)[0].found.outcomes == ("psd", "frozen")
    assert verify(db).ok


@pytest.mark.clause("A6")
@pytest.mark.parametrize(
    ("outcomes", "words", "match"),
    [
        ((), "", "what comes of it"),
        (("nothing", "guidance"), "", "Either"),
        (("frozen", "deactivated"), "x", "one of them"),
        (("line_manager",), "", "who was told"),
        (("psd",), "x", "inappropriate"),
        (("reinstated",), "", "not frozen"),
    ],
)
def test_a_review_that_does_not_hang_together_is_refused(
    db: Connection, outcomes: tuple[str, ...], words: str, match: str
) -> None:
    number = entered(db)
    with pytest.raises(RegisterError, match=match):
        reviews.review(
            db,
            register_id=number,
            found=Found(output="Fresh", outcomes=outcomes, words=words),
            now=NOW,
            hours=HOURS,
            by=KING,
        )
    assert reviews.reviews_of(db, number) == ()


@pytest.mark.clause("A6")
def test_a_deactivated_account_is_closed_and_stays_on_the_register(db: Connection) -> None:
    number = entered(db)
    held(db, number)
    found = Found(output="Only competes for followers", outcomes=("deactivated",), words="Warned twice")
    reviews.review(db, register_id=number, found=found, now=NOW, hours=HOURS, by=KING)
    entry = shown(db, number)
    assert entry.closed_on == TODAY
    assert entry.people == ()
    with pytest.raises(IntegrityError, match="recorded anew"):
        db.execute("UPDATE register SET note = 'x'")
    with pytest.raises(IntegrityError, match="never taken off"):
        db.execute("DELETE FROM register")
    entered(db)


@pytest.mark.clause("A8")
def test_a_pages_admins_are_trained_their_role_relevant_and_revoked_on_breach(db: Connection) -> None:
    number = page(db)
    with pytest.raises(RegisterError, match="trained"):
        held(db, number, part="admin", trained_on=None)
    with pytest.raises(RegisterError, match="relevant"):
        held(db, number, part="admin", relevant=" ")
    with pytest.raises(IntegrityError, match="trained"):
        db.execute(
            "INSERT INTO register_people (register_id, part, name, added_ms, added_by)"
            " VALUES (?, 'admin', 'x', 1, 'y')",
            (number,),
        )
    person = held(db, number, part="admin")
    with pytest.raises(RegisterError, match="has it already"):
        held(db, number, part="admin")
    with pytest.raises(RegisterError, match="breached"):
        access.end(
            db,
            register_id=number,
            person_id=person,
            how="breach",
            why="",
            now=NOW,
            hours=HOURS,
            by=KING,
        )
    access.end(
        db,
        register_id=number,
        person_id=person,
        how="breach",
        why="Posted for a candidate",
        now=NOW,
        hours=HOURS,
        by=KING,
    )
    assert shown(db, number).people == ()
    assert [(each.ended, each.ended_why) for each in people_of(db, number)] == [
        ("breach", "Posted for a candidate")
    ]


@pytest.mark.clause("A8")
def test_who_loses_an_account_loses_it_at_the_desk_too(db: Connection) -> None:
    account = add_account(
        db, network=Network.FACEBOOK, native_id=NativeId("9"), name="Corby", now=NOW, by=KING
    )
    staff.add(db, name="Amara King", role=Role.CORPORATE_COMMUNICATIONS, now=NOW, by=KING)
    reed = staff.add(db, name="Jo Reed", number="1217", role=Role.ACCOUNT_HOLDER, now=NOW, by=KING)
    number = entered(
        db,
        "Corby",
        network="facebook",
        kind=Kind.NEIGHBOURHOOD,
        owner="Corby sector",
        account_id=account.id,
    )
    person = held(db, number, part="admin", staff_id=reed)
    assert accounts(db)[account.id].owner == "Jo Reed"
    access.end(
        db,
        register_id=number,
        person_id=person,
        how="breach",
        why="Breach",
        now=NOW,
        hours=HOURS,
        by=KING,
    )
    member = staff.one(db, reed)
    assert member is not None
    assert member.accounts == frozenset()
    assert shown(db, number).people == ()
    held(db, number, part="admin", staff_id=reed)
    staff.end(db, staff_id=reed, now=NOW, by=KING)
    assert "has the account still: Jo Reed (7)" in " ".join(shown(db, number).missing)
    assert accounts(db)[account.id].owner == ""


@pytest.mark.clause("A8")
def test_corporate_communications_is_admin_on_every_page_or_that_is_said(db: Connection) -> None:
    number = entered(db, "Corby", network="facebook", kind=Kind.NEIGHBOURHOOD)
    assert "not recorded as admin" in " ".join(shown(db, number).missing)
    facts = keeping.facts_of(shown(db, number))
    keeping.alter(
        db,
        register_id=number,
        changed=replace(facts, corporate_admin=True),
        now=NOW,
        hours=HOURS,
        by=KING,
    )
    assert "not recorded as admin" not in " ".join(shown(db, number).missing)


@pytest.mark.clause("A10")
def test_a_leavers_followers_are_told_before_the_account_is_closed(db: Connection) -> None:
    number = entered(db, "@PCReed", kind=Kind.OFFICER, owner="Jo Reed")
    person = held(db, number)
    leaver = leavers.notify(
        db,
        register_id=number,
        person_id=person,
        going="transferring",
        last_day_on=TODAY + timedelta(days=14),
        now=NOW,
        hours=HOURS,
        by=PC_REED,
    )
    assert "open (7)" in " ".join(shown(db, number).missing)
    with pytest.raises(RegisterError, match="followers are told first"):
        leavers.settle(db, leaver_id=leaver, outcome="closed", now=NOW, hours=HOURS, by=KING)
    with pytest.raises(IntegrityError, match="followers"):
        db.execute("UPDATE account_leavers SET outcome = 'closed', settled_ms = 1, settled_by = 'x'")
    with pytest.raises(RegisterError, match="never becomes a personal one"):
        leavers.settle(db, leaver_id=leaver, outcome="personal", now=NOW, hours=HOURS, by=KING)
    leavers.followers_told(
        db, leaver_id=leaver, on=TODAY, how="A pinned post", now=NOW, hours=HOURS, by=PC_REED
    )
    leavers.settle(db, leaver_id=leaver, outcome="closed", now=NOW, hours=HOURS, by=KING)
    assert shown(db, number).closed_on == TODAY
    assert leavers.leavers_of(db, number)[0].outcome == "closed"
    assert verify(db).ok


@pytest.mark.clause("A10")
def test_an_account_is_handed_over_to_somebody_trained(db: Connection) -> None:
    number = page(db)
    person = held(db, number, part="admin")
    leaver = leavers.notify(
        db,
        register_id=number,
        person_id=person,
        going="leaving",
        last_day_on=TODAY,
        now=NOW,
        hours=HOURS,
        by=KING,
    )
    to = Given(register_id=number, part="admin", name="Sam Lowe", number="1300")
    with pytest.raises(RegisterError, match="trained"):
        leavers.settle(
            db, leaver_id=leaver, outcome="handed_over", handed_to=to, now=NOW, hours=HOURS, by=KING
        )
    with pytest.raises(RegisterError, match="to whom"):
        leavers.settle(db, leaver_id=leaver, outcome="handed_over", now=NOW, hours=HOURS, by=KING)
    trained = Given(
        register_id=number,
        part="admin",
        name="Sam Lowe",
        number="1300",
        trained_on=TODAY,
        guidance_on=TODAY,
        relevant="Takes the beat",
    )
    leavers.settle(
        db, leaver_id=leaver, outcome="handed_over", handed_to=trained, now=NOW, hours=HOURS, by=KING
    )
    entry = shown(db, number)
    assert [each.name for each in entry.people] == ["Sam Lowe"]
    assert entry.open
    with pytest.raises(IntegrityError):
        db.execute("UPDATE register SET kind = 'personal'")


def test_the_history_is_only_added_to(db: Connection) -> None:
    entered(db)
    for sql in ("UPDATE register_events SET told = 'x'", "DELETE FROM register_events"):
        with pytest.raises(IntegrityError, match="only added to"):
            db.execute(sql)


def test_a_closed_connected_account_publishes_nothing_for_anybody(db: Connection) -> None:
    account = add_account(db, network=Network.X, native_id=NativeId("9"), name="@CorbyNPT", now=NOW, by=KING)
    number = entered(db, account_id=account.id)
    keeping.close(db, register_id=number, why="Dormant", now=NOW, hours=HOURS, by=KING)
    assert "closed" in refused_to(db, KING, ActionKind.PUBLISH)
    assert not refused_to(db, KING, ActionKind.HIDE)
    entered(db, account_id=account.id)
    assert not refused_to(db, KING, ActionKind.PUBLISH)


def test_no_sentence_of_the_record_names_anybody(db: Connection) -> None:
    number = entered(db, "@PCReed", kind=Kind.OFFICER, owner="Jo Reed")
    held(db, number)
    credentials.report_change(
        db, register_id=number, changed_by="Jo Reed", changed_on=TODAY, now=NOW, hours=HOURS, by=KING
    )
    facts = " ".join(str(row[0]) for row in db.execute("SELECT facts FROM audit").fetchall())
    assert "Reed" not in facts


def test_posts_that_wait_on_an_account_are_counted(db: Connection) -> None:
    account = add_account(db, network=Network.X, native_id=NativeId("9"), name="@CorbyNPT", now=NOW, by=KING)
    number = entered(db, account_id=account.id)
    assert posts_waiting(db, number) == 0
    db.execute(
        "INSERT INTO posts (id, purpose, text, by_name, by_role, created_ms, altered_ms)"
        " VALUES (1, 'Advice', 'Lock your door', 'a', 'account_holder', 1, 1)"
    )
    db.execute("INSERT INTO post_targets (post_id, account_id) VALUES (1, ?)", (account.id,))
    assert posts_waiting(db, number) == 0
    # What makes a post ready is tried elsewhere.
    gates = db.execute(
        "SELECT name FROM sqlite_master WHERE tbl_name = 'posts' AND type = 'trigger'"
    ).fetchall()
    for row in gates:
        db.execute(f"DROP TRIGGER {row[0]}")
    db.execute("UPDATE posts SET state = 'ready', decided_ms = 1, decided_by = 'a'")
    assert posts_waiting(db, number) == 1
    assert posts_waiting(db, entered(db, "@other")) == 0
    db.execute("UPDATE posts SET state = 'cancelled'")
    assert posts_waiting(db, number) == 0
