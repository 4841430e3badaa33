"""What the window is given: one object with everything that a screen may read, ask for or do.

Built by `app.py`. Screens read through `read` (on the GUI thread, each query within a few milliseconds) or through a
reader of their own in a background thread, and write by handing a use case to `write`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from socialdesk.clock import Clock
from socialdesk.config.settings import Settings
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId, ThreadId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.register.hootsuite import Hootsuite
from socialdesk.register.joining import Joining, Standing
from socialdesk.storage.database import Connection

if TYPE_CHECKING:
    from socialdesk.audit.verify import Verification
    from socialdesk.publishing.standing import CheckStanding
    from socialdesk.training.session import TrainingSession

T = TypeVar("T")


class Write(Protocol):
    """Hands work to the one writer thread."""

    def __call__(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Run `work` on the writer's connection, in order; the future has its answer or its error."""
        ...


def _verify(db: Connection) -> Verification:
    from socialdesk.audit.verify import verify  # noqa: PLC0415  (not at a start)

    return verify(db)


@dataclass(kw_only=True)
class Desk:
    """The desk as the window sees it. `person` and `settings` change when somebody changes them; the rest is fixed."""

    read: Connection
    """The GUI thread's own reader; `query_only`."""
    open_reader: Callable[[], Connection]
    """A new reader, for a background thread, which closes it."""
    write: Write
    clock: Clock
    book: Book
    person: Person
    settings: Settings
    save_settings: Callable[[Settings], None]
    accounts: Mapping[AccountId, Account]
    capabilities: Callable[[AccountId], Mapping[ActionKind, Capability]]
    sync_now: Callable[[], None]
    """Wakes the synchronising loop; returns at once."""
    wake_outbox: Callable[[], None]
    listen: Callable[[Callable[[Changes], None]], None]
    """Registers who is told of every `Changes`, whichever thread they come from (called on that thread)."""
    assess_again: Callable[[Sequence[ThreadId] | None, Callable[[int, int], None]], None]
    """Assesses threads again (None: everything) and tells how far it is; takes its time: not on the GUI thread."""
    training: bool
    data_dir: Path
    notices: tuple[str, ...] = ()
    """Sentences to show at the start, e.g. that the policy's review is overdue."""
    recovery_code: str = field(default="", repr=False)
    """To be shown until a person has filed it; "" where that is done, and in training."""
    recovery_code_filed: Callable[[], None] = lambda: None
    joining: Joining | None = None
    """Connects and disconnects accounts; None in training."""
    hootsuite: Hootsuite | None = None
    """Signs in to Hootsuite and says which accounts' posts go through it."""
    standing: Callable[[AccountId], Standing] = lambda _account: Standing()
    """How an account stands with its network beside what the store knows; cheap, on any thread."""
    login: str = ""
    """The operating system's account, in small letters; "" where it is not known, and in training."""
    seat: Callable[[Person], None] = lambda _person: None
    """Tells what is behind the window who is at the desk now."""
    staff_altered: Callable[[], Person | None] = lambda: None
    """Reads anew who holds which account; answers with who is at the desk, None: as before. Not on the GUI thread."""
    draft_problem: Callable[[str, Network, bool], str] | None = None
    """What of 4.3 our own words may meet, on a network, in private or not: a sentence or "". Not on the GUI thread."""
    post_checks: Callable[[Connection, PostId, Person, str | None], Sequence[CheckStanding]] = (
        lambda _db, _id, _by, _text: ()
    )
    """How every check before publishing stands, for whoever would publish it; the last: new words of a post that is
    out, None for its own. Not on the GUI thread."""
    model_off: Callable[[], str] = lambda: ""
    """Why the trained model is off, a sentence; "" where it is on or has not been needed yet. Cheap, on any thread."""
    check_record: Callable[[Connection], Verification] = lambda db: _verify(db)
    """Checks the whole record, against the head that is kept outside the file. Not on the GUI thread."""
    begin: Callable[[], None] = lambda: None
    """Begins to synchronise and to send; called once, when the window has been painted. Returns at once."""
    session: TrainingSession | None = None
    """The session that is played on it, in training."""
