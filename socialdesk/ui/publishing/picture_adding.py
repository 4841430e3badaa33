"""Takes a picture into a draft: read, places and names taken out of its file, kept; with a note of what was removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import PostId, PostMediaId
from socialdesk.model.posts import PostPicture
from socialdesk.publishing.pictures import Cleaned, clean
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.keeping import Keeper
from socialdesk.ui.publishing.picture_form import PictureForm


class PictureAdding(QObject):
    """See the module. `refused` tells why a picture was not taken, a sentence."""

    refused = Signal(str)

    def __init__(self, doing: Doing, keeper: Keeper, form: PictureForm, parent: QObject) -> None:
        super().__init__(parent)
        self._doing, self._keeper, self._form = doing, keeper, form
        self._notes: dict[str, str] = {}
        form.added.connect(self._added)
        form.described.connect(self._described)
        form.removed.connect(self._removed)
        form.ordered.connect(self._order)

    def forget(self) -> None:
        """Another post."""
        self._notes = {}
        self._form.say("")

    def notes(self, media: Sequence[PostPicture]) -> dict[PostMediaId, str]:
        """What was taken out of each, where that happened a moment ago."""
        return {each.id: self._notes[each.sha256] for each in media if each.sha256 in self._notes}

    def _added(self, content: bytes, _name: str) -> None:
        self._form.say("")

        def ready(picture: Cleaned) -> None:
            self._notes[picture.sha256] = removed_words(picture.removed)

            def now(post_id: PostId) -> None:
                self._doing.add_picture(
                    post_id,
                    picture.content,
                    picture.media_type,
                    lambda _changes: None,
                    self._wrong,
                    stripped=True,
                )

            self._keeper.keep(now)

        self._doing.tasks.call(lambda: clean(content), ready, self._wrong)

    def _described(self, media_id: int, words: str) -> None:
        self._doing.describe_picture(PostMediaId(media_id), words, self._wrong)

    def _removed(self, media_id: int) -> None:
        self._doing.remove_picture(PostMediaId(media_id), self._wrong)

    def _order(self, order: tuple[PostMediaId, ...], parts: tuple[int, ...]) -> None:
        if self._keeper.post_id is not None:
            self._doing.order_pictures(self._keeper.post_id, order, parts, self._wrong)

    def _wrong(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self._form.say(str(error))
            self.refused.emit(str(error))
        else:
            self._doing.tasks.failed.emit(error)


def removed_words(removed: Sequence[str]) -> str:
    """What was taken out of a picture's file, a sentence."""
    if not removed:
        return "Its file held no place and no names."
    listed = removed[0] if len(removed) == 1 else f"{', '.join(removed[:-1])} and {removed[-1]}"
    return f"Taken out of its file: {listed}."
