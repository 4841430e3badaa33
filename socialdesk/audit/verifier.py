"""Checks an exported record by itself. Needs Python 3.8 or later and nothing else; the format is in README.md.

    python verifier.py record.jsonl
    python verifier.py record.jsonl --head HEX --count N
    python verifier.py entries.jsonl --record record.jsonl

The last is for the entries in an evidence bundle, which are a part of the record: each is checked by itself, and with
`--record` that it stands in the whole record.

`--head` and `--count` are a head that was kept elsewhere (printed by the desk at each export and check). Without
them an end that was cut off, or a record that was written anew as a whole, cannot be seen. Exit code: 0 it verifies,
1 it does not, 2 it cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys

FORMAT = "socialdesk-audit-export-1"
EXTRACT = "socialdesk-audit-extract-1"
DOMAIN = b"socialdesk-audit-1"
START = "0" * 64
FIELDS = ("previous", "seq", "at_ms", "kind", "by_name", "by_role", "account_id", "facts", "commitment")
WITHHELD = ("proceedings-altered", "proceedings-ended", "proceedings-marked", "protected-words-added")
"""Kinds of entries whose words leave the desk in no file: they protect somebody in proceedings before a court."""
MOST_PROBLEMS = 50


class Unreadable(Exception):
    """The file is not an export of the record."""


def row_hash(line: dict[str, object]) -> str:
    """SHA-256 over the length-prefixed fields of an entry."""
    digest = hashlib.sha256(DOMAIN)
    for name in FIELDS:
        value = line[name]
        field = ("" if value is None else str(value)).encode()
        digest.update(len(field).to_bytes(8, "big"))
        digest.update(field)
    return digest.hexdigest()


def check(lines: list[str], head: str | None = None, count: int | None = None) -> tuple[list[str], int, str]:
    """The problems found, the number of entries and the last hash. Raises Unreadable."""
    if not lines:
        raise Unreadable("the file is empty")
    first = read(lines[0], 1)
    if first.get("format") not in (FORMAT, EXTRACT):
        raise Unreadable("its first line does not name the format " + FORMAT)
    whole = first.get("format") == FORMAT
    problems: list[str] = []
    previous, number = START, 0
    hashes: dict[int, str] = {0: START}
    without_words: set[int] = set()
    disposed: set[int] = set()
    for place, text in enumerate(lines[1:], start=2):
        line = read(text, place)
        try:
            number, previous = check_line(line, number, previous, problems, whole)
            check_words(line, bool(first.get("personal_words")), without_words, problems)
            if line["kind"] == "disposed":
                disposed.update(json.loads(str(line["facts"]))["entries"])
        except (KeyError, ValueError, TypeError):
            raise Unreadable("line " + str(place) + " is not an entry") from None
        hashes[number] = previous
    for missing in sorted(without_words - disposed):
        problems.append(
            f"The personal words of entry {missing} are gone, and no entry says that they were disposed of."
        )
    told = (number, previous) if whole else (len(lines) - 1, first.get("head"))
    if (first.get("count"), first.get("head")) != told:
        problems.append("The entries are not as many, or do not end, as the first line says.")
    if not whole:
        return problems[:MOST_PROBLEMS], len(lines) - 1, previous
    if count is not None and count not in hashes:
        problems.append(f"The record ends at entry {number}, before entry {count}, whose head was kept.")
    elif head is not None and hashes[number if count is None else count] != head.lower():
        problems.append("The head is not the one that was kept.")
    return problems[:MOST_PROBLEMS], number, previous


def read(text: str, place: int) -> dict[str, object]:
    """One line of JSON."""
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    if not isinstance(line, dict):
        raise Unreadable("line " + str(place) + " is not a JSON object")
    return line  # pyright: ignore[reportUnknownVariableType]  (whatever it holds is checked where it is used)


def check_line(
    line: dict[str, object], number: int, previous: str, problems: list[str], whole: bool
) -> tuple[int, str]:
    """Checks one entry against the one before it; answers with its number and hash."""
    seq = int(str(line["seq"]))
    if seq <= number if not whole else seq != number + 1:
        problems.append(f"After entry {number} comes entry {seq}.")
    if line["previous"] != previous and (whole or seq == number + 1):
        problems.append(f"Entry {seq} does not follow on the entry before it.")
    if row_hash(line) != line["hash"]:
        problems.append(f"Entry {seq} was altered.")
    return seq, str(line["hash"])


def check_words(
    line: dict[str, object], personal: bool, without_words: set[int], problems: list[str]
) -> None:
    """Checks the words that were kept apart against their commitment."""
    commitment = str(line["commitment"])
    if "words" in line:
        salt = bytes.fromhex(str(line["salt"]))
        if hmac.new(salt, str(line["words"]).encode(), hashlib.sha256).hexdigest() != commitment:
            problems.append(f"The personal words of entry {line['seq']} are not those that were written.")
    elif personal and commitment and line["kind"] not in WITHHELD:
        without_words.add(int(str(line["seq"])))


def check_part(part: list[str], record: list[str]) -> list[str]:
    """The entries of `part` that do not stand so in the whole record. Raises Unreadable."""
    held = {line.get("seq"): line.get("hash") for line in (read(text, 0) for text in record[1:])}
    lines = [read(text, 0) for text in part[1:]]
    wrong = [line for line in lines if held.get(line.get("seq")) != line.get("hash")]
    return [f"Entry {line.get('seq')} does not stand so in the record." for line in wrong]


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Checks an exported record of the desk.")
    parser.add_argument("file")
    parser.add_argument("--head", help="the hash of a head that was kept elsewhere")
    parser.add_argument("--count", type=int, help="the number of entries that it stood for")
    parser.add_argument("--record", help="the whole record, to look up the entries of a bundle in")
    told = parser.parse_args(arguments)
    try:
        with open(told.file, encoding="utf-8") as file:
            lines = file.read().splitlines()
        problems, number, last = check(lines, told.head, told.count)
        if told.record:
            with open(told.record, encoding="utf-8") as file:
                record = file.read().splitlines()
            problems += check(record, told.head, told.count)[0] + check_part(lines, record)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        print(f"It cannot be read: {error}.")
        return 2
    for problem in problems:
        print(problem)
    if problems:
        print("The record does NOT verify.")
        return 1
    if EXTRACT in lines[0]:
        stand = "and stand in the record" if told.record else "each by itself; look them up with --record"
        print(f"{number} entries verify, {stand}.")
        return 0
    compared = (
        "and agrees with the head that was kept"
        if told.head
        else "but was compared with no head kept elsewhere"
    )
    print(f"The record verifies: {number} entries, {compared}. Head: {last}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
