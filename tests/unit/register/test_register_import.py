"""A register read from a file: every fault with its row, column and sentence, and nothing taken by halves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.audit.verify import verify
from socialdesk.config.paths import resources_dir
from socialdesk.exports.account_register import as_csv, export_register
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import load_book
from socialdesk.register import csv_cells, csv_faults, csv_text, keeping
from socialdesk.register.csv_columns import PASSWORD, columns_of, meaning_of
from socialdesk.register.csv_import import Preview, preview, read_file, take
from socialdesk.register.csv_rows import read_row
from socialdesk.register.entries import everything, history
from socialdesk.register.keeping import Facts
from socialdesk.register.register_rules import Kind, RegisterError
from socialdesk.storage.database import Connection, open_writer

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
HOURS = load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8")).hours
HEAD = "Network,Handle,Kind,Owner,Number,Trained,Last post,Note"
SOUND = "X,@CorbyNPT,team,Corby team,,12/03/2020,01/11/2026,"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    connection = open_writer(tmp_path / "desk.db", KEY)
    yield connection
    connection.close()


def looked(db: Connection, text: str | bytes) -> Preview:
    data = text if isinstance(text, bytes) else text.encode()
    return preview(db, data, now=NOW, hours=HOURS)


def imported(db: Connection, text: str | bytes) -> Preview:
    found = looked(db, text)
    take(db, found, found.takable, now=NOW, hours=HOURS, by=KING)
    return found


def codes(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [each.code for each in read_file(data, TODAY).faults]


def row(**cells: str) -> str:
    """A sound row with some cells otherwise, under a heading of its own where the usual ones have none."""
    said = {
        "Network": "X",
        "Handle": "@CorbyNPT",
        "Kind": "team",
        "Owner": "Corby team",
        **{name.replace("_", " "): words for name, words in cells.items()},
    }
    held = io.StringIO()
    sheet = csv.writer(held)
    sheet.writerow(said)
    sheet.writerow(said.values())
    return held.getvalue()


ONE_FAULT_EACH = [
    ("empty_file", b""),
    ("empty_file", b"\xef\xbb\xbf \r\n"),
    ("too_big", b"x" * (csv_text.LARGEST + 1)),
    ("workbook", b"PK\x03\x04\x14\x00" + b"x" * 99),
    ("workbook", b"\xd0\xcf\x11\xe0" + b"x" * 99),
    ("not_text", bytes(range(1, 9)) * 400),
    ("no_header", "just some words\nand others\n"),
    ("no_network_column", "Handle,Owner\n@a,b\n"),
    ("no_handle_column", "Network,Owner\nX,b\n"),
    ("no_owner_column", "Network,Handle\nX,@a\n"),
    ("column_twice", "Network,Handle,Owner,Owner\nX,@a,b,c\n"),
    ("no_rows", "Network,Handle,Owner\n,,\n"),
    ("too_many_rows", "Network,Handle,Owner\n" + "X,@a,b\n" * 5_001),
    ("quote_open", 'Network,Handle,Owner\nX,@a,"never closed\nX,@b,c\n'),
    ("too_many_cells", "Network,Handle,Owner\nX,@a,Reed, Jo\n"),
    ("network_missing", row(Network="")),
    ("network_unknown", row(Network="Myspace")),
    ("handle_missing", row(Handle="")),
    ("handle_missing", row(Handle="@")),
    ("handle_space", row(Handle="Corby NPT")),
    ("handle_letters", row(Handle="Corby-NPT!")),
    ("handle_long", row(Handle="@CorbyNeighbourhoodTeam")),
    ("handle_other_network", row(Handle="https://www.facebook.com/corby")),
    ("handle_email", row(Handle="corby@northants.example.uk")),
    ("handle_twice", f"{HEAD}\n{SOUND}\n{SOUND.replace('@CorbyNPT', 'https://twitter.com/corbynpt')}\n"),
    ("owner_missing", row(Owner="n/a")),
    ("kind_unknown", row(Kind="Mascot")),
    ("kind_personal", row(Kind="Personal")),
    (
        "second_corporate",
        "Network,Handle,Kind,Owner\nInstagram,a,primary,Corp Comms\nInstagram,b,primary,Corporate Communications\n",
    ),
    ("corporate_only", row(Network="LinkedIn", Handle="Dogs")),
    (
        "second_primary",
        "Network,Handle,Kind,Owner\nFacebook,a,primary,Corp Comms\nFB,b,main,Corp Comms\n",
    ),
    ("neighbourhood_network", row(Kind="neighbourhood")),
    ("date_unreadable", row(Trained="last spring")),
    ("date_impossible", row(Trained="31/02/2020")),
    ("date_impossible", row(Trained="29 February 2021")),
    ("date_american", row(Trained="11/25/2019")),
    ("date_future", row(Trained="25/11/2026")),
    ("date_too_old", row(Trained="01/01/1999")),
    ("yes_no_unreadable", row(Password_held="maybe")),
    ("formula", row(Note='=HYPERLINK("http://evil.example","x")')),
    ("formula", row(Note="+cmd|' /C calc'!A0")),
    ("formula", row(Owner="@SUM(1+1)*cmd")),
    ("formula", row(Note="-2+3+cmd|' /C calc'!A0")),
    ("formula", row(Note="\t=1+1")),
    ("formula", row(Note="\uff1d1+1")),
    ("spreadsheet_error", row(Owner="#REF!")),
    ("spreadsheet_error", row(Trained="#######")),
    ("scientific_number", row(Number="1.23E+10")),
    ("control_characters", row(Owner="Corby\x1b[31m team")),
    ("turning_characters", row(Owner="Corby \u202emaet")),
    ("too_long", row(Owner="x" * 121)),
    ("too_long", row(Note="x" * 1_001)),
    ("looks_like_password", row(Note="Login as usual, pwd: Winter2026!")),
    ("last_post_after_closed", row(Closed="01/02/2020", Reason_closed="x", Last_post="02/02/2020")),
    ("last_post_before_set_up", row(Since="01/02/2020", Last_post="31/01/2020")),
    ("too_many_people", row(Admins="; ".join(f"Person {n}a" for n in range(41)))),
    # What a person looks at, and the row is taken.
    ("unreadable_letters", "Network,Handle,Owner,Kind\nX,@a,Jos\x81,team\n".encode("latin-1")),
    ("unknown_column", row(Favourite_colour="blue")),
    ("password_column", row(Password="Winter2026!")),
    ("password_column", row(Twitter_password_2="Winter2026!")),
    ("stray_quote", 'Network,Handle,Kind,Owner\nX,@a,team,The "A" team\n'),
    ("too_few_cells", "Network,Handle,Kind,Owner,Note\nX,@a,team,b\n"),
    ("owner_email", row(Owner="jo.reed@northants.example.uk")),
    ("kind_missing", row(Kind="")),
    ("no_kind_column", "Network,Handle,Owner\nX,@a,b\n"),
    ("corporate_only", "Platform,Account,Holder,Collar\nInstagram,@dogs,PC Rex,55\n"),
    ("primary_not_corporate", row(Kind="primary")),
    ("date_serial", row(Trained="43902")),
    ("date_short_year", row(Trained="12/3/20")),
    ("date_month", row(Trained="March 2020")),
    ("yes_without_day", row(Trained="Yes")),
    ("wrong_letters", row(Owner="Zo\u00c3\u00ab Reed")),
    ("line_break", row(Owner="Corby\nteam")),
    ("held_without_day", row(Password_held="yes")),
    ("changed_without_name", row(Password_changed="12/03/2020")),
    ("name_without_change", row(Changed_by="Jo Reed")),
    ("closed_without_reason", row(Closed="12/03/2020")),
    ("frozen_without_reason", row(Frozen="yes")),
    (
        "frozen_and_closed",
        row(Frozen="12/03/2020", Closed="12/04/2020", Reason_closed="x", Reason_frozen="y"),
    ),
    ("person_twice", row(Admins="Jo Reed 1217; Joanna Reed (1217)")),
    ("admin_untrained", row(Network="Facebook", Handle="Corby", Kind="neighbourhood", Admins="Jo Reed")),
    ("reshares_and_watches", row(Reshare_only="y", Watch_only="y")),
    ("number_odd", row(Number="see Ravi")),
    ("mitigation_without_day", row(Mitigation="Maternity leave")),
]


@pytest.mark.clause("A1")
@pytest.mark.parametrize(
    ("code", "text"), ONE_FAULT_EACH, ids=[f"{n}-{e[0]}" for n, e in enumerate(ONE_FAULT_EACH)]
)
def test_each_fault_is_found_alone(code: str, text: str | bytes) -> None:
    found = [each for each in codes(text) if each != "no_kind_column" or code == "no_kind_column"]
    assert found == [code]


def test_every_fault_that_can_be_said_is_tried() -> None:
    beside_the_register = {"second_on_register", "second_primary_on_register", "closed_before"}
    tried = {code for code, _ in ONE_FAULT_EACH}
    assert tried | beside_the_register == {*csv_faults.STOPS, *csv_faults.LOOK}
    assert len(tried) > 40


def test_a_fault_says_row_column_and_what_to_do_in_a_sentence(db: Connection) -> None:
    found = looked(db, f"{HEAD}\r\n{SOUND}\r\nX,@b,team,Team b,,31/02/2020,,\r\n")
    (fault,) = found.faults
    assert (fault.row, fault.column, fault.where) == (3, "Trained", "Row 3, Trained")
    assert fault.sentence == "There is no such day."
    assert found.takable == (2,)
    assert "1 that cannot be taken" in found.summary
    for sentence in (*csv_faults.STOPS.values(), *csv_faults.LOOK.values()):
        assert sentence.endswith(".")


@pytest.mark.clause("A1")
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_whatever_wrote_it_the_same_is_read(db: Connection, encoding: str, separator: str) -> None:
    table = [
        ["The register of accounts, March"],
        [],
        ["Notes", "Held by", "Channel", "Account type", "Username"],
        ["Two\r\nlines, and; a \"quote\"", "Zo\u00eb O\u2019Neil", "Twitter", "Team", "@ZoeNPT1"],
    ]  # fmt: skip
    held = io.StringIO()
    csv.writer(held, delimiter=separator, lineterminator="\r\n").writerows(table)
    found = imported(db, held.getvalue().encode(encoding))
    assert [each.code for each in found.faults] == []
    (entry,) = everything(db, HOURS)
    assert (entry.network, entry.handle, entry.owner) == ("x", "@ZoeNPT1", "Zo\u00eb O\u2019Neil")
    assert entry.note == 'Two lines, and; a "quote"'


def test_excels_own_line_for_the_separator_is_understood(db: Connection) -> None:
    imported(db, "sep=;\r\nNetwork;Handle;Owner;Kind\r\nX;@a;A, B and C;team\r\n")
    assert everything(db, HOURS)[0].owner == "A, B and C"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12/03/2020", date(2020, 3, 12)),
        ("1.2.2021", date(2021, 2, 1)),
        ("2020-03-12", date(2020, 3, 12)),
        ("2020-03-12T09:30:00Z", date(2020, 3, 12)),
        ("12/03/2020 09:30", date(2020, 3, 12)),
        ("Thu 12 March 2020", date(2020, 3, 12)),
        ("12th Mar 2020", date(2020, 3, 12)),
        ("1st of September, 2021", date(2021, 9, 1)),
        ("12-Mar-20", date(2020, 3, 12)),
        ("March 12, 2020", date(2020, 3, 12)),
        ("29/02/2020", date(2020, 2, 29)),
        ("43902", date(2020, 3, 12)),
        ("24/11/2026", TODAY),
    ],
)
def test_days_are_read_as_they_are_written_here(words: str, day: date) -> None:
    assert csv_cells.day_of(words, TODAY)[0] == day


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Social media platform", "network"),
        ("  TWITTER HANDLE ", "handle"),
        ("Rank/Position", "position"),
        ("Collar No.", "number"),
        ("Date of last post", "last_post_on"),
        ("Guidance read (date)", "guidance_on"),
        ("Password", PASSWORD),
        ("Twitter pwd 2024", PASSWORD),
        ("Password held?", "held"),
        ("Last password change", "changed_on"),
        ("Dept / Team", "team"),
        ("Name of holder", "owner"),
        ("Training?", "trained_on"),
        ("Date the account was created", "since_on"),
        ("Holder's password", PASSWORD),
        ("Favourite colour", ""),
        ("We keep this list so that whoever is responsible for a team can be found", ""),
    ],
)
def test_headings_are_known_in_many_wordings(heading: str, meaning: str) -> None:
    assert meaning_of(heading) == meaning


@pytest.mark.clause("A3")
def test_a_password_in_the_file_is_neither_read_nor_told_nor_kept(db: Connection, tmp_path: Path) -> None:
    secret = "Winter2026!Q"
    text = (
        "Network,Handle,Kind,Owner,Password,Password held,Note\n"
        f"X,@a,team,Team a,{secret},yes,\n"
        f"X,@b,team,Team b,{secret},{secret},\n"
        f"X,@c,team,Team c,,no,password is {secret}\n"
        f"X,@d,team,Team d,{secret},yes,fine,{secret}\n"
    )
    found = imported(db, text)
    assert found.takable == (2,)
    assert secret not in " ".join(each.sentence for each in found.faults)
    assert secret not in repr(found)
    for table, column in [
        ("register", "*"),
        ("register_events", "*"),
        ("audit", "facts"),
        ("audit_personal", "*"),
    ]:
        assert secret not in repr(db.execute(f"SELECT {column} FROM {table}").fetchall())
    (entry,) = everything(db, HOURS)
    assert entry.credentials is not None
    assert entry.credentials.held


@pytest.mark.clause("A1")
def test_three_hundred_accounts_come_in_together_and_again_alter_nothing(db: Connection) -> None:
    rows = [SOUND.replace("@CorbyNPT", f"@Corby{n}") for n in range(300)]
    text = "\n".join([HEAD, *rows])
    first = looked(db, text)
    done = take(db, first, first.takable, now=NOW, hours=HOURS, by=KING)
    assert (done.added, done.altered, done.left_out) == (300, 0, 0)
    again = looked(db, text)
    assert {each.action for each in again.rows} == {"alter"}
    done = take(db, again, again.takable, now=NOW, hours=HOURS, by=KING)
    assert (done.added, done.altered, done.same) == (0, 0, 300)
    other = looked(db, text.replace("Corby team", "East team", 1))
    done = take(db, other, other.takable, now=NOW, hours=HOURS, by=KING)
    assert (done.altered, done.same) == (1, 299)
    assert len(everything(db, HOURS)) == 300
    assert verify(db).ok


def test_what_an_import_says_nothing_of_stays(db: Connection) -> None:
    imported(db, row(Note="Old", Trained="12/03/2020", Number="1217", Admins="Sam Lowe 1300"))
    imported(db, row(Note="", Last_post="01/11/2026"))
    (entry,) = everything(db, HOURS)
    assert entry.note == "Old"
    assert entry.last_post_on == date(2026, 11, 1)
    assert {(each.name, each.number, each.part) for each in entry.people} == {
        ("Corby team", "1217", "holder"),
        ("Sam Lowe", "1300", "admin"),
    }


def test_nothing_is_taken_by_halves(db: Connection) -> None:
    keeping.enter(
        db, Facts(network="x", handle="@old", kind=Kind.TEAM, owner="o"), now=NOW, hours=HOURS, by=KING
    )
    text = f"{HEAD}\n{SOUND}\n{SOUND.replace('@CorbyNPT', '@other')}\n"
    found = looked(db, text)
    found.rows[1].parsed.owner = "x" * 200  # which only the register itself refuses
    before = db.execute("SELECT count(*) FROM audit").fetchone()
    with pytest.raises(RegisterError, match="Nothing was imported"):
        take(db, found, (2, 3), now=NOW, hours=HOURS, by=KING)
    assert [each.handle for each in everything(db, HOURS)] == ["@old"]
    assert db.execute("SELECT count(*) FROM audit").fetchone() == before


def test_rows_are_chosen_and_a_stopped_one_cannot_be(db: Connection) -> None:
    text = f"{HEAD}\n{SOUND}\nX,@b c,team,B,,,,\n{SOUND.replace('@CorbyNPT', '@third')}\n"
    found = looked(db, text)
    assert found.takable == (2, 4)
    with pytest.raises(RegisterError, match="cannot be taken"):
        take(db, found, (2, 3), now=NOW, hours=HOURS, by=KING)
    with pytest.raises(RegisterError, match="No row"):
        take(db, found, (), now=NOW, hours=HOURS, by=KING)
    with pytest.raises(RegisterError, match="Corporate Communications"):
        take(db, found, (2,), now=NOW, hours=HOURS, by=Person("Jo", Role.ACCOUNT_HOLDER))
    done = take(db, found, (4,), now=NOW, hours=HOURS, by=KING)
    assert done.left_out == 2
    assert [each.handle for each in everything(db, HOURS)] == ["@third"]


def test_a_preview_that_the_register_has_overtaken_is_refused(db: Connection) -> None:
    found = looked(db, f"{HEAD}\n{SOUND}\n")
    imported(db, f"{HEAD}\n{SOUND}\n")
    with pytest.raises(RegisterError, match="since this file was looked at"):
        take(db, found, found.takable, now=NOW, hours=HOURS, by=KING)


@pytest.mark.clause("A9")
def test_a_second_instagram_beside_the_one_on_the_register_is_a_fault(db: Connection) -> None:
    imported(db, row(Network="Instagram", Handle="theforce", Kind="primary", Owner="Corp Comms"))
    found = looked(db, row(Network="Instagram", Handle="dogs", Kind="primary", Owner="Corp Comms"))
    assert [each.code for each in found.faults] == ["second_on_register"]
    assert "2.6" in found.faults[0].sentence
    imported(db, row(Network="YouTube", Handle="Force", Kind="primary", Owner="Corp Comms"))
    found = looked(db, row(Network="YouTube", Handle="Other", Kind="primary", Owner="Corp Comms"))
    assert [each.code for each in found.faults] == ["second_primary_on_register"]


def test_a_closed_account_comes_in_closed_once(db: Connection) -> None:
    text = row(Closed="12/03/2020", Reason_closed="Dormant")
    imported(db, text)
    (entry,) = everything(db, HOURS)
    assert (entry.closed_on, entry.closed_why) == (date(2020, 3, 12), "Dormant")
    assert [each.action for each in looked(db, text).rows] == ["same"]
    found = looked(db, row())
    assert [(each.action, [fault.code for fault in each.faults]) for each in found.rows] == [
        ("add", ["closed_before"])
    ]


def test_a_frozen_account_comes_in_frozen_and_its_history_says_so(db: Connection) -> None:
    imported(db, row(Frozen="12/03/2020", Reason_frozen="A joke"))
    (entry,) = everything(db, HOURS)
    assert (entry.frozen_on, entry.frozen_why) == (date(2020, 3, 12), "A joke")
    assert "imported" in history(db, entry.id)[0].words


def test_the_export_is_harmless_and_comes_back_as_it_went(db: Connection, tmp_path: Path) -> None:
    imported(
        db,
        row(
            Trained="12/03/2020", Number="1217", Admins="Sam Lowe 1300; Corp Comms", Last_post="01/11/2026",
            Password_held="yes", Held_since="01/02/2020", Password_changed="02/02/2020", Changed_by="Jo", Crest="no",
            Note="- first\n- second",
        ),
    )  # fmt: skip
    text = export_register(db, reason="Yearly check", now=NOW, hours=HOURS, by=KING)
    for line in csv.reader(io.StringIO(text)):
        assert not [each for each in line if each[:1] in set("=+-@\t\r|%")]
    with pytest.raises(RegisterError, match="what it is for"):
        export_register(db, reason=" ", now=NOW, hours=HOURS, by=KING)
    with pytest.raises(RegisterError, match="auditors"):
        export_register(db, reason="x", now=NOW, hours=HOURS, by=Person("Jo", Role.ACCOUNT_HOLDER))
    other = open_writer(tmp_path / "other.db", KEY)
    found = imported(other, text)
    assert [each.code for each in found.faults] == []
    assert as_csv(everything(other, HOURS), TODAY) == as_csv(everything(db, HOURS), TODAY)
    other.close()


# Whatever the file is


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    found = read_file(data, TODAY)
    assert found.stopped or found.rows


CELL = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(st.lists(CELL, min_size=8, max_size=8), min_size=1, max_size=6))
def test_no_cells_at_all_break_the_reading_and_taken_ones_are_plain(table: list[list[str]]) -> None:
    held = io.StringIO()
    csv.writer(held, quoting=csv.QUOTE_ALL).writerows(table)
    found = read_file(f"{HEAD}\r\n{held.getvalue()}".encode(), TODAY)
    for each in found.rows:
        if each.action != "stopped":
            assert each.parsed.handle
            assert each.parsed.network
            assert "\n" not in each.parsed.owner + each.parsed.handle


@given(
    st.lists(
        st.lists(st.text("a\"',;\t\r\n =\u00eb", max_size=8), min_size=1, max_size=5), min_size=1, max_size=5
    ),
    st.sampled_from(csv_text.SEPARATORS),
)
def test_what_was_written_by_the_rules_is_read_as_it_was(table: list[list[str]], separator: str) -> None:
    held = io.StringIO()
    csv.writer(held, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(table)
    assert [each.cells for each in csv_text.records(held.getvalue(), separator)] == table


@given(st.dates(min_value=date(2004, 1, 1), max_value=TODAY))
def test_every_day_is_read_back_in_every_form(day: date) -> None:
    for form in (
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%Y-%m-%d",
        "%d %B %Y",
        "%d %b %Y",
        "%A %d %B %Y",
        "%d/%m/%Y 23:59",
    ):
        assert csv_cells.day_of(f"{day:{form}}", TODAY)[0] == day


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_no_cell_breaks_what_looks_at_cells(cell: str) -> None:
    csv_cells.traps(cell)
    csv_cells.day_of(cell, TODAY)
    csv_cells.yes_or_no(cell)
    meaning_of(cell)
    columns = columns_of(["Network", "Handle", "Owner", "Kind", "Admins", cell])
    read_row(csv_text.Record(2, ["X", cell, cell, cell, cell, cell]), columns, TODAY)
