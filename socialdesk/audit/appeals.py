"""Entries on appeals and on how their posts are taken down (P4). An appeal's name and any link stand apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.ids import AccountId, PostId, ProceedingsId

_KINDS = {
    "witness": "Witness appeal",
    "cctv": "CCTV appeal",
    "wanted": "Wanted person appeal",
    "missing": "Missing person appeal",
}
_STATES = {
    "open": "open",
    "located": "the person is located",
    "arrested": "an arrest was made",
    "charged": "somebody is charged",
    "concluded": "it is concluded",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAppeal(Entry):
    appeal_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOpened(OfAppeal):
    """Corporate Communications opened an appeal."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name"})

    appeal_kind: str
    name: str = ""
    """It may hold the name of whom is looked for."""

    @property
    def sentence(self) -> str:
        return f"{_KINDS.get(self.appeal_kind, 'Appeal')} {self.appeal_id} opened (3.3a)."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealState(OfAppeal):
    """How far the matter is; once it is no longer open, its posts are to come down."""

    state: str

    @property
    def sentence(self) -> str:
        what = _STATES.get(self.state, "it is over")
        if self.state == "open":
            return f"Appeal {self.appeal_id}: open again; nothing had been taken down."
        return f"Appeal {self.appeal_id}: {what}. Every post of it is to come down (3.3a)."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPostPut(OfAppeal):
    """A post of the Force was put with an appeal, or taken out."""

    post_id: PostId
    inside: bool = True
    how: str = "desk"

    @property
    def sentence(self) -> str:
        if not self.inside:
            return f"Post taken out of appeal {self.appeal_id}."
        how = {"link": ", found by its link", "likeness": ", found by its words"}.get(self.how, "")
        return f"Post put with appeal {self.appeal_id}{how}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCopyListed(OfAppeal):
    """A copy that the desk cannot take down itself was put on the list for a hand."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"url", "note"})

    copy_id: int
    whose: str
    how: str
    url: str = ""
    note: str = ""

    @property
    def sentence(self) -> str:
        whose = "of the Force's" if self.whose == "ours" else "by somebody else"
        return f"Appeal {self.appeal_id}: a copy {whose} is on the list for a hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOfferDeclined(OfAppeal):
    """What the desk took for a copy is none, a person said."""

    offered: str

    @property
    def sentence(self) -> str:
        return f"Appeal {self.appeal_id}: something that reads like it is no part of it, a person said."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTakedownAsked(OfAppeal):
    """A person asked for everything of an appeal to be taken down."""

    posts: int
    by_hand: int = 0

    @property
    def sentence(self) -> str:
        hand = f"; {plural(self.by_hand, 'copy', 'copies')} for a hand" if self.by_hand else ""
        return f"Appeal {self.appeal_id}: asked to take down {plural(self.posts, 'post')}{hand} (3.3a)."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTakedownRefused(OfAppeal):
    """The desk could not ask the network to take a post down: a hand must."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    post_id: PostId
    account_id: AccountId
    reason: str = ""

    @property
    def sentence(self) -> str:
        return f"Appeal {self.appeal_id}: the desk cannot take this post down by itself; a hand must."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTicked(OfAppeal):
    """A person said what became of a post or copy that they saw to by hand; the desk has not seen it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    outcome: str
    post_id: PostId | None = None
    account_id: AccountId | None = None
    copy_id: int | None = None
    words: str = ""

    @property
    def sentence(self) -> str:
        what = {
            "gone": "is gone, as a person said who saw to it by hand",
            "asked": "is somebody else's: they were asked to take it down, or it was reported",
            "left": "is left, with a reason",
        }.get(self.outcome, "was ticked off")
        which = "a post" if self.post_id is not None else "a copy"
        return f"Appeal {self.appeal_id}: {which} {what}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealProceedings(OfAppeal):
    """Proceedings are active in the matter of an appeal: the watch was switched on from it (3.3b, 4.3b)."""

    proceedings_id: ProceedingsId

    @property
    def sentence(self) -> str:
        return f"Appeal {self.appeal_id}: the watch for active proceedings was switched on from it."


KINDS: tuple[type[Entry], ...] = (
    AppealOpened,
    AppealState,
    AppealPostPut,
    AppealCopyListed,
    AppealOfferDeclined,
    AppealTakedownAsked,
    AppealTakedownRefused,
    AppealTicked,
    AppealProceedings,
)
