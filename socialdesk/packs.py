"""What comes with the program as data: the policy pack and the word lists of triage, read from `resources/`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from socialdesk.config.paths import resources_dir
from socialdesk.errors import UserFacingError
from socialdesk.policy.book import Book, load_book

if TYPE_CHECKING:
    from socialdesk.model.accounts import Network
    from socialdesk.model.findings import Signal
    from socialdesk.triage.api import Reader, Triage, TriageContext

PACK = "5-20-v5.toml"


def policy_book() -> Book:
    """The Force's policy pack. Raises BookError."""
    return load_book(resource(f"policy/{PACK}"))


def rule_triage() -> Triage:
    """Triage by rules and word lists. Raises LexiconError."""
    # With its libraries it takes a tenth of a second to load, and no screen waits for it.
    from socialdesk.triage.lexicon import FILES, load_lexicon  # noqa: PLC0415  (see above)
    from socialdesk.triage.signals import RuleTriage  # noqa: PLC0415  (see above)

    return RuleTriage(load_lexicon({name: resource(f"triage/{name}") for name in FILES}))


def trained_model() -> Reader:
    """The trained model that came with the program. Takes its time. Raises ModelOff."""
    from socialdesk.triage.api import ModelOff  # noqa: PLC0415  (see above)

    raise ModelOff("The model's file is not there.", kept="The rules run without it.")


def full_triage(reader: Reader | None) -> Triage:
    """Triage by rules and, where there is one, by the model, which reads what nobody has read. Raises LexiconError."""
    del reader
    return rule_triage()


class TriageWhenNeeded:
    """Triage by rules, loaded by whichever thread first has a text to look at."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Triage | None = None

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """As `Triage.signals`. Raises LexiconError where the word lists cannot be read."""
        if self._loaded is None:
            with self._loading:
                self._loaded = self._loaded or rule_triage()
        return self._loaded.signals(untrusted_text, context)


def draft_problem(triage: Triage, book: Book, text: str, network: Network, private: bool) -> str:
    """What of 4.3 our own words may meet: a sentence, "" for nothing. Takes its time the first time."""
    from socialdesk.decisions import reply_check  # noqa: PLC0415  (see above)

    found = reply_check.draft_grounds(text, triage=triage, book=book, network=network, private=private)
    return reply_check.draft_problem(found, book)


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
