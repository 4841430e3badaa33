"""What comes with the program as data: the policy pack and the word lists of triage, read from `resources/`."""

from __future__ import annotations

import functools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from socialdesk.config.paths import resources_dir
from socialdesk.errors import UserFacingError
from socialdesk.policy.book import Book, load_book
from socialdesk.policy.politics import load_parties
from socialdesk.policy.rag import load_rag
from socialdesk.policy.working_days import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from socialdesk.model.accounts import Network
    from socialdesk.model.findings import Signal
    from socialdesk.triage.api import Reader, Triage, TriageContext
    from socialdesk.triage.lexicon import Lexicon

PACK = "5-20-v5.toml"


def policy_book() -> Book:
    """The Force's policy pack with its guide and its parties. Raises BookError, RagError and PartiesError."""
    return replace(
        load_book(resource(f"policy/{PACK}")),
        rag=load_rag(resource("policy/rag.toml")),
        parties=load_parties(resource("policy/parties.toml")),
    )


@functools.cache
def lexicon() -> Lexicon:
    """The word lists and phrase rules, read once. Raises LexiconError."""
    # With its libraries it takes a tenth of a second to load, and no screen waits for it.
    from socialdesk.triage.lexicon import FILES, load_lexicon  # noqa: PLC0415  (see above)

    return load_lexicon({name: resource(f"triage/{name}") for name in FILES})


@functools.cache
def rule_triage() -> Triage:
    """Triage by rules and word lists, made once: it says the same to whoever asks. Raises LexiconError."""
    from socialdesk.triage.signals import RuleTriage  # noqa: PLC0415  (as for `lexicon`)

    return RuleTriage(lexicon())


def trained_model() -> Reader:
    """The trained model that came with the program. Takes its time. Raises ModelOff and LexiconError."""
    from socialdesk.triage.trained import TrainedModel  # noqa: PLC0415  (as for `lexicon`)

    return TrainedModel(resources_dir() / "triage" / "model", lexicon().look_alikes)


def full_triage(reader: Reader | None) -> Triage:
    """Triage by rules and by what the model makes of a text; `reader` reads what nobody has read. Raises LexiconError.

    Without the description of the model there is nothing to weigh it by, and the rules speak alone.
    """
    from socialdesk.triage.combined import CombinedTriage  # noqa: PLC0415  (as for `lexicon`)
    from socialdesk.triage.recipe import CARD, read_card  # noqa: PLC0415  (as for `lexicon`)

    try:
        weighing = read_card(resource(f"triage/model/{CARD}")).weighing
    except UserFacingError:
        return rule_triage()
    return CombinedTriage(rule_triage(), weighing, reader)


class TriageWhenNeeded:
    """Triage by rules and stored readings of the model, loaded by whichever thread first has a text to look at."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Triage | None = None

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """As `Triage.signals`. Raises LexiconError where the word lists cannot be read."""
        if self._loaded is None:
            with self._loading:
                self._loaded = self._loaded or full_triage(None)
        return self._loaded.signals(untrusted_text, context)


def draft_problem(
    triage: Triage, book: Book, text: str, network: Network, private: bool, *, now: datetime | None = None
) -> str:
    """What of 4.3 our own words may meet, and with `now` of 3.3d: a sentence, "" for nothing. Slow the first time."""
    from socialdesk.decisions import reply_check  # noqa: PLC0415  (see above)

    found = reply_check.draft_grounds(text, triage=triage, book=book, network=network, private=private)
    problem = reply_check.draft_problem(found, book)
    if now is None or private or book.parties.period(local_day(now, book.hours)) is None:
        return problem
    from socialdesk.decisions.political import reply_problem  # noqa: PLC0415  (see above)

    return " ".join(each for each in (reply_problem(text, book=book, now=now), problem) if each)


def resource(name: str) -> str:
    """The text of a file in `resources/`. Raises UserFacingError."""
    try:
        return (resources_dir() / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(
            f"The file {name}, which comes with the desk, cannot be read.",
            kept="Nothing was started or altered.",
            to_do="Put it back, or install SocialDesk again.",
        ) from error
