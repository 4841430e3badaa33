"""The public sets that may train a model that ships (see README.md for their licences), as rows."""

from __future__ import annotations

import ast
import csv
import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from rows import FAR_OFF, Row, hate_labels, once_each, part_of

_HARMLESS_KEPT = 7
"""Of ten harmless texts of a large set."""
_OFFENSIVE_KEPT = 3
"""One in so many of Davidson's offensive tweets that are not hate: there are thirteen to one of hate."""
_STRAND_OF_TARGET = {
    "wom": "sex",
    "gay": "orientation",
    "lgb": "orientation",
    "bis": "orientation",
    "trans": "transgender",
    "non.": "transgender",
    "dis": "disability",
    "mus": "religion",
    "jew": "religion",
    "hin": "religion",
    "rel": "religion",
    "chr": "religion",
    "sik": "religion",
}
_TAIL = re.compile(r"\s*http\S+\s*$")


def public_rows(datasets: Path, identity_words: frozenset[str]) -> list[Row]:
    """Every set once. `identity_words` show which comments, labelled for sexism alone, may hold other hate."""
    rows = [
        *_davidson(datasets / "davidson"),
        *_edos(datasets / "edos", identity_words),
        *_hatemoji(datasets / "hatemoji_build"),
        *_misogyny(datasets / "online_misogyny", identity_words),
        *_youtube(datasets / "youtube_spam"),
        *_sms(datasets / "sms_spam"),
        *_spans(datasets / "toxic_spans", identity_words),
    ]
    return once_each(rows)


def _table(path: Path, delimiter: str = ",") -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _far_off() -> dict[str, int]:
    return dict.fromkeys(FAR_OFF, 0)


def _davidson(folder: Path) -> Iterator[Row]:
    """Tweets: 0 hate, 1 offensive, 2 neither. Most of the offensive ones are passed over."""
    parts: tuple[tuple[str, Literal["train", "validation"]], ...] = (
        ("train", "train"),
        ("validation", "validation"),
    )
    for file, part in parts:
        for number, line in enumerate(_table(folder / f"{file}.csv")):
            kind = int(line["class"])
            if kind == 1 and part == "train" and number % _OFFENSIVE_KEPT:
                continue
            text = html.unescape(html.unescape(line["tweet"]))
            labels = hate_labels(int(kind == 0), None if kind == 0 else ())
            if kind == 1:
                # Many of these are against women, which the set does not ask for.
                del labels["sex"]
            yield Row(source="davidson", text=text, labels=labels | _far_off() | {"spam": 0}, part=part)


def _edos(folder: Path, identity_words: frozenset[str]) -> Iterator[Row]:
    """Reddit and Gab, labelled for sexism alone."""
    for line in _table(folder / "train_dev.csv"):
        text = line["text"]
        sexist = line["label_sexist"] == "sexist"
        if not sexist and not _kept(text):
            continue
        threat = line["label_category"].startswith("1.")
        labels = hate_labels(1, None) | {"sex": 1} if sexist else {"sex": 0}
        if sexist or not _words(text) & identity_words:
            labels["hate"] = int(sexist)
        if sexist:
            labels["threatening"] = int(threat)
        else:
            labels |= {"spam": 0, "contempt_of_court": 0, "crime_report": 0} | _far_off()
        yield Row(source="edos", text=text, labels=labels, part=part_of(text, 1))


def _hatemoji(folder: Path) -> Iterator[Row]:
    """Short texts with pictures, each beside one that differs in little."""
    parts: tuple[tuple[str, Literal["train", "validation"]], ...] = (
        ("train", "train"),
        ("validation", "validation"),
    )
    for file, part in parts:
        for line in _table(folder / f"{file}.csv"):
            hate = int(line["label_gold"])
            targets = [str(each) for each in ast.literal_eval(line["target"])] if hate else []
            strands = {_strand(target) for target in targets} - {""}
            labels = hate_labels(hate, strands if strands or not hate else None)
            if hate:
                labels["threatening"] = int(line["type"] == "threateninglanguage")
            yield Row(source="hatemoji", text=line["text"], labels=labels | _far_off(), part=part)


def _strand(target: str) -> str:
    if target in (
        "none",
        "other",
        "notargetrecorded",
        "notgiven",
        "old",
        "young",
        "wc",
        "old.people",
        "working",
    ):
        return ""
    for start, strand in _STRAND_OF_TARGET.items():
        if target.startswith(start) or target.endswith(start):
            return strand
    return "race"


def _misogyny(folder: Path, identity_words: frozenset[str]) -> Iterator[Row]:
    """Reddit, labelled for misogyny alone."""
    for line in _table(folder / "train.csv"):
        text = line["body"].strip()
        if not text:
            continue
        against = line["level_1"] == "Misogynistic"
        if not against and not _kept(text):
            continue
        labels = {"sex": int(against)}
        if against or not _words(text) & identity_words:
            labels["hate"] = int(against)
        if against:
            labels["threatening"] = int("hreatening" in line["level_3"])
        else:
            labels |= {"spam": 0, "contempt_of_court": 0} | _far_off()
        yield Row(source="misogyny", text=text[:400], labels=labels, part=part_of(text, 1))


def _youtube(folder: Path) -> Iterator[Row]:
    """Comments under three videos."""
    for path in sorted(folder.glob("Youtube*.csv")):
        for line in _table(path):
            spam = int(line["CLASS"])
            text = html.unescape(line["CONTENT"]).strip("\ufeff ")
            labels = {"spam": spam} | _ordinary()
            yield Row(source="youtube", text=text, labels=labels, part=part_of(text, 1))


def _sms(folder: Path) -> Iterator[Row]:
    """Text messages, many of them British."""
    with (folder / "train.tsv").open(encoding="utf-8") as file:
        for line in file:
            kind, _, text = line.rstrip("\n").partition("\t")
            labels = {"spam": int(kind == "spam")} | _ordinary()
            yield Row(source="sms", text=html.unescape(text), labels=labels, part=part_of(text, 1))


def _ordinary() -> dict[str, int]:
    known = ("threatening", "contempt_of_court", "identifies_person", "defamation", "crime_report")
    return hate_labels(0) | dict.fromkeys(known, 0) | _far_off()


def _spans(folder: Path, identity_words: frozenset[str]) -> Iterator[Row]:
    """Rude comments on news: what names no group is rude and no hate."""
    for line in _table(folder / "tsd_train.csv"):
        text = _TAIL.sub("", line["text"]).strip()
        if not text or len(text) > 160 or _words(text) & identity_words:
            continue
        labels = hate_labels(0) | _far_off() | {"spam": 0}
        yield Row(source="rude", text=text, labels=labels, part=part_of(text, 1))


def _kept(text: str) -> bool:
    """True for a share of all texts that lies about the same in either part."""
    return hashlib.blake2b(text.encode(), digest_size=4, salt=b"kept").digest()[0] % 10 < _HARMLESS_KEPT


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))
