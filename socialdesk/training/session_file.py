"""A session kept as a file: the scenario as it was, and what the trainee did. Judged anew whenever it is opened.

JSON, so that somebody without the desk can read it. It names the trainee and quotes what they wrote, and nothing of any
real person besides. A file from elsewhere is not trusted: its size and shape are checked, and its scenario is read as
any other is.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.exports.safely import whole_file
from socialdesk.policy.book import Book
from socialdesk.training.events import Scenario
from socialdesk.training.marks import Score
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score as judge
from socialdesk.training.transcript import Transcript

SUFFIX = ".sdtraining"
FORMAT = 1
MARKING = "OFFICIAL"
MOST_BYTES = 32 * 1024 * 1024


class SessionFileError(UserFacingError):
    """A kept session that cannot be read."""


class _File(msgspec.Struct, kw_only=True):
    socialdesk_training: int
    """The format's number."""
    marking: str
    scenario: str
    """Its TOML."""
    transcript: Transcript
    score: float
    """As it was judged when it was kept, from 0 to 1."""
    check: str
    """SHA-256 of scenario and transcript: shows a file that was cut short or altered by hand by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A session as it was kept."""

    scenario: Scenario
    scenario_text: str
    transcript: Transcript
    scored: float
    """What it came to when it was kept, from 0 to 1; another policy pack may judge otherwise."""

    def score(self, book: Book) -> Score:
        """Judged by the pack at hand."""
        return judge(self.scenario, self.transcript, book)

    @property
    def began(self) -> datetime:
        """The real time of its beginning, with its zone."""
        return datetime.fromisoformat(self.transcript.began)


def keep(path: Path, *, scenario_text: str, transcript: Transcript, score: Score) -> None:
    """Writes the file whole or not at all. Raises UserFacingError for what the disk would not do."""
    content = msgspec.json.encode(
        _File(
            socialdesk_training=FORMAT,
            marking=MARKING,
            scenario=scenario_text,
            transcript=transcript,
            score=score.score,
            check=_check(scenario_text, transcript),
        )
    )
    with whole_file(path) as part:
        part.write_bytes(msgspec.json.format(content, indent=2))


def load(path: Path) -> Kept:
    """Reads one. Raises SessionFileError with what is wrong."""
    try:
        with path.open("rb") as file:
            # Asked for more than there is, Python would set that much memory aside.
            content = file.read(min(os.fstat(file.fileno()).st_size, MOST_BYTES) + 1)
    except OSError as error:
        raise SessionFileError(
            f"The session {path.name} could not be opened: {error.strerror}.", to_do="Choose another file."
        ) from None
    if len(content) > MOST_BYTES:
        raise _unusable(path, "it is larger than a session can be")
    try:
        told = msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, RecursionError):
        raise _unusable(path, "it is no session that the desk kept") from None
    if told.socialdesk_training != FORMAT:
        raise _unusable(path, "another version of the desk kept it")
    if told.check != _check(told.scenario, told.transcript):
        raise _unusable(path, "it was cut short or altered since")
    try:
        began = datetime.fromisoformat(told.transcript.began)
    except ValueError:
        raise _unusable(path, "its day cannot be read") from None
    if began.tzinfo is None:
        raise _unusable(path, "its day cannot be read")
    return Kept(
        scenario=read_scenario(told.scenario, name=path.name),
        scenario_text=told.scenario,
        transcript=told.transcript,
        scored=told.score,
    )


def _check(scenario_text: str, transcript: Transcript) -> str:
    # As it is read back: a whole number in the place of a broken one comes back as that.
    read = msgspec.json.decode(msgspec.json.encode(transcript), type=Transcript)
    return hashlib.sha256(
        scenario_text.encode("utf-8", "surrogatepass") + b"\0" + msgspec.json.encode(read)
    ).hexdigest()


def _unusable(path: Path, why: str) -> SessionFileError:
    return SessionFileError(
        f"The session {path.name} cannot be used: {why}.",
        kept="Nothing was altered.",
        to_do="Choose another file.",
    )
