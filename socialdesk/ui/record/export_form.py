"""What is exported, in which form, why and for whom; then where to. Every export is on the record before it appears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from socialdesk.exports.bundle import Bundled, write_bundle
from socialdesk.exports.document import Form as FileForm
from socialdesk.exports.document import Mode
from socialdesk.exports.exporting import Asked, Surroundings, Written, export
from socialdesk.exports.harmless import file_name
from socialdesk.exports.permissions import Doing, why_not
from socialdesk.exports.record_export import AskedEntries, export_entries, export_whole
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.record.pdf import write_pdf
from socialdesk.ui.record.working import run, surroundings
from socialdesk.ui.window import Window

BUNDLE, CHAIN, CHAIN_WORDS = "bundle", "chain", "chain-words"
_LABELS = {
    BUNDLE: "Evidence bundle: a folder that a court can check by itself",
    Mode.EVIDENTIAL.value: "Evidential: everything as it is, with names",
    Mode.WORKING.value: "Working: every identifier replaced by a token",
    Mode.SUBJECT.value: "For the person: other people's data replaced",
    CHAIN: "The whole record, for the verifier, without personal words",
    CHAIN_WORDS: "The whole record, for the verifier, with personal words",
}
_ABOUT = {
    BUNDLE: "Marked OFFICIAL-SENSITIVE. Evidence byte for byte, what the desk holds, the entries of the record with "
    "their hashes, and the program that checks them. It is validated after it is written.",
    Mode.EVIDENTIAL.value: "Marked OFFICIAL-SENSITIVE.",
    Mode.WORKING.value: "Marked OFFICIAL. Names, handles, ids, numbers, addresses, links, protected words and staff "
    "are tokens. Read it before you pass it on: a name that the desk does not know can still stand in it.",
    Mode.SUBJECT.value: "Marked OFFICIAL-SENSITIVE. Read it before it goes out: a name that the desk does not know can "
    "still stand in it.",
    CHAIN: "Marked OFFICIAL. Every entry, as lines that anybody can check with verifier.py.",
    CHAIN_WORDS: "Marked OFFICIAL-SENSITIVE. Every entry with the reasons and texts that people wrote.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the export is of: one of these."""

    items: Sequence[ItemId] = ()
    person: Sequence[AuthorId] = ()
    entries: Sequence[int] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of export that there are of it."""
        both = (Mode.EVIDENTIAL.value, Mode.WORKING.value)
        if self.items:
            return (BUNDLE, *both)
        return (Mode.SUBJECT.value,) if self.person else (*both, CHAIN, CHAIN_WORDS)

    @property
    def doing(self) -> Doing:
        """What the person at the desk must be allowed."""
        if self.items:
            return Doing.EXPORT_ITEMS
        return Doing.EXPORT_PERSON if self.person else Doing.EXPORT_RECORD

    @property
    def words(self) -> str:
        """What it is, for the heading."""
        if self.items:
            return (
                f"Export item {self.items[0]}"
                if len(self.items) == 1
                else f"Export {len(self.items):,} items"
            )
        return "Export what is held on one person" if self.person else f"Export {len(self.entries):,} entries"

    @property
    def name(self) -> str:
        """What the file is called, to begin with; nothing of it names anybody."""
        if self.items:
            return f"item-{self.items[0]}" if len(self.items) == 1 else f"{len(self.items)}-items"
        return f"person-{self.person[0]}" if self.person else "record"


@dataclass(frozen=True, slots=True)
class _Told:
    """What the fields say."""

    kind: str
    form: FileForm
    reason: str
    for_whom: str
    case: str


class ExportForm(Form):
    """See the module. `ask_path` is asked for the place, a folder's where its second argument is True."""

    def __init__(
        self,
        window: Window,
        subject: Subject,
        *,
        parent: QWidget | None = None,
        ask_path: Callable[[str, bool], str] | None = None,
    ) -> None:
        super().__init__(
            parent or window,
            subject.words,
            about="Every export is recorded with its reason before the file appears.",
            save="Choose where…",
        )
        self._window = window
        self._subject = subject
        self._ask_path = ask_path or self._dialog
        self.kind = QComboBox()
        for kind in subject.kinds:
            self.kind.addItem(_LABELS[kind], kind)
        self.form = QComboBox()
        for form, words in (
            (FileForm.PDF, "PDF"),
            (FileForm.CSV, "CSV, for a spreadsheet"),
            (FileForm.JSON, "JSON"),
        ):
            self.form.addItem(words, form)
        self.reason = PlainLine(name="Why", hint="It goes into the record", limit=300)
        self.for_whom = PlainLine(name="For whom", hint="e.g. CID, Legal Services", limit=120)
        self.case = PlainLine(name="Case", hint="A reference, if there is one", limit=60)
        self.further = PlainLine(name="Further items", hint="Their numbers, with commas", limit=2_000)
        self.add("What", self.kind)
        self.add("File", self.form)
        if len(subject.items) == 1:
            self.add("Further items", self.further)
        self.add("Why", self.reason)
        self.add("For whom", self.for_whom)
        self.add("Case", self.case)
        self.about_kind = PlainLabel("", role="small", wrap=True)
        self.column.insertWidget(self.column.count() - 3, self.about_kind)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._kind_changed()
        self.reason.setFocus()
        if why := why_not(window.desk.person, subject.doing, training=window.desk.training):
            self.save.setEnabled(False)
            self.refuse(why)

    def submit(self) -> None:
        """Asks for the place and begins."""
        if not self.reason.text().strip():
            self.refuse("Say why it is exported: it goes into the record.", self.reason)
            return
        further = numbers_in(self.further.text())
        if further is None:
            self.refuse("Give the numbers of the items, with commas between them.", self.further)
            return
        kind, form = str(self.kind.currentData()), FileForm(self.form.currentData())
        ending = "" if kind == BUNDLE else ".jsonl" if kind in (CHAIN, CHAIN_WORDS) else f".{form.value}"
        day = f"{self._window.desk.clock().astimezone():%Y%m%d-%H%M}"
        chosen = self._ask_path(f"{file_name(f'{kind}-{self._subject.name}-{day}')}{ending}", kind == BUNDLE)
        if not chosen:
            return
        self.wrong.hide()
        # Read here, since the fields belong to this thread.
        told = _Told(kind, form, self.reason.text(), self.for_whom.text(), self.case.text())
        path, desk = Path(chosen), self._window.desk
        subject = replace(self._subject, items=(*self._subject.items, *further)) if further else self._subject

        def work(db: Connection, stopped: Callable[[], bool]) -> Written:
            return _write(db, subject, told, path, surroundings(desk, stopped))

        run(self._window.tasks, self, "Exporting…", work, self._written, self.refuse)

    def _written(self, written: Written) -> None:
        self.accept()
        kept = "It is on the record."
        replaced = f" {written.replaced:,} identifiers were replaced." if written.replaced else ""
        marked = f" It is marked {written.marking}." if written.marking else ""
        tell(
            self._window,
            "Exported",
            f"Written: {written.path.name}.",
            f"{kept}{marked}{replaced}",
            f"{'Head of the record' if not written.marking else 'SHA-256'} {written.sha256}",
        )

    def _kind_changed(self, *_: object) -> None:
        kind = str(self.kind.currentData())
        self.about_kind.setText(_ABOUT[kind])
        self.form.setEnabled(kind not in (BUNDLE, CHAIN, CHAIN_WORDS))
        self.case.setEnabled(kind == BUNDLE)

    def _dialog(self, name: str, folder: bool) -> str:
        title = "A new folder for the bundle" if folder else "Save the export"
        if folder:
            # A folder that is there already is refused with a sentence of ours.
            keep = QFileDialog.Option.DontConfirmOverwrite
            return QFileDialog.getSaveFileName(self, title, name, options=keep)[0]
        return QFileDialog.getSaveFileName(self, title, name)[0]


def numbers_in(text: str) -> list[ItemId] | None:
    """The item numbers in a list with commas or spaces; None where something in it is no number."""
    words = text.replace(",", " ").replace("#", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 15 for word in words):
        return None
    return [ItemId(int(word)) for word in words]


def _write(db: Connection, subject: Subject, told: _Told, path: Path, around: Surroundings) -> Written:
    if told.kind == BUNDLE:
        wanted = Bundled(items=subject.items, reason=told.reason, for_whom=told.for_whom, case=told.case)
        return write_bundle(db, wanted, path, around)
    if told.kind in (CHAIN, CHAIN_WORDS):
        head = export_whole(db, path, around, words=told.kind == CHAIN_WORDS, reason=told.reason)
        return Written(path=path, sha256=head.hash, marking="", items=head.count)
    mode = Mode(told.kind)
    if subject.entries:
        entries = AskedEntries(
            numbers=subject.entries, mode=mode, form=told.form, reason=told.reason, for_whom=told.for_whom
        )
        return export_entries(db, entries, path, around, write_pdf=write_pdf)
    asked = Asked(
        mode=mode,
        form=told.form,
        reason=told.reason,
        items=subject.items,
        person=subject.person,
        for_whom=told.for_whom,
    )
    return export(db, asked, path, around, write_pdf=write_pdf)
