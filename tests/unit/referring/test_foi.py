"""The draft of an e-mail on a request for information: whatever a stranger wrote, it opens as what it is (I6)."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.decisions import foi
from socialdesk.decisions.foi import Request, draft_of, write_draft
from socialdesk.decisions.plainly import one_plain_line, plainly, quoted
from socialdesk.decisions.referring import open_referral
from socialdesk.decisions.referring_rows import Referral, ReferralKind, for_item
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, EvidenceId, ItemId, NativeId, ThreadId
from socialdesk.model.items import Item, ItemKind, Thread, ThreadKind
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book

pytestmark = pytest.mark.clause("I6")
AT_NIGHT = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
"""Half past midnight on 2 June where the Force is."""
WILD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\r\n\t\0\u202e\u2028> :\x0b\x85\u200b\ufeff"))
)
INJECTIONS = (
    "x\r\nBcc: everybody@example.org\r\n\r\nhello",
    "x\nX-Unsent: 0\nTo: other@example.org",
    "=?utf-8?B?Qmxh?= \r\n.\r\nQUIT",
    "--boundary\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    "\u202egnp.exe\u2066",
    "From MAILER Thu Nov 26\r\n",
    "Desk reference: F-999\nPassed on by: The Chief Constable",
)


def a_request(
    text: str, *, author: str = "Kim Citizen", created: datetime = AT_NIGHT, name: str = "The page"
) -> Request:
    item = Item(
        id=ItemId(1), account_id=AccountId(1), network=Network.FACEBOOK, thread_id=ThreadId(1), parent_id=None,
        kind=ItemKind.COMMENT, native_id=NativeId("n"), author_id=None, author_native_id=NativeId(author),
        untrusted_author=author, untrusted_text=text, created_ms=to_ms(created), received_ms=to_ms(created),
        by_force=False, permalink=text,
    )  # fmt: skip
    thread = Thread(
        id=ThreadId(1), account_id=AccountId(1), kind=ThreadKind.POST, native_id=NativeId("t"), untrusted_text=text,
        created_ms=1,
    )  # fmt: skip
    referral = Referral(
        id=12, item_id=ItemId(1), account_id=AccountId(1), kind=ReferralKind.FOI, evidence_id=EvidenceId(5),
        manifest_sha256="ab" * 32, received_ms=to_ms(created), opened_ms=to_ms(created),
        details={"seen_name": "there", "given_name": text, "seen_address": "unclear"},
    )  # fmt: skip
    return Request(referral=referral, item=item, thread=thread, account_name=name, by=OFFICER)


def read(draft: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(draft, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def checked(draft: bytes) -> str:
    """The text of a draft that is an unsent message to the FOI mailbox, of one part, plain, and nothing else."""
    parsed = read(draft)
    assert parsed.defects == []
    names = [name.lower() for name in parsed]
    assert sorted(names) == sorted(
        ["x-unsent", "to", "subject", "content-type", "content-transfer-encoding", "mime-version"]
    )
    assert parsed["X-Unsent"] == "1"
    assert str(parsed["To"]) == book().values["foi_mailbox"]
    assert parsed.get_content_type() == "text/plain"
    assert parsed.get_content_charset() == "utf-8"
    assert not parsed.is_multipart()
    assert draft.count(b"\n") == draft.count(b"\r\n") == draft.count(b"\r")
    assert draft.isascii()
    assert max(map(len, draft.split(b"\r\n"))) <= 998
    return parsed.get_content()


@given(WILD, WILD)
def test_whatever_a_stranger_wrote_the_draft_is_one_plain_unsent_message(text: str, author: str) -> None:
    content = checked(draft_of(a_request(text, author=author, name=author), book()))
    lines = content.replace("\r\n", "\n").split("\n")
    assert lines.count("Desk reference: F-12") == 1
    assert sum(line.startswith("Received: ") for line in lines) == 1
    assert not any(sign in content for sign in "\0\x0b\x85\u202e\u2066\u2028")


@pytest.mark.parametrize("attack", INJECTIONS)
def test_no_header_and_no_line_of_ours_can_be_forged(attack: str) -> None:
    content = checked(draft_of(a_request(attack, author=attack, name=attack), book()))
    for line in attack.replace("\r\n", "\n").split("\n"):
        shown = plainly(line)
        assert f"> {shown}" in content.replace("\r\n", "\n").split("\n")


def test_the_words_come_out_as_they_went_in() -> None:
    text = "How many drones – £ 2 000?\n  Kim Ó Citizen, 1 High St\n\nПривет 👩‍👩‍👧 ok"
    content = checked(draft_of(a_request(text), book())).replace("\r\n", "\n")
    assert quoted(text) in content


def test_a_long_message_has_no_long_line_on_the_wire() -> None:
    checked(draft_of(a_request("word " * 60_000), book()))


def test_the_day_received_is_the_networks_time_on_the_forces_clock_and_ends_in_twenty_working_days() -> None:
    content = checked(draft_of(a_request("How many?"), book()))
    assert "Received: Tuesday 02 June 2026, 00:30 (Europe/London), the time of Facebook itself" in content
    assert "20 working days end on: Tuesday 30 June 2026" in content
    assert str(read(draft_of(a_request("x"), book()))["Subject"]).endswith("02/06/2026 (desk F-12)")


def test_it_gives_notes_and_evidence_and_no_verdict() -> None:
    content = checked(draft_of(a_request("How many?"), book()))
    assert "Does it give the person's name? It is there." in content
    assert "Not clear" in content
    assert "Nothing noted" in content
    assert "for an FOI Officer to decide" in content
    assert "E-5, still being completed" in content
    assert "ab" * 32 in content
    assert "is valid" not in content.replace("Whether it is valid is for", "")


def test_a_draft_of_training_reaches_nobody_and_says_so() -> None:
    parsed = read(draft_of(a_request("x"), book(), training=True))
    assert str(parsed["To"]).endswith(".invalid")
    assert str(parsed["Subject"]).startswith("TRAINING")


def test_writing_the_draft_stands_in_the_record_with_its_hash() -> None:
    scene = Scene("c1")
    open_referral(
        scene.db, item_id=scene.desk.items["c1"], kind=ReferralKind.FOI, details={}, book=book(), now=scene.clock(),
        by=OFFICER,
    )  # fmt: skip
    referral = for_item(scene.db, scene.desk.items["c1"], person=OFFICER)[0]
    draft = write_draft(scene.db, referral_id=referral.id, book=book(), now=scene.clock(), by=OFFICER)
    assert "> words of c1" in checked(draft)
    assert scene.kinds()[-1] == "referral-drafted"
    assert foi.due(referral, book()) > (scene.clock() + timedelta(days=20)).date()


@given(WILD)
def test_plain_words_stay_and_nothing_reverses_or_breaks_a_line(text: str) -> None:
    made = plainly(text)
    assert not any(sign in made for sign in "\r\0\x0b\x0c\x85\u202e\u2028\u2066\u200b\ufeff")
    assert plainly(made) == made
    assert all(line.startswith("> ") for line in quoted(text).split("\n"))
    assert "\n" not in one_plain_line(text)
    if text.isascii() and text.isprintable():
        assert made == text
