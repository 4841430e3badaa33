"""A referral on every network in training: the evidence is captured from the network itself, messages included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from socialdesk.decisions.referring import open_referral
from socialdesk.decisions.referring_rows import ReferralKind, for_item
from socialdesk.evidence.check import verify
from socialdesk.model.accounts import Network
from socialdesk.model.items import ItemKind
from tests.fakes.evening import Evening, begun

NO_MESSAGES = (Network.YOUTUBE, Network.LINKEDIN)


@pytest.fixture(scope="module")
def evening() -> Iterator[Evening]:
    made = begun("saturday-night")
    yield made
    made.close()


@pytest.mark.clause("B2", "I6", "R12")
@pytest.mark.parametrize(
    ("network", "private"),
    [*((each, False) for each in Network), *((each, True) for each in Network if each not in NO_MESSAGES)],
)
def test_what_is_referred_is_captured_from_its_network(
    evening: Evening, network: Network, private: bool
) -> None:
    engine = evening.engine
    rows = [
        row
        for row in evening.rows()
        if row.network is network and (row.kind is ItemKind.MESSAGE) is private and not row.by_force
    ]
    item_id = rows[0].item_id
    engine.writer.call(
        partial(
            open_referral,
            item_id=item_id,
            kind=ReferralKind.CRIME,
            details={"note": "A test."},
            categories=["targeted"],
            book=engine.book,
            now=engine.clock(),
            by=engine.person,
            training=True,
        )
    )
    engine.send_everything(threading.Event())
    (referral,) = for_item(evening.db, item_id, person=engine.person)
    assert referral.captured_ms is not None
    assert not referral.held_only
    assert referral.evidence_id is not None
    assert verify(evening.db, referral.evidence_id) == ()
