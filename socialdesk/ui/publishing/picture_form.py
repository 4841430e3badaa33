"""The pictures of a post: chosen, dropped or pasted; each asks for a description and says what was taken out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.model.ids import PostMediaId
from socialdesk.model.posts import PostPicture
from socialdesk.ui import icons
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, tip
from socialdesk.ui.publishing.pictures import Picture, Thumbnail
from socialdesk.ui.review.parts import StillCombo, line
from socialdesk.ui.theme import role

PAUSE_MS = 500
MOST_BYTES = 40_000_000
"""Of a file that is opened at all."""
LONGEST_ALT = 1_000
KINDS = "Pictures (*.jpg *.jpeg *.png *.gif)"
CLEAN = "Its file holds no place and no names."
UNCLEAN = (
    "Places and names in its file could not be taken out: it cannot go out. Take it out and add another."
)


class PictureRow(QFrame):
    """One picture: small, with its description and what to do with it."""

    described = Signal(str)
    removed = Signal()
    moved = Signal(int)
    """One place up (-1) or down (1)."""
    parted = Signal(int)
    """It stands with this part of a thread."""

    def __init__(self, picture: PostPicture, shown: Picture, number: int, note: str) -> None:
        super().__init__()
        role(self, "card")
        self._dirty = False
        self.number = number
        self._thumb, self.note = self._read(picture, shown, note)
        self.alt = PlainEdit(
            name=f"Picture {number}: what it shows", hint="What does it show? For those who cannot see it"
        )
        self.alt.setPlainText(picture.alt_text)
        self.alt.setFixedHeight(self.alt.fontMetrics().lineSpacing() * 2 + 24)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.alt.textChanged.connect(self._typed)
        self.part = StillCombo()
        self.part.setAccessibleName(f"Picture {number}: with which part of the thread")
        self.part.activated.connect(self._part_chosen)
        self.part.hide()
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.alt)
        right.addWidget(self.part)
        right.addWidget(self.note)
        right.addStretch(1)
        buttons = QVBoxLayout()
        buttons.setSpacing(2)
        self.up = self._button("arrow-up", f"Picture {number}: one place up")
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.up.setVisible(number > 1)
        self.away = self._button("remove", f"Picture {number}: take it out")
        self.away.clicked.connect(lambda: self.removed.emit())
        buttons.addWidget(self.away)
        buttons.addWidget(self.up)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 6, 8)
        row.setSpacing(10)
        row.addWidget(self._thumb, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        row.addLayout(buttons)

    @property
    def words(self) -> str:
        """The description as it is typed."""
        return " ".join(self.alt.toPlainText().split())[:LONGEST_ALT]

    def show_read(self, picture: PostPicture, shown: Picture, note: str) -> None:
        """The picture as it has been read by now. What is being typed stays, with the keyboard on it."""
        held = self.layout()
        thumb, told = self._read(picture, shown, note)
        for old, new in ((self._thumb, thumb), (self.note, told)):
            if held is not None:
                held.replaceWidget(old, new)
            old.hide()
            old.deleteLater()
            new.show()
        self._thumb, self.note = thumb, told

    def _read(self, picture: PostPicture, shown: Picture, note: str) -> tuple[Thumbnail, QWidget]:
        thumb = Thumbnail(shown, self.number, height=76, tag=False)
        thumb.setFixedWidth(96)
        told = line(
            "check" if picture.stripped else "warning",
            note or (CLEAN if picture.stripped else UNCLEAN),
            "ok" if picture.stripped else "danger",
        )
        return thumb, told

    def show_part(self, part: int, parts: int) -> None:
        """With which of so many parts it stands; asked for only where there are several."""
        if self.part.count() != parts:
            self.part.clear()
            self.part.addItems([f"With part {each}" for each in range(1, parts + 1)])
        self.part.setCurrentIndex(min(part, parts) - 1)
        self.part.setVisible(parts > 1)

    def _part_chosen(self, at: int) -> None:
        self.parted.emit(at + 1)

    def keep(self) -> None:
        """Hands the description on, if it changed."""
        self._pause.stop()
        if self._dirty:
            self._dirty = False
            self.described.emit(self.words)

    @staticmethod
    def _button(sign: str, name: str) -> QPushButton:
        button = QPushButton()
        role(button, "quiet")
        icons.put(button, sign, "muted", 16)
        button.setAccessibleName(name)
        tip(button, name)
        return button

    def _typed(self) -> None:
        self._dirty = True
        self._pause.start()


class PictureForm(QFrame):
    """See the module. `added` hands on a file's content and its name, as it was given; nothing is stored here."""

    added = Signal(bytes, str)
    refused = Signal(str)
    described = Signal(int, str)
    removed = Signal(int)
    ordered = Signal(object, object)
    """The ids in their new order, and with which part of a thread each stands."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._shown: tuple[tuple[PostPicture, bool, str], ...] = ()
        self._parts = 1
        self.rows: dict[PostMediaId, PictureRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.add = QPushButton("Add a picture…")
        icons.put(self.add, "image", "text", 16)
        self.add.clicked.connect(self._choose)
        self._hint = PlainLabel("or drop one here, or paste it", role="small")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add)
        row.addWidget(self._hint, 1)
        self.told = PlainLabel("", role="danger", wrap=True)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._list)
        column.addLayout(row)
        column.addWidget(self.told)

    def show_pictures(
        self,
        pictures: Sequence[PostPicture],
        shown: Mapping[PostMediaId, Picture],
        notes: Mapping[PostMediaId, str],
    ) -> None:
        """The pictures of the post, in order; `notes` says what was taken out of each."""
        state = tuple((each, each.id in shown, notes.get(each.id, "")) for each in pictures)
        if [(one.id, read, note) for one, read, note in state] == [
            (one.id, read, note) for one, read, note in self._shown
        ]:
            self._shown = state
            self.show_parts(self._parts)
            return
        self._shown = state
        self.keep()
        before, self.rows = self.rows, {}
        for number, picture in enumerate(pictures, start=1):
            held = shown.get(picture.id) or Picture(picture.id, None, picture.alt_text)
            note = notes.get(picture.id, "")
            row = before.get(picture.id)
            if row is not None and row.number == number:
                row.show_read(picture, held, note)
                del before[picture.id]
            else:
                typed = picture if row is None else replace(picture, alt_text=row.words)
                row = self._made(typed, held, number, note)
            self.rows[picture.id] = row
        for old in before.values():
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        for place, row in enumerate(self.rows.values()):
            self._list.insertWidget(place, row)
            row.show()
        self.show_parts(self._parts)

    def _made(self, picture: PostPicture, shown: Picture, number: int, note: str) -> PictureRow:
        row = PictureRow(picture, shown, number, note)
        row.described.connect(partial(self.described.emit, picture.id))
        row.removed.connect(partial(self.removed.emit, picture.id))
        row.moved.connect(partial(self._move, picture.id))
        row.parted.connect(partial(self._part, picture.id))
        return row

    def show_parts(self, parts: int) -> None:
        """So many parts has the longest thread of the post; from two on each picture says with which it stands."""
        self._parts = parts
        for picture, _read, _note in self._shown:
            self.rows[picture.id].show_part(picture.part, parts)

    def keep(self) -> None:
        """Hands on what was described a moment ago."""
        for row in self.rows.values():
            row.keep()

    def say(self, words: str) -> None:
        """Why a picture was not taken; "" for nothing."""
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def takes(self, data: QMimeData) -> bool:
        """True where there is a picture in what was dropped or pasted."""
        return data.hasImage() or any(url.isLocalFile() for url in data.urls())

    def take(self, data: QMimeData) -> None:
        """Takes the pictures out of what was dropped or pasted."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            for path in paths:
                self.take_file(path)
        elif data.hasImage():
            self._take_image(QImage(data.imageData()))

    def take_file(self, path: Path) -> None:
        """Reads a picture's file."""
        try:
            size = path.stat().st_size
            if size > MOST_BYTES:
                self.say(
                    f"The file has {size // 1_000_000} MB, and no network takes so much. Make it smaller."
                )
                return
            content = path.read_bytes()
        except OSError:
            self.say("The file cannot be read. Look whether it is still there, and whether you may open it.")
            return
        self.say("")
        self.added.emit(content, path.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's own."""
        if self.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's own."""
        self.take(event.mimeData())
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: a picture can be pasted from the keyboard."""
        clipboard = QGuiApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and self.takes(clipboard):
            self.take(clipboard)
        else:
            super().keyPressEvent(event)

    def _take_image(self, image: QImage) -> None:
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if image.isNull() or not QImageWriter(buffer, QByteArray(b"PNG")).write(image):
            self.say("What was pasted is no picture that the desk can read.")
            return
        self.say("")
        self.added.emit(bytes(held.data()), "pasted.png")

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Add a picture")
        dialog.setNameFilter(KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, files: list[str]) -> None:
        for each in files:
            self.take_file(Path(each))

    def _move(self, which: PostMediaId, by: int) -> None:
        order = list(self.rows)
        at = order.index(which)
        to = at + by
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            held = {picture.id: picture.part for picture, _read, _note in self._shown}
            self.ordered.emit(tuple(order), tuple(held[each] for each in order))

    def _part(self, which: PostMediaId, part: int) -> None:
        held = {picture.id: picture.part for picture, _read, _note in self._shown} | {which: part}
        self.ordered.emit(tuple(held), tuple(held.values()))


class PastesPictures(QObject):
    """Lets a picture be pasted into a field of words: it goes to the pictures. Give it to `installEventFilter`."""

    def __init__(self, form: PictureForm, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: True swallows the event."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = QGuiApplication.clipboard().mimeData()
            if (
                event.matches(QKeySequence.StandardKey.Paste)
                and not held.hasText()
                and self._form.takes(held)
            ):
                self._form.take(held)
                return True
        return False
