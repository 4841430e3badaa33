"""The list's model: ids in one array, rows when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from socialdesk.inbox.queries import InboxRow
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, ItemId, ThreadId
from socialdesk.model.items import ItemKind
from socialdesk.ui.inbox.model import FEW, MOST_ROWS, PAGE, InboxModel

MANY = 100_000


def row(item_id: int) -> InboxRow:
    return InboxRow(
        item_id=ItemId(item_id),
        account_id=AccountId(1),
        network=Network.FACEBOOK,
        account_name="Anyshire Police",
        thread_id=ThreadId(1),
        untrusted_thread="A post",
        author_id=None,
        untrusted_author=f"Person {item_id}",
        untrusted_text=f"Text {item_id}",
        kind=ItemKind.COMMENT,
        created_ms=item_id,
        received_ms=item_id,
        by_force=False,
        open=True,
        unread=True,
        flagged=False,
        urgency=0,
        top_ground="",
        standing="visible",
        claimed_by="",
        outcome="",
        has_media=False,
    )


class Store:
    """Answers with rows, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.missing: set[int] = set()

    def __call__(self, ids: Sequence[ItemId]) -> Mapping[ItemId, InboxRow]:
        self.asked.append(list(ids))
        return {item_id: row(item_id) for item_id in ids if item_id not in self.missing}


def filled(count: int = MANY) -> tuple[InboxModel, Store]:
    store = Store()
    model = InboxModel(store, lambda one: f"{one.untrusted_author} says {one.untrusted_text}")
    model.reset(range(count, 0, -1))
    return model, store


def ids_of(model: InboxModel) -> list[int]:
    return [model.data(model.index(place, 0), InboxModel.ItemIdRole) for place in range(model.rowCount())]


def test_nothing_is_read_until_it_is_painted() -> None:
    model, store = filled()
    assert model.rowCount() == MANY
    assert store.asked == []
    assert model.data(model.index(0, 0), InboxModel.ItemIdRole) == MANY
    assert store.asked == []
    found = model.data(model.index(5, 0), InboxModel.RowRole)
    assert found == row(MANY - 5)
    assert store.asked == [list(range(MANY, MANY - PAGE, -1))]
    for place in range(PAGE):
        model.row_at(place)
    assert len(store.asked) == 1


def test_only_so_many_rows_are_kept() -> None:
    model, store = filled()
    for place in range(0, MOST_ROWS * 3, PAGE):
        model.row_at(place)
    before = len(store.asked)
    model.row_at(MOST_ROWS * 3 - 1)
    assert len(store.asked) == before
    model.row_at(0)
    assert len(store.asked) == before + 1


def test_a_screen_reader_hears_the_whole_row_and_a_missing_one_is_said() -> None:
    model, store = filled(10)
    store.missing.add(10)
    said = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(1, 0), said) == "Person 9 says Text 9"
    assert model.data(model.index(0, 0), said) == "This item could not be read."
    assert model.data(model.index(0, 0), InboxModel.RowRole) is None
    assert model.data(QModelIndex(), InboxModel.RowRole) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DisplayRole) is None


def test_arrivals_are_told_as_one() -> None:
    model, _ = filled()
    told: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    model.insert_top([MANY + 3, MANY + 2, MANY + 1])
    assert told == [(0, 2)]
    assert model.id_at(0) == MANY + 3
    assert model.row_of(MANY) == 3
    model.insert_top([])
    model.append(array("q"))
    assert len(told) == 1


def test_an_old_one_comes_back_where_it_belongs() -> None:
    model, _ = filled(10)
    model.remove([7, 3, 99])
    assert ids_of(model) == [10, 9, 8, 6, 5, 4, 2, 1]
    model.insert_between([3, 7, 7, 10])
    assert ids_of(model) == list(range(10, 0, -1))


def test_a_stale_row_is_read_again_and_told_alone() -> None:
    model, store = filled()
    for place in range(3):
        model.row_at(place)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    model.stale([MANY - 1, 17])  # 17 was never read, so nobody sees it
    assert told == [(1, 1)]
    before = len(store.asked)
    model.row_at(0)
    assert len(store.asked) == before
    model.row_at(1)
    assert store.asked[-1] == [MANY - 1]


def test_many_stale_rows_are_told_as_one() -> None:
    model, _ = filled()
    for place in range(0, PAGE * 3, PAGE):
        model.row_at(place)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    model.stale(range(MANY, MANY - FEW - 2, -1))
    assert told == [(0, MANY - 1)]
    model.stale_all()
    assert len(told) == 2


def test_an_id_is_found_by_halving() -> None:
    model, _ = filled()
    assert model.row_of(1) == MANY - 1
    assert model.row_of(MANY + 1) is None
    assert model.row_of(0) is None
    assert model.id_at(-1) is None
    assert model.id_at(MANY) is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("top"), st.integers(1, 5)),
        st.tuples(st.just("remove"), st.lists(st.integers(1, 40), max_size=5)),
        st.tuples(st.just("between"), st.lists(st.integers(1, 40), max_size=5)),
        st.tuples(st.just("stale"), st.lists(st.integers(1, 40), max_size=5)),
        st.tuples(st.just("read"), st.integers(0, 50)),
    ),
    max_size=20,
)


@given(STEPS)
def test_whatever_happens_qt_and_the_rows_agree(steps: list[tuple[str, object]]) -> None:
    model, _ = filled(20)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    newest = 40
    for what, of in steps:
        if what == "top" and isinstance(of, int):
            model.insert_top(range(newest + of, newest, -1))
            newest += of
        elif what == "read" and isinstance(of, int):
            if of < model.rowCount():
                model.row_at(of)
        elif isinstance(of, list):
            {"remove": model.remove, "between": model.insert_between, "stale": model.stale}[what](of)
    ids = ids_of(model)
    assert ids == sorted(set(ids), reverse=True)
    for place, item_id in enumerate(ids):
        assert model.row_at(place) == row(item_id)
        assert model.row_of(item_id) == place
    del tester


@pytest.mark.parametrize("count", [0, 1])
def test_a_short_list_is_a_list(count: int) -> None:
    model, _ = filled(count)
    model.stale_all()
    model.remove([1])
    assert model.rowCount() == 0
    assert model.columnCount() == 1
