"""Measures the watch list: 500 made-up names, each written in fourteen ways, and false finds on ordinary comments.

    python -m tests.benchmarks.watch_measure [--missed] [--seed 1]

The ordinary comments are those of the data sets beside the checkout and the project's own ordinary texts.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from socialdesk.packs import resource
from socialdesk.triage.api import ProtectedWords
from socialdesk.triage.lexicon import FILES, Lexicon, load_lexicon
from socialdesk.triage.names import WatchList
from socialdesk.triage.normalise import Normaliser

ROOT = Path(__file__).parents[2]
SETS = ROOT.parent / "shared" / "datasets"
SURNAMES = re.findall(
    r"\w+",
    """
    Abara Adeyemi Aldous Allardyce Amin Andrade Appleyard Asante Ashdown Aslam Attwell Bakshi Balogun Banerjee
    Barlow Bartley Bateman Beckford Begum Bhatt Birtwhistle Blenkinsop Boateng Bostock Bracewell Braithwaite
    Brandreth Brennan Brzezinski Burgess Cadwallader Campion Carrick Chadwick Chaudhry Chukwu Clegg Cordrey
    Corrigan Coulson Croxall Cunliffe Dabrowski Dalgleish Danso Desai Devlin Dhillon Diaz Dobbs Doherty
    Dransfield Drummond Dunstable Eady Eastwood Edozie Eze Fairclough Farrukh Feeney Fenwick Ferreira Fielding
    Finnegan Fitzgerald Forde Gallagher Gandy Garrity Garside Georgiou Ghosh Gill Goddard Gorman Grzelak Gupta
    Hallam Hargreaves Hartnoll Hashemi Heaney Hobday Holroyd Hosseini Hoxha Huang Huxtable Ibekwe Ikram Ilyas
    Inglis Iqbal Ivanov Jabeen Jankowski Jarvis Kapoor Kaur Keane Kelleher Khatun Kielty Kowalczyk Kuznetsov
    Lakhani Langley Larkin Lathbury Lazar Lewandowski Lindqvist Liptrot Lomas Loveday Ludlow Macdonald
    Mackintosh Maddox Mahmood Malik Marchbank Mbeki McCarthy McGill Mehta Mendes Merridew Mistry Molloy
    Mukherjee Mwangi Nair Nandra Naylor Nguyen Nield Nowak Nwosu Oakden Oakeshott ODonnell Oduya Okafor
    Okonkwo Olusegun Onslow Osei Owusu Oyelaran Pandya Papadopoulos Pathak Pereira Petterley Pikesley Pinnock
    Popescu Prentice Pryce Quigley Quinn Qureshi Rahim Ramsbottom Rashford Rasmussen Ratcliffe Rehman Riordan
    Rosewell Rudkin Saeed Sallis Sandhu Santos Savage Scargill Sethi Shaikh Siddiqui Silva Skinner Slattery
    Sokolov Solanki Speight Stainer Sturridge Subramanian Szymanski Tansley Tarrant Tebbutt Thackeray
    Thorogood Threlfall Tillotson Tomkins Tranter Trubshaw Uddin Unsworth Vasile Venkatesh Vickers Wainwright
    Warrick Weatherby Whitlock Wilczek Wojcik Woolley Wrigley Yallop Yardley Yilmaz Yusuf Zafar Zahid
    Zielinski Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Edwards Hughes
    Green Hall Lewis Clarke Jackson Khan Wood Turner Cooper Hill Ward Field Morris King Lee Carter Singh
    Hussain Ali Ahmed Chen Wong OBrien Murphy Kelly
    """,
)
CARRIERS = (
    "{}",
    "it was {} who did it",
    "{} did this",
    "everyone knows its {}",
    "ask {} about it",
    "thats {} that is",
    "why wont you say its {}??",
    "heard {} got nicked",
)
LOOK_ALIKES = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "i": "і", "y": "у", "s": "ѕ"}
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}


@dataclass(frozen=True, slots=True)
class Name:
    """A made-up name."""

    first: str
    last: str


def slip(word: str, made: random.Random) -> str:
    """The word with one slip of the pen: a letter swapped, left out, doubled or put for another."""
    if len(word) < 3:
        return word + word[-1]
    place = made.randrange(1, len(word))
    match made.randrange(4):
        case 0 if place + 1 < len(word) and word[place] != word[place + 1]:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + made.choice("aeioulnrst".replace(word[place], "")) + word[place + 1 :]


def put_for(word: str, table: dict[str, str], made: random.Random, share: float = 0.6) -> str:
    """The word with signs put for some of its letters, for one at least."""
    places = [place for place, letter in enumerate(word) if letter.lower() in table]
    chosen = [place for place in places if made.random() < share] or places[:1]
    return "".join(table[sign.lower()] if place in chosen else sign for place, sign in enumerate(word))


def ways(lexicon: Lexicon) -> dict[str, Callable[[Name, random.Random], str]]:
    """The fourteen ways; the last is left out of the mean, as it points at many."""

    def nickname(name: Name, made: random.Random) -> str:
        short = sorted(lexicon.nicknames.get(name.first.lower(), {name.first}))
        return f"{made.choice(short).title()} {name.last}"

    return {
        "as it is": lambda name, made: f"{name.first} {name.last}",
        "small or capitals": lambda name, made: made.choice((str.lower, str.upper))(
            f"{name.first} {name.last}"
        ),
        "nickname": nickname,
        "initial": lambda name, made: f"{name.first[0]}{made.choice(('', '.'))} {name.last}",
        "slip": lambda name, made: (
            f"{name.first} {slip(name.last, made)}"
            if made.random() < 0.5
            else f"{slip(name.first, made)} {name.last}"
        ),
        "two slips": lambda name, made: f"{slip(name.first, made)} {slip(name.last, made)}",
        "turned round": lambda name, made: f"{name.last}{made.choice((',', ''))} {name.first}",
        "joined": lambda name, made: f"{name.first}{name.last}".lower(),
        "spaced": lambda name, made: made.choice((" ", ".", "-", "_")).join(f"{name.first}{name.last}"),
        "hashtag": lambda name, made: made.choice(
            (f"#{name.first}{name.last}", f"#justicefor{name.first}{name.last}", f"#{name.first}_{name.last}")
        ),
        "handle": lambda name, made: made.choice(
            (
                f"@{name.first}{name.last}",
                f"@{name.first}.{name.last}{made.randrange(100)}",
                f"@{name.last}{name.first}",
            )
        ).lower(),
        "leet": lambda name, made: put_for(f"{name.first} {name.last}", LEET, made),
        "look-alikes": lambda name, made: put_for(f"{name.first} {name.last}", LOOK_ALIKES, made),
        "zero-width": lambda name, made: made.choice(("\u200b", "\u200d", "\u00ad")).join(
            f"{name.first} {name.last}"
        ),
        "initials alone": lambda name, made: f"{name.first[0]}.{name.last[0]}.",
    }


@dataclass(slots=True)
class Outcome:
    """Shares found, by way; false finds; times."""

    found: dict[str, float] = field(default_factory=dict[str, float])
    missed: list[str] = field(default_factory=list[str])
    false: list[str] = field(default_factory=list[str])
    comments: int = 0
    times_ms: list[float] = field(default_factory=list[float])

    @property
    def mean(self) -> float:
        """Over all ways but initials alone."""
        return statistics.mean(share for way, share in self.found.items() if way != "initials alone")


def names_made(lexicon: Lexicon, many: int, made: random.Random) -> list[Name]:
    """Made-up names of many origins; no name twice."""
    firsts = sorted(name for name in lexicon.first_names if len(name) > 2)
    names: dict[str, Name] = {}
    while len(names) < many:
        name = Name(made.choice(firsts).title(), made.choice(SURNAMES))
        names.setdefault(f"{name.first} {name.last}", name)
    return list(names.values())


def ordinary() -> Iterator[str]:
    """Comments in which none of the names is meant."""
    with (SETS / "sms_spam" / "train.tsv").open(encoding="utf-8", newline="") as file:
        yield from (line.split("\t", 1)[1].strip() for line in file if line.startswith("ham\t"))
    for path in sorted((SETS / "youtube_spam").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["CONTENT"] for row in csv.DictReader(file) if row["CLASS"] == "0")
    with (SETS / "davidson" / "train.csv").open(encoding="utf-8", newline="") as file:
        yield from (row["tweet"] for row in csv.DictReader(file) if row.get("class") == "2")
    for path in sorted((ROOT / "packaging" / "triage" / "texts").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["text"] for row in csv.DictReader(file) if not row["labels"])


def measured(seed: int = 1, many: int = 500, of_each: int = 150) -> Outcome:
    """Makes the names and their disguises and looks for them."""
    lexicon = load_lexicon({name: resource(f"triage/{name}") for name in FILES})
    normaliser = Normaliser(lexicon.look_alikes)
    made = random.Random(seed)
    names = names_made(lexicon, many, made)
    watched = WatchList(
        [ProtectedWords("case", f"{name.first} {name.last}") for name in names], lexicon, normaliser
    )
    outcome = Outcome()
    for way, write in ways(lexicon).items():
        hits = 0
        for name in made.choices(names, k=of_each):
            text = made.choice(CARRIERS).format(write(name, made))
            if watched.find(normaliser.plain(text)):
                hits += 1
            elif way != "initials alone":
                outcome.missed.append(f"{way}: {name.first} {name.last}: {text}")
        outcome.found[way] = hits / of_each
    for text in ordinary():
        plain = normaliser.plain(text)
        start = time.thread_time_ns()
        hits_there = watched.find(plain)
        outcome.times_ms.append((time.thread_time_ns() - start) / 1e6)
        outcome.comments += 1
        for hit in hits_there:
            outcome.false.append(f"{plain.text[hit.start : hit.end]!r} ({hit.how}) in {text[:80]!r}")
    return outcome


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--missed", action="store_true", help="lists what was missed and what was found without reason"
    )
    given = parser.parse_args(arguments)
    outcome = measured(cast("int", given.seed))
    for way, share in outcome.found.items():
        print(f"{way:20}{share:6.3f}")
    print(f"{'mean without the last':20}{outcome.mean:6.3f}")
    share = 1000 * len(outcome.false) / outcome.comments
    print(f"false finds {len(outcome.false)} in {outcome.comments} ({share:.2f} per 1,000)")
    print(f"time of the processor, mean {statistics.mean(outcome.times_ms):.3f} ms")
    if cast("bool", given.missed):
        print("\n".join([*outcome.missed, *outcome.false[:60]]))


if __name__ == "__main__":
    main()
