"""How a post will look on each network: a card in that network's shape. Painted by the desk; nobody's own artwork."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId
from socialdesk.platforms.lengths import how_counted, length, longest
from socialdesk.ui.badges import network_colour, paint_avatar
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, one_line, tip
from socialdesk.ui.publishing.pictures import Picture, PictureGrid
from socialdesk.ui.publishing.post_words import PostWords
from socialdesk.ui.publishing.told import THREADED, fitting
from socialdesk.ui.review.parts import line
from socialdesk.ui.theme import current, role

AVATAR = 40
_FOOT = {
    Network.FACEBOOK: "Like        Comment        Share",
    Network.LINKEDIN: "Like        Comment        Repost        Send",
    Network.X: "Reply        Repost        Like        Share",
    Network.BLUESKY: "Reply        Repost        Like",
    Network.INSTAGRAM: "Like        Comment        Send",
    Network.YOUTUBE: "Like        Comment        Share",
}
NEARLY = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One part of what will be shown."""

    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """What will be shown on one account."""

    account_id: AccountId
    name: str
    network: Network
    when: str
    parts: tuple[ShownPart, ...]
    link: str = ""
    share: bool = False
    """True where the Force's own post is shared in place of a copy."""
    notes: tuple[str, ...] = ()
    """Who holds it until its time, and the like: sentences."""
    problems: tuple[str, ...] = ()
    hand_helps: bool = False
    """True where what stands in its way would not, were it published by hand."""


class Avatar(QWidget):
    """The Force's shield with the network's letter; the name beside it says both."""

    def __init__(self, network: Network, size: int = AVATAR) -> None:
        super().__init__()
        self._network = network
        self.setFixedSize(size + 6, size + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        painter = QPainter(self)
        side = self.width() - 6
        area = QRectF(1, 1, side, side)
        colour = network_colour(self._network)
        paint_avatar(
            painter, area, name="", colour=colour, network=self._network, force=True, font=self.font()
        )


class CountRing(QWidget):
    """How much of a network's length is used, as a ring; the number beside it says the same."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setFixedSize(20, 20)

    def show_part(self, part: float) -> None:
        """`part`: 1 is full."""
        self._part = part
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(3, 3, 14, 14)
        painter.setPen(QPen(theme.border, 2.4))
        painter.drawEllipse(area)
        used = (
            theme.danger.edge if self._part > 1 else theme.warning.edge if self._part > NEARLY else theme.link
        )
        pen = QPen(used, 2.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, 90 * 16, -round(min(1.0, self._part) * 360 * 16))


class Counter(QWidget):
    """The ring and the number, as the network counts."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._ring = CountRing()
        self.words = PlainLabel("", role="small")
        row.addStretch(1)
        row.addWidget(self._ring)
        row.addWidget(self.words)

    def count(self, text: str, network: Network) -> None:
        """Counts a text."""
        written = length(text, network, ActionKind.PUBLISH)
        most = longest(network, ActionKind.PUBLISH)
        self._ring.show_part(written / most)
        over = written - most
        self.words.setText(f"{written:,} / {most:,}" + (f"   {over:,} too many" if over > 0 else ""))
        role(self.words, "danger" if over > 0 else "small")
        tip(self.words, how_counted(network, ActionKind.PUBLISH))


class LinkCard(QFrame):
    """Where a link leads; the network draws its own picture of the page."""

    def __init__(self) -> None:
        super().__init__()
        role(self, "card-neutral")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(1)
        self._host = PlainLabel("", role="strong")
        self._path = ElidedLabel("", role="small")
        column.addWidget(self._host)
        column.addWidget(self._path)
        self.hide()

    def show_link(self, link: str) -> None:
        """Shows where it leads, or nothing."""
        try:
            parts = urlsplit(link if "//" in link else f"https://{link}")
            host, path = parts.hostname or "", parts.path
        except ValueError:
            host, path = "", ""
        self._host.setText(one_line(host or link, 80))
        self._path.setText(
            path if len(path) > 1 else "The network adds its own picture and title of the page"
        )
        self.setVisible(bool(link))


class _Part(QWidget):
    """One part: words, pictures, link and count."""

    def __init__(self, network: Network, *, pictures_first: bool) -> None:
        super().__init__()
        self._network = network
        self.words, self.pictures, self.link, self.counter = PostWords(), PictureGrid(), LinkCard(), Counter()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        first = (self.pictures, self.words) if pictures_first else (self.words, self.pictures)
        for widget in (*first, self.link, self.counter):
            column.addWidget(widget)

    def show_part(self, part: ShownPart, link: str) -> None:
        self.words.show_words(part.text, fitting(part.text, self._network))
        self.words.setVisible(bool(part.text))
        self.pictures.show_pictures(part.pictures)
        self.link.show_link(link if not part.pictures else "")
        self.counter.count(part.text, self._network)


class PreviewCard(QFrame):
    """One account's post. The same account keeps its card while the words change."""

    def __init__(self, post: ShownPost) -> None:
        super().__init__()
        role(self, "card")
        self._network = post.network
        self._threaded = post.network in THREADED
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(8)
        self._name = ElidedLabel(one_line(post.name, 80), role="strong")
        self._when = ElidedLabel("", role="small")
        self._parts: list[_Part] = []
        self._inside = QVBoxLayout()
        self._inside.setSpacing(12)
        head = QVBoxLayout()
        head.setSpacing(1)
        head.addWidget(self._name)
        head.addWidget(self._when)
        self._spine: _Spine | None = None
        if self._threaded:
            beside = QHBoxLayout()
            beside.setSpacing(10)
            self._spine = _Spine(post.network)
            beside.addWidget(self._spine)
            body = QVBoxLayout()
            body.setSpacing(6)
            body.addLayout(head)
            body.addLayout(self._inside)
            beside.addLayout(body, 1)
            column.addLayout(beside)
        else:
            top = QHBoxLayout()
            top.setSpacing(8)
            top.addWidget(Avatar(post.network))
            head.addStretch(1)
            head.insertStretch(0, 1)
            top.addLayout(head, 1)
            column.addLayout(top)
            column.addLayout(self._inside)
        rule = QFrame()
        role(rule, "rule")
        column.addWidget(rule)
        self._foot = PlainLabel(_FOOT[post.network], role="small")
        self._foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._foot)
        self._beneath = QVBoxLayout()
        self._beneath.setSpacing(3)
        column.addLayout(self._beneath)
        self._said: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.setAccessibleName(f"Preview: {post.network.label}, {one_line(post.name, 80)}")
        self.show_post(post)

    @property
    def words(self) -> list[str]:
        """What is shown, part by part."""
        return [part.words.text for part in self._parts]

    @property
    def counts(self) -> list[str]:
        """Each part's count, as it stands there."""
        return [part.counter.words.text() for part in self._parts]

    @property
    def thumbnails(self) -> list[QWidget]:
        """The pictures, in order."""
        return [button for part in self._parts for button in part.pictures.buttons]

    def show_post(self, post: ShownPost) -> None:
        """Shows it as it stands now."""
        parts = post.parts or (ShownPart(text=""),)
        kind = (
            f"thread of {len(parts)}" if len(parts) > 1 else "shared from our own post" if post.share else ""
        )
        self._when.setText("  ·  ".join(each for each in (post.network.label, post.when, kind) if each))
        while len(self._parts) > len(parts):
            part = self._parts.pop()
            self._inside.removeWidget(part)
            part.hide()
            part.deleteLater()
        while len(self._parts) < len(parts):
            part = _Part(self._network, pictures_first=self._network is Network.INSTAGRAM)
            self._parts.append(part)
            self._inside.addWidget(part)
        for number, (made, part) in enumerate(zip(self._parts, parts, strict=True), start=1):
            made.show_part(part, post.link if number == len(parts) else "")
        if self._spine is not None:
            self._spine.lead_on(on=len(parts) > 1)
        said = (post.notes, post.problems)
        if said != self._said:
            self._said = said
            self._tell(*said)

    def _tell(self, notes: Sequence[str], problems: Sequence[str]) -> None:
        while (taken := self._beneath.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for sign, ink, words in (
            *(("warning", "danger", each) for each in problems),
            *(("clock", "muted", each) for each in notes),
        ):
            self._beneath.addWidget(line(sign, words, ink))


class _Spine(QWidget):
    """The avatar, and the line that leads down a thread."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Avatar(network))
        column.addStretch(1)
        self.setFixedWidth(AVATAR + 6)
        self._on = False

    def lead_on(self, *, on: bool) -> None:
        """True where more than one part follows."""
        self._on = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        painter = QPainter(self)
        if self._on:
            painter.fillRect(
                QRectF(AVATAR / 2, AVATAR + 12, 2, self.height() - AVATAR - 14), current().border
            )
