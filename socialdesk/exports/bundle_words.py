"""What an evidence bundle says in plain words, to somebody who has never seen the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from socialdesk.audit.log import Head
from socialdesk.exports.document import lines_of
from socialdesk.exports.harmless import plain


def readme(
    *,
    marking: str,
    force: str,
    made: str,
    by: str,
    reason: str,
    for_whom: str,
    case: str,
    items: Sequence[int],
    evidence: int,
    problems: Sequence[str],
    head: Head,
    training: bool,
) -> str:
    """`data/README.txt`."""
    about = [
        f"Made          {made}",
        f"Made by       {by}",
        f"For           {for_whom}" if for_whom.strip() else "",
        f"Case          {case}" if case.strip() else "",
        f"Why           {reason}",
        f"Items         {', '.join(str(item) for item in items)}",
    ]
    checked = (
        [
            "WHEN THIS BUNDLE WAS MADE, THE DESK FOUND THAT NOT ALL OF THE EVIDENCE IS AS IT WAS CAPTURED:",
            *problems,
        ]
        if problems
        else [
            f"{evidence} piece{'' if evidence == 1 else 's'} of evidence: every file was hashed again "
            "for this bundle, and is as it was captured."
        ]
    )
    lines = [
        marking,
        "",
        *(["TRAINING: simulated networks. Nothing in here is real.", ""] if training else []),
        f"Evidence bundle of {force}",
        "",
        *(line for line in about if line),
        "",
        "WHAT IS IN IT",
        "",
        "items/item-NNNNNNN/held.txt     what the desk holds of each comment or message, to read",
        "items/item-NNNNNNN/held.json    the same with everything, for programs",
        "items/.../evidence-NNNNN/       what was kept before anything was removed:",
        "    manifest.json               of what, when, by whom, and the SHA-256 of each file",
        "    held/                       what the desk had when the decision was made",
        "    capture/                    what the network itself answered then, byte for byte, and its pictures",
        "record/entries.jsonl            the entries of the desk's record on these: who did what, when, why",
        "record/verifier.py              checks them; needs Python and nothing else",
        "record/FORMAT.md                how they are chained, so that anybody can write another checker",
        "",
        *checked,
        "",
        "HOW TO CHECK IT",
        "",
        "1. That nothing was altered since it was made (BagIt, RFC 8493), with any BagIt program, for example:",
        "       bagit.py --validate FOLDER",
        "   or by hand: manifest-sha256.txt has the SHA-256 of every file.",
        "2. That the entries of the record are as they were written:",
        "       python record/verifier.py record/entries.jsonl",
        "3. That they stand in the desk's record: ask the Force for an export of the whole record, then",
        "       python record/verifier.py record/entries.jsonl --record record.jsonl",
        f"   When this was made the record had {head.count} entries and its head was",
        f"       {head.hash}",
        "4. That this is the bundle that the Force made: the SHA-256 of tagmanifest-sha256.txt stands in the",
        "   record, in the entry of kind export-written.",
        "5. That the evidence was captured then: the SHA-256 of each manifest.json stands in the record, in the",
        "   entry of kind captured of its item.",
        "",
        "CARE",
        "",
        "Files under capture/ and held/ are what strangers wrote and sent. Open them as text or pictures, with a",
        "program that runs nothing. In held.txt signs that cannot be seen are spelt out, such as <U+202E>.",
        "",
        marking,
    ]
    return plain("\n".join(lines)) + "\n"


def item_page(item: Mapping[str, Any], marking: str) -> str:
    """`held.txt`: one item's lines, to read."""
    out = [marking, "", f"Item {item['item']}", ""]
    for line in lines_of(item):
        who = ", ".join(part for part in (line.who, line.role) if part)
        clauses = f" (clause {line.clauses})" if line.clauses else ""
        out.append(f"{line.what}{clauses}")
        out += [f"    {part}" for part in (line.when, who) if part]
        out += [f"    | {words}" for words in plain(line.words).split("\n")] if line.words else []
        out += [f"    {line.more}"] if line.more else []
        out.append("")
    return plain("\n".join([*out, marking])) + "\n"
