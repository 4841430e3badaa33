"""Measures the finding of offensive words: terms through fourteen disguises, innocent words, ordinary texts, time.

Run `python -m tests.benchmarks.words_measure [--missed]`; it reads the data sets that stand beside the checkout.
A third of the terms and of each disguise's ways is shown apart ("held out"): look at its misses no more than you must.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from socialdesk.model.findings import Band
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.listed import ListedWords
from socialdesk.triage.normalise import Normaliser

ROOT = Path(__file__).parents[2]
SETS = ROOT.parent / "shared" / "datasets"
CORE = re.findall(
    r"\w+",
    "arse arsehole bastard bellend bint bitch bloody bollocks bugger bullshit cock crap cunt damn dick dickhead fanny "
    "feck fuck gash git knob minger motherfucker munter piss pissed prick pussy shit slag slut snatch tits tosser "
    "twat wanker whore",
)
"""As many as in research/triage.md, section 2.4, the mild ones and those with an innocent meaning among them."""
CARRIERS = (
    "{}",
    "you {}",
    "you are a {}",
    "what a {} mate",
    "absolute {} the lot of them",
    "this is {} honestly",
    "well {} today",
    "he is such a {}",
    "stop being a {} and answer the phone",
)
GLUE = re.findall(
    r"\S+",
    "you| absolute| total| stupid| |face |head |idiot |police fat| massive| the| lazy| |brain ugly| bloody| |off "
    "right| |features |and old|man useless| big| |lot my| jammy| |nugget |goblin |biscuit mega|",
)
_CYRILLIC = str.maketrans("aeocpxyikshb", "аеосрхуікѕһь")
_GREEK = str.maketrans("aeiotunkvbxpcw", "αειοτυηκνβχρςω")
_FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(ord("a"), ord("z") + 1)})
_BOLD = str.maketrans({chr(ord("a") + n): chr(0x1D41A + n) for n in range(26)})
_ACCENTS = str.maketrans("aeioucnsy", "áèïöüçñšý")

Way = Callable[[str, random.Random], str]


def _vowels(word: str) -> list[int]:
    return [place for place, letter in enumerate(word) if letter in "aeiou" and place] or [1]


def _put(word: str, place: int, what: str, length: int = 1) -> str:
    return word[:place] + what + word[place + length :]


def _swap(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _swapped(word: str, pick: random.Random, first: int = 1) -> str:
    ways = [way for place in range(first, len(word) - 1) if (way := _swap(word, place)) != word]
    return pick.choice(ways or [_swap(word, 0)])


def _leet(some: str, into: str, share: float = 1.0) -> Way:
    table = dict(zip(some, into, strict=True))

    def way(word: str, pick: random.Random) -> str:
        places = [place for place, letter in enumerate(word) if letter in table]
        chosen = [place for place in places if pick.random() < share] or places[:1]
        return "".join(table[each] if place in chosen else each for place, each in enumerate(word))

    return way


def _hidden(sign: str) -> Way:
    return lambda word, _: sign.join(word)


def _stretched(word: str, pick: random.Random) -> str:
    place = pick.randrange(len(word))
    return _put(word, place, word[place] * pick.randint(3, 6))


def _mixed(*names: str) -> Way:
    def way(word: str, pick: random.Random) -> str:
        for name in names:
            word = WAYS[name][0](word, pick)
        return word

    return way


WAYS: dict[str, list[Way]] = {
    "plain": [lambda word, _: word, lambda word, _: word + "s", lambda word, _: word.title()],
    "upper": [lambda word, _: word.upper(), lambda word, _: word.upper() + "!!"],
    "leet": [
        _leet("aeiost", "431057"),
        _leet("aios", "@!0$"),
        _leet("aeiostbg", "43105789", 0.5),
        _leet("aeiostl", "4310$71"),
    ],
    "f*ck": [
        lambda word, _: _put(word, _vowels(word)[0], "*"),
        lambda word, _: _put(word, 1, "*"),
        lambda word, pick: _put(word, pick.choice(_vowels(word)), pick.choice("*#-_")),
    ],
    "f**k": [
        lambda word, _: _put(word, 1, "**", 2),
        lambda word, _: _put(word, min(_vowels(word)[0], len(word) - 2), "**", 2),
        lambda word, _: word[0] + "*" * (len(word) - 2) + word[-1],
        lambda word, _: _put(word, len(word) // 2, "**", 2),
    ],
    "f.u.c.k": [_hidden("."), _hidden("-"), _hidden("_"), _hidden("*"), _hidden("/")],
    "f u c k": [_hidden(" "), _hidden("  "), lambda word, _: " ".join(word.upper())],
    "homoglyph": [
        lambda word, _: word.translate(_CYRILLIC),
        lambda word, _: word.translate(_GREEK),
        lambda word, _: word.translate(_FULL),
        lambda word, _: word.translate(_BOLD),
        lambda word, _: word.translate(_ACCENTS),
    ],
    "zero width": [
        _hidden("\u200b"),
        lambda word, _: _put(word, 2, "\u200c" + word[2]),
        _hidden("\u2060"),
        _hidden("\u00ad"),
        _hidden("\ufeff"),
    ],
    "repeated": [
        lambda word, _: _put(word, _vowels(word)[0], word[_vowels(word)[0]] * 4),
        lambda word, _: word + word[-1] * 3,
        _stretched,
        lambda word, _: "".join(letter * 3 for letter in word),
        lambda word, _: "".join(letter * 2 for letter in word),
    ],
    "swapped": [_swapped, lambda word, _: _swap(word, 1), _swapped],
    "no vowel": [
        lambda word, _: word[0] + re.sub("[aeiou]", "", word[1:]),
        lambda word, _: re.sub("[aeiou]", "", word),
        lambda word, _: (word[0] + re.sub("[aeiou]", "", word[1:])).upper(),
    ],
    "glued": [
        lambda word, _: f"you{word}",
        lambda word, pick: pick.choice(GLUE).replace("|", word),
        lambda word, pick: pick.choice(GLUE).replace("|", word),
        lambda word, pick: "#" + pick.choice(GLUE).replace("|", word),
    ],
}
WAYS["mixed"] = [
    _mixed("leet", "repeated"),
    _mixed("f.u.c.k", "upper"),
    _mixed("leet", "zero width"),
    _mixed("f u c k", "leet"),
    _mixed("repeated", "homoglyph"),
    _mixed("leet", "glued"),
    _mixed("f*ck", "zero width"),
]
GENERAL = ("general", "sexual")
UNUSUAL = frozenset(
    re.findall(r"\w+", "balls beaver cow ginger god effing ho nonce flaps tart bonk bloodclaat")
)


def held_out(*what: object) -> bool:
    return zlib.crc32(repr(what).encode()) % 3 == 0


def ofcom_terms() -> list[str]:
    rows = (SETS / "lexicon_ofcom/ofcom-potentially-offensive.txt").read_text(encoding="utf-8").splitlines()
    known = [row.split("\t") for row in rows]
    words = [row[1].lower() for row in known if row[0] in GENERAL]
    return [word for word in words if re.fullmatch("[a-z]{3,}", word) and word not in UNUSUAL]


def surge_terms() -> list[str]:
    """Those rated strong or severe that are about no group, written in letters."""
    terms: list[str] = []
    with (SETS / "lexicon_surge_profanity/profanity_en.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds = {row["category_1"], row["category_2"], row["category_3"]} - {""}
            about = {"sexual anatomy / sexual acts", "bodily fluids / excrement", "other / general insult"}
            if float(row["severity_rating"]) >= 2 and kinds <= about and row["text"].isalpha():
                terms.append(row["text"])
    return terms


def ordinary() -> dict[str, list[str]]:
    """Texts in which nobody means to offend, by where they are from."""
    with (SETS / "sms_spam/train.tsv").open(encoding="utf-8", newline="") as file:
        sms = [row[1] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row[0] == "ham"]
    youtube: list[str] = []
    for path in sorted((SETS / "youtube_spam").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            youtube += [row["CONTENT"] for row in csv.DictReader(file) if row["CLASS"] == "0"]
    synth = json.loads((SETS / "presidio_synth/synth_dataset_v2.json").read_text(encoding="utf-8"))
    with (SETS / "jigsaw_sample/test_examples.csv").open(encoding="utf-8", newline="") as file:
        jigsaw = [
            row["comment_text"]
            for row in csv.DictReader(file)
            if not any(row[name] == "1" for name in row if name != "comment_text")
        ]
    own: list[str] = []
    for path in sorted((ROOT / "packaging/triage/texts").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            own += [
                row["text"] for row in csv.DictReader(file) if not re.search("offensive|hate", row["labels"])
            ]
    return {
        "sms": sms,
        "youtube": youtube,
        "presidio": [each["full_text"] for each in synth],
        "jigsaw": jigsaw,
        "own": own,
    }


def tricky() -> list[str]:
    """Innocent words and sentences that hold an offensive word, or look like one in disguise."""
    text = Path(__file__).with_name("tricky_words.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def build() -> tuple[Normaliser, ListedWords]:
    """The finder with the lists that ship, without the rules beside it."""
    folder = ROOT / "resources/triage"
    texts = {
        name: "rules = []" if name.endswith(".toml") else (folder / name).read_text(encoding="utf-8")
        for name in FILES
    }
    lexicon = load_lexicon(texts)
    return Normaliser(lexicon.look_alikes), ListedWords(lexicon)


class Found:
    """What is found in a text: the marked words, and whether any signal is more than weak."""

    def __init__(self, ground: str = "offensive_language") -> None:
        self._normaliser, self._listed = build()
        self._ground = ground

    def marked(self, text: str, *, weak: bool = True) -> list[str]:
        """Weak signals count as well unless `weak` is False."""
        return [
            text[span.start : span.end]
            for signal in self._listed.signals(self._normaliser.plain(text))
            if signal.ground == self._ground and (weak or signal.band is not Band.WEAK)
            for span in signal.spans
        ]


def recall(found: Found, terms: Sequence[str], *, missed: bool, name: str) -> None:
    """Prints for each disguise the share found: by the looked-at ways and terms, and by those held out."""
    print(f"\n{name}: {len(terms)} terms")
    sums: dict[str, list[float]] = {}
    for disguise, ways in WAYS.items():
        seen: dict[str, list[bool]] = {"seen": [], "held out": []}
        misses: list[str] = []
        for number, way in enumerate(ways):
            for term in terms:
                pick = random.Random(f"{disguise}{number}{term}")
                carrier = pick.choice(CARRIERS)
                text = carrier.format(way(term, pick))
                apart = held_out(term) or number % 3 == 2
                hit = bool(found.marked(text, weak=False))
                seen["held out" if apart else "seen"].append(hit)
                if not hit and not apart:
                    misses.append(text)
        shares = {kind: sum(hits) / max(len(hits), 1) for kind, hits in seen.items()}
        for kind, share in shares.items():
            sums.setdefault(kind, []).append(share)
        print(f"  {disguise:11}" + "".join(f"  {kind} {share:.3f}" for kind, share in shares.items()))
        if missed and misses:
            print("     ", " | ".join(misses[:60]))
    print("  mean       " + "".join(f"  {kind} {sum(of) / len(of):.3f}" for kind, of in sums.items()))


def judged(found: Found) -> None:
    """The core terms, each disguise in its commonest way, every term in every carrier."""
    table = [
        sum(
            bool(found.marked(carrier.format(ways[0](term, random.Random(term))), weak=False))
            for term in CORE
            for carrier in CARRIERS
        )
        / (len(CORE) * len(CARRIERS))
        for ways in WAYS.values()
    ]
    print("core in every carrier:", " ".join(f"{n} {s:.2f}" for n, s in zip(WAYS, table, strict=True)))
    print(f"  mean {sum(table) / len(table):.3f}")


def alarms(found: Found, texts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for text in texts:
        if marked := found.marked(text):
            yield text, marked


def main() -> None:
    missed = "--missed" in sys.argv
    tracemalloc.start()
    start = time.perf_counter()
    found = Found()
    print(f"loaded in {time.perf_counter() - start:.3f} s, {tracemalloc.get_traced_memory()[0] / 1e6:.1f} MB")
    tracemalloc.stop()
    judged(found)
    recall(found, CORE, missed=missed, name="core")
    recall(found, ofcom_terms(), missed=missed, name="Ofcom's general and sexual terms")
    recall(found, surge_terms(), missed=False, name="Surge, strong and severe, about no group")
    innocent = tricky()
    false = list(alarms(found, innocent))
    print(f"\ntricky: {len(false)} of {len(innocent)} = {len(false) / len(innocent):.3f}")
    print("  ", [text for text, _ in false])
    listed = re.compile(r"\b(?:" + "|".join(map(re.escape, {*CORE, *ofcom_terms()})) + r")", re.I)
    hate = Found("hate_speech")
    for name, texts in ordinary().items():
        false = list(alarms(found, texts))
        odd = [each for each in false if not listed.search(each[0])]
        against = sum(bool(hate.marked(text)) for text in texts)
        print(
            f"{name}: {1000 * len(false) / len(texts):.2f} per 1,000; {1000 * len(odd) / len(texts):.2f} without a "
            f"listed term in plain letters; hate {1000 * against / len(texts):.2f} (n = {len(texts)})"
        )
        if missed:
            for text, marked in odd[:60]:
                print("     ", marked, text[:110])
    times: list[float] = []
    normaliser, listed = build()
    for text in [text for texts in ordinary().values() for text in texts][:8000:4]:
        start = time.thread_time()
        list(listed.signals(normaliser.plain(text)))
        times.append((time.thread_time() - start) * 1000)
    times.sort()
    print(
        f"\np50 {times[len(times) // 2]:.3f} ms, p95 {times[int(len(times) * 0.95)]:.3f} ms, CPU time of one thread"
    )


if __name__ == "__main__":
    main()
