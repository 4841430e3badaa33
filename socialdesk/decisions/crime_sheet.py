"""The sheet of a referral as a crime (B2): fields to copy into the Force's own system, not joined to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms
from socialdesk.decisions.plainly import one_plain_line, plainly
from socialdesk.decisions.referring_rows import Referral, ReferralKind
from socialdesk.evidence.queries import EvidenceLine
from socialdesk.model.items import Item, Thread
from socialdesk.policy.book import Book

NOTE = "note"
HARM = "harm"
"""Fields of a referral's details."""


@dataclass(frozen=True, slots=True)
class SheetField:
    """One field to copy: plain text."""

    label: str
    text: str


def sheet(
    referral: Referral,
    *,
    item: Item,
    thread: Thread,
    account_name: str,
    evidence: Sequence[EvidenceLine],
    book: Book,
    profile_url: str = "",
) -> tuple[SheetField, ...]:
    """The fields, in the order in which such a form is filled in. What strangers wrote is made plain."""
    zone = ZoneInfo(book.hours.timezone)
    written = from_ms(item.created_ms).astimezone(zone)
    found = from_ms(item.received_ms).astimezone(zone)
    opened = from_ms(referral.opened_ms).astimezone(zone)
    threat = referral.kind is ReferralKind.THREAT
    kinds = "; ".join(book.referring.category(each) for each in referral.categories)
    gone = "(its words are kept no longer: see the evidence)"
    fields = [
        SheetField("What it is", "Threat to life" if threat else kinds),
        SheetField("Desk reference", f"R-{referral.id}"),
        SheetField(
            "Where",
            f"{item.network.label}, account {one_plain_line(account_name)}, {item.kind.label.lower()}",
        ),
        SheetField(*_link(item, thread)),
        SheetField("Written by", one_plain_line(item.untrusted_author) or "(the network does not say)"),
        SheetField("Their id on the network", one_plain_line(item.author_native_id or "")),
        SheetField("Their profile", one_plain_line(profile_url, longest=2_000)),
        SheetField("Written on", f"{written:%d/%m/%Y %H:%M:%S} ({book.hours.timezone}), the network's time"),
        SheetField("Reached the desk", f"{found:%d/%m/%Y %H:%M:%S} ({book.hours.timezone})"),
        SheetField("The words", plainly(item.untrusted_text) if item.disposed_ms is None else gone),
        SheetField("Under the post", plainly(thread.untrusted_text, longest=2_000)),
        SheetField("Who may be harmed", plainly(referral.details.get(HARM, ""))),
        SheetField("What else is known", plainly(referral.details.get(NOTE, ""))),
        SheetField("Evidence", evidence_text(referral, evidence)),
        SheetField("Referred by", f"{one_plain_line(referral.opened_by)}, {opened:%d/%m/%Y %H:%M}"),
    ]
    return tuple(field for field in fields if field.text.strip())


def _link(item: Item, thread: Thread) -> tuple[str, str]:
    """Its own address, or where the network gives none (Instagram, for comments) that of what it stands under."""
    if item.permalink:
        return "Link", one_plain_line(item.permalink, longest=2_000)
    return "Link to what it stands under", one_plain_line(thread.permalink, longest=2_000)


def evidence_text(referral: Referral, evidence: Sequence[EvidenceLine]) -> str:
    """The evidence's number, its manifest's hash and whether it is complete; every piece, the newest last."""
    lines: list[str] = []
    for piece in sorted(evidence, key=lambda each: each.id):
        state = (
            "disposed of"
            if piece.disposed_ms is not None
            else "being completed from the network"
            if piece.captured_ms is None
            else "as the desk held it: the network gave no copy"
            if piece.held_only
            else "with the network's own copy"
        )
        own = " (of this referral)" if piece.id == referral.evidence_id else ""
        lines.append(f"E-{piece.id}{own}: {state}. SHA-256 of the manifest: {piece.manifest_sha256}")
    return "\n".join(lines)


def whole(fields: Sequence[SheetField]) -> str:
    """All of the sheet as plain text, a field after the other."""
    return "\n\n".join(f"{field.label}:\n{field.text}" for field in fields) + "\n"
