"""What the publishing screens read and hand to the writer; each is a use case of `socialdesk.publishing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from socialdesk.model.accounts import Account
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId, PostMediaId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post
from socialdesk.policy.permissions import may
from socialdesk.publishing import appeal_rows, appeals, checks, media, publish
from socialdesk.publishing.appeal_rows import AppealState
from socialdesk.publishing.drafts import copy_post, discard_draft, wait_for_second
from socialdesk.publishing.loading import load
from socialdesk.publishing.problems import Problem, problems
from socialdesk.publishing.routes import profile_of
from socialdesk.publishing.schedule import planned
from socialdesk.publishing.sharing import Sharable, sharable
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection
from socialdesk.ui.publishing.accounts_form import Offer
from socialdesk.ui.publishing.doing_decided import DoingDecided, Done, Refused
from socialdesk.ui.publishing.pictures import Picture, small_image


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a post that was decided would be: other words on an account, or another time."""

    text: str | None = None
    at_ms: int | None = None


AS_IT_IS = About()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """A draft as the store has it, with all that stands in its way."""

    post: Post
    problems: tuple[Problem, ...]
    checks: tuple[CheckStanding, ...]
    through_hootsuite: frozenset[AccountId]
    appeals: tuple[tuple[int, str], ...]
    """Number and title of those that are open, and of the post's own."""
    sharable: tuple[Sharable, ...] = ()
    """What of the Force's own can be shared instead."""


class Doing(DoingDecided):
    """Everything that is asked of the store; `then` and `refused` are called on the GUI thread."""

    # --- reading ------------------------------------------------------------------------------------------------

    def offers(self) -> list[Offer]:
        """Every account, and whether whoever is at the desk may publish on it now."""
        desk, now = self.desk, self.desk.clock()
        return [
            Offer(
                account=account,
                permission=may(
                    desk.person, account, ActionKind.PUBLISH, now, desk.book, training=desk.training
                ),
            )
            for account in desk.accounts.values()
        ]

    def read_draft(self, post_id: PostId, then: Callable[[DraftState], None], refused: Refused) -> None:
        """A draft, its problems and its checks."""
        desk, person = self.desk, self.desk.person
        accounts = dict(desk.accounts)
        able = {key: desk.capabilities(key) for key in accounts}
        now = desk.clock()

        def work(db: Connection, _stop: object) -> DraftState:
            post = load(db, post_id)
            return DraftState(
                post=post,
                problems=problems(db, post=post, accounts=accounts, capabilities=able, now=now),
                checks=tuple(desk.post_checks(db, post_id, person, None)),
                through_hootsuite=frozenset(
                    each.account_id for each in post.chosen if profile_of(db, each.account_id) is not None
                ),
                appeals=tuple(
                    (each.id, each.title)
                    for each in appeal_rows.everything(db)
                    if each.state is AppealState.OPEN or each.id == post.appeal_id
                ),
                sharable=tuple(sharable(db)),
            )

        self.tasks.read("publishing-draft", work, then, refused)

    def read_sharable(self, then: Callable[[Sequence[Sharable]], None]) -> None:
        """What can be shared, before anything is written."""
        self.tasks.read("publishing-sharable", lambda db, _stop: sharable(db), then)

    def read_check(
        self,
        post_id: PostId,
        check: str,
        by: Person,
        then: Callable[[CheckStanding | None], None],
        *,
        about: About = AS_IT_IS,
    ) -> None:
        """One check as it stands for another person; None where it no longer bears on the post."""

        def work(db: Connection, _stop: object) -> CheckStanding | None:
            found = self._checks(db, post_id, by, about)
            return next((each for each in found if each.id == check), None)

        self.tasks.read("publishing-check", work, then)

    def read_checks(
        self,
        post_id: PostId,
        about: About,
        then: Callable[[Sequence[CheckStanding]], None],
        refused: Refused,
    ) -> None:
        """Every check of what a post that was decided would be, for whoever is at the desk."""
        person = self.desk.person
        self.tasks.read(
            "publishing-checks",
            lambda db, _stop: self._checks(db, post_id, person, about),
            then,
            refused,
        )

    def _checks(
        self, db: Connection, post_id: PostId, person: Person, about: About
    ) -> Sequence[CheckStanding]:
        desk = self.desk
        if about.at_ms is None:
            return desk.post_checks(db, post_id, person, about.text)
        return checks.at_another_time(
            db, post_id=post_id, scheduled_ms=about.at_ms, book=desk.book, now=desk.clock(), person=person
        )

    def read_post(self, post_id: PostId, then: Callable[[Post], None], refused: Refused) -> None:
        """A post without its checks: to be opened."""
        self.tasks.read("publishing-post", lambda db, _stop: load(db, post_id), then, refused)

    def read_pictures(
        self,
        key: str,
        wanted: Sequence[PostMediaId],
        then: Callable[[dict[PostMediaId, Picture]], None],
    ) -> None:
        """The pictures small enough for the screen; those that are gone in the meantime are left out."""

        def work(db: Connection, _stop: object) -> dict[PostMediaId, Picture]:
            found: dict[PostMediaId, Picture] = {}
            for media_id in wanted:
                try:
                    content = media.content_of(db, media_id)
                except KeyError:
                    continue
                found[media_id] = Picture(media_id, small_image(content), "")
            return found

        self.tasks.read(f"publishing-pictures-{key}", work, then)

    def held_by(self, account: Account, scheduled_ms: int | None, *, hootsuite: bool, now_ms: int) -> str:
        """Who holds a post until its time, a sentence; "" where it goes out at once."""
        return planned(
            account.network, hootsuite=hootsuite, scheduled_ms=scheduled_ms, now_ms=now_ms
        ).sentence

    # --- writing ------------------------------------------------------------------------------------------------

    def publish(self, post_id: PostId, then: Done, refused: Refused) -> None:
        """Decides that it goes out; the checks are made of it as it stands at that moment."""
        desk, person = self.desk, self.desk.person

        def work(db: Connection) -> Changes:
            return publish.decide_publish(
                db,
                post_id=post_id,
                checks=desk.post_checks(db, post_id, person, None),
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            )

        self.tasks.write(work, then, refused)

    def answer(
        self,
        post_id: PostId,
        check: str,
        answers: Mapping[str, str],
        then: Done,
        refused: Refused,
        *,
        by: Person | None = None,
        about: About = AS_IT_IS,
    ) -> None:
        """What a person answers to one check: whoever is at the desk, or another who signed."""
        desk, person = self.desk, by or self.desk.person
        self.tasks.write(
            lambda db: checks.answer(
                db,
                post_id=post_id,
                check=check,
                answers=answers,
                book=desk.book,
                now=desk.clock(),
                by=person,
                text=about.text,
                at_ms=about.at_ms,
            ),
            then,
            refused,
        )

    def add_picture(
        self,
        post_id: PostId,
        content: bytes,
        media_type: str,
        then: Done,
        refused: Refused,
        *,
        stripped: bool,
    ) -> None:
        """A picture after those that the draft has."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: media.add_media(
                db,
                post_id=post_id,
                content=content,
                media_type=media_type,
                stripped=stripped,
                now=desk.clock(),
                by=person,
            ),
            then,
            refused,
        )

    def describe_picture(self, media_id: PostMediaId, words: str, refused: Refused) -> None:
        """What a picture shows."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: media.set_alt_text(db, media_id=media_id, alt_text=words, now=desk.clock(), by=person),
            None,
            refused,
        )

    def remove_picture(self, media_id: PostMediaId, refused: Refused) -> None:
        """Takes a picture out."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: media.remove_media(db, media_id=media_id, now=desk.clock(), by=person), None, refused
        )

    def order_pictures(
        self, post_id: PostId, order: Sequence[PostMediaId], parts: Sequence[int], refused: Refused
    ) -> None:
        """Another order of the pictures, or another part of a thread for one."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: media.order_media(
                db, post_id=post_id, media_ids=order, parts=parts, now=desk.clock(), by=person
            ),
            None,
            refused,
        )

    def put_appeal(self, post_id: PostId, appeal_id: int | None, refused: Refused) -> None:
        """Puts a post with its appeal, or with none."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: appeals.put_post(
                db, appeal_id=appeal_id, post_id=post_id, now=desk.clock(), by=person, training=desk.training
            ),
            None,
            refused,
        )

    def wait_for_second(self, post_id: PostId, then: Done, refused: Refused) -> None:
        """Leaves a draft for another person, whose yes it needs."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: wait_for_second(db, post_id=post_id, now=desk.clock(), by=person), then, refused
        )

    def discard(self, post_id: PostId, then: Done, refused: Refused) -> None:
        """Throws a draft away."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: discard_draft(db, post_id=post_id, now=desk.clock(), by=person), then, refused
        )

    def copy(self, post_id: PostId, then: Callable[[PostId], None], refused: Refused) -> None:
        """A new draft with the same words, accounts and pictures."""
        desk, person = self.desk, self.desk.person
        made: list[PostId] = []

        def work(db: Connection) -> Changes:
            saved = copy_post(db, post_id=post_id, now=desk.clock(), by=person)
            made.append(saved.post_id)
            return saved.changes

        self.tasks.write(work, lambda _changes: then(made[0]), refused)
