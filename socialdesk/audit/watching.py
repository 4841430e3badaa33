"""Entries on active proceedings and on unusual numbers of comments (4.2a, 4.3b). No protected word is in a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.ids import AccountId, ProceedingsId, ThreadId

_STAGES = {"arrest": "an arrest", "charge": "a charge", "trial": "a trial"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingsMarked(Entry):
    """Posts were marked: proceedings are active in the matter that they are about."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"case_name", "readers"})

    proceedings_id: ProceedingsId
    stage: str
    since_ms: int
    threads: tuple[ThreadId, ...] = ()
    case_name: str = ""
    """It may hold a name: "R v Doe"."""
    readers: str = ""
    """Who else may see its protected words, one name a line."""

    @property
    def sentence(self) -> str:
        stage = _STAGES.get(self.stage, "a step before a court")
        return f"Proceedings marked active ({stage}) on {plural(len(self.threads), 'post')} (4.3b)."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingsAltered(Entry):
    """The stage of proceedings, their posts, or who may see their protected words were altered."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"readers"})

    proceedings_id: ProceedingsId
    stage: str
    added: tuple[ThreadId, ...] = ()
    removed: tuple[ThreadId, ...] = ()
    readers_altered: bool = False
    readers: str = ""

    @property
    def sentence(self) -> str:
        said = [f"stage: {self.stage}"]
        if self.added:
            said.append(f"{plural(len(self.added), 'post')} added")
        if self.removed:
            said.append(f"{plural(len(self.removed), 'post')} taken off")
        if self.readers_altered:
            said.append("who may see the protected words altered")
        return f"Active proceedings altered: {', '.join(said)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingsEnded(Entry):
    """Proceedings are no longer active. The protected words stay until they are taken off."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"why"})

    proceedings_id: ProceedingsId
    threads: tuple[ThreadId, ...] = ()
    why: str = ""

    @property
    def sentence(self) -> str:
        return "Proceedings marked as ended. Protected words stay until they are taken off."


@dataclass(frozen=True, slots=True, kw_only=True)
class PileOnNoticed(Entry):
    """The desk noticed an unusual number of comments under a post, and told Corporate Communications on screen (I4)."""

    pile_on_id: int
    account_id: AccountId
    thread_id: ThreadId
    why: str
    comments: int
    minutes: int
    usual_tenths: int = 0
    off_duty: bool = False

    @property
    def sentence(self) -> str:
        number = plural(self.comments, "comment")
        if self.why == "number":
            what = f"{number} under one post"
        else:
            what = f"{number} in {self.minutes} minutes under one post, {self.usual_tenths / 10:g} usual"
        told = (
            "Corporate Communications is off duty: the on-call press officer is to be told"
            if self.off_duty
            else "Corporate Communications is told at the desk"
        )
        return f"An unusual number of comments: {what}. {told} (4.2a)."


@dataclass(frozen=True, slots=True, kw_only=True)
class PileOnTold(Entry):
    """Corporate Communications knows of it: somebody of theirs saw it (`seen`), or was told by `telephone`."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"whom"})

    pile_on_id: int
    account_id: AccountId
    thread_id: ThreadId
    how: str
    whom: str = ""

    @property
    def sentence(self) -> str:
        if self.how == "seen":
            return "Corporate Communications has seen the unusual number of comments (4.2a)."
        return "Corporate Communications was told of the unusual number of comments by telephone (4.2a)."


@dataclass(frozen=True, slots=True, kw_only=True)
class PileOnOver(Entry):
    """Somebody said that the unusual number of comments is over."""

    pile_on_id: int
    account_id: AccountId
    thread_id: ThreadId

    @property
    def sentence(self) -> str:
        return "The unusual number of comments under a post is over."


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadParked(Entry):
    """The ordinary comments under a post were put aside; urgent and flagged ones still come up."""

    account_id: AccountId
    thread_id: ThreadId
    aside: int = 0

    @property
    def sentence(self) -> str:
        aside = plural(self.aside, "ordinary comment")
        return f"Post parked: {aside} put aside; flagged and urgent ones still come up."


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadUnparked(Entry):
    """What was put aside under a post needs a decision again."""

    account_id: AccountId
    thread_id: ThreadId
    back: int = 0

    @property
    def sentence(self) -> str:
        return f"Post no longer parked: {plural(self.back, 'comment')} back on the list."


KINDS: tuple[type[Entry], ...] = (
    ProceedingsMarked,
    ProceedingsAltered,
    ProceedingsEnded,
    PileOnNoticed,
    PileOnTold,
    PileOnOver,
    ThreadParked,
    ThreadUnparked,
)

WITHHELD = frozenset(
    {"protected-words-added", ProceedingsMarked.KIND, ProceedingsAltered.KIND, ProceedingsEnded.KIND}
)
"""Kinds whose words are in no view and no export, whoever asks: the watch list shows them to those who may see them."""
