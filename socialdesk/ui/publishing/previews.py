"""The previews of a post, one for each account that it is for; and a post as it is being written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId, NativeId, PostId, PostMediaId, PostTargetId
from socialdesk.model.posts import Post, PostPart, PostPicture, PostState, PostTarget, Route
from socialdesk.publishing.problems import Problem
from socialdesk.publishing.targets import words
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.publishing.keeping import Content
from socialdesk.ui.publishing.pictures import Picture
from socialdesk.ui.publishing.preview import PreviewCard, ShownPart, ShownPost
from socialdesk.ui.review.parts import sentence
from socialdesk.ui.theme import role

_BY_HAND_HELPS = ("accounts", "media", "share")
"""Fields of problems that a person's hand on the network does not have."""


def as_written(content: Content, stored: Post | None) -> Post:
    """The post as the words on the screen make it; pictures and what else is kept come from the store."""
    before = stored or _NOTHING
    targets: list[PostTarget] = []
    for account_id in content.accounts:
        held = before.target(account_id) or PostTarget(id=PostTargetId(0), account_id=account_id)
        own = content.texts.get(account_id, ())
        targets.append(
            replace(
                held,
                chosen=True,
                own_words=bool(own),
                parts=tuple(PostPart(number=at, text=text) for at, text in enumerate(own, start=1)),
                route=Route.BY_HAND if account_id in content.by_hand else Route.UNDECIDED,
                share_of=content.shares.get(account_id, NativeId("")),
            )
        )
    return replace(
        before,
        purpose=content.purpose,
        text=content.text,
        link=content.link,
        scheduled_ms=content.scheduled_ms,
        targets=tuple(targets),
    )


def shown_post(
    post: Post,
    target: PostTarget,
    account: Account,
    images: Mapping[PostMediaId, Picture],
    *,
    when: str,
    notes: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> ShownPost:
    """What will be shown on one account, with what stands in its way there."""
    decided = post.decided_ms is not None or post.origin != "desk"
    texts = tuple(part.text for part in target.parts) if decided else words(post, target)
    parts = tuple(
        ShownPart(
            text=text,
            pictures=tuple(
                _picture(each, images) for each in post.media if min(each.part, len(texts)) == number
            ),
        )
        for number, text in enumerate(texts, start=1)
    )
    return ShownPost(
        account_id=account.id,
        name=account.name,
        network=account.network,
        when=when,
        parts=parts,
        link=post.link.strip() if not target.share_of else "",
        share=bool(target.share_of),
        notes=tuple(notes),
        problems=tuple(each.sentence for each in problems),
        hand_helps=any(each.field in _BY_HAND_HELPS for each in problems),
    )


def _picture(each: PostPicture, images: Mapping[PostMediaId, Picture]) -> Picture:
    held = images.get(each.id)
    return Picture(each.id, held.image if held is not None else None, each.alt_text)


class Previews(QWidget):
    """One card for each account; `by_hand_asked` to leave an account to a person's hand, or not any more."""

    by_hand_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[AccountId, PreviewCard] = {}
        self.buttons: dict[AccountId, QPushButton] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self._nothing = sentence(
            "Choose an account: its post is shown here as the network will show it.", "muted"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing)
        column.addLayout(self._list)

    def show_posts(self, posts: Sequence[ShownPost], by_hand: Collection[AccountId] = ()) -> None:
        """Shows these; an account that stays keeps its card."""
        wanted = [each.account_id for each in posts]
        for key in [key for key in self.cards if key not in wanted]:
            for widget in (self.cards.pop(key), self.buttons.pop(key)):
                self._list.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        for each in posts:
            if each.account_id in self.cards:
                self.cards[each.account_id].show_post(each)
            else:
                self._add(each)
            button = self.buttons[each.account_id]
            hand = each.account_id in by_hand
            words = "Let the desk publish it" if hand else "Publish it there by hand instead"
            button.setText(words)
            button.setAccessibleName(f"{words}: {each.network.label}, {one_line(each.name, 60)}")
            button.setVisible(hand or each.hand_helps)
        self._nothing.setVisible(not posts)

    def _add(self, each: ShownPost) -> None:
        card = PreviewCard(each)
        button = QPushButton()
        role(button, "link")
        button.clicked.connect(lambda _=False, which=each.account_id: self.by_hand_asked.emit(which))
        self.cards[each.account_id], self.buttons[each.account_id] = card, button
        self._list.addWidget(card)
        self._list.addWidget(button)
        card.show()


_NOTHING = Post(
    id=PostId(0),
    origin="desk",
    purpose="",
    text="",
    link="",
    scheduled_ms=None,
    state=PostState.DRAFT,
    version=0,
    appeal_id=None,
    by_name="",
    by_role="",
    by_staff=None,
    created_ms=0,
    altered_ms=0,
    decided_ms=None,
    decided_by="",
)
