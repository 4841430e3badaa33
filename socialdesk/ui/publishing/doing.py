"""What the publishing screens read and hand to the writer; each is a use case of `socialdesk.publishing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from socialdesk.model.accounts import Account
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId, PostMediaId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post
from socialdesk.policy.permissions import may
from socialdesk.publishing import afterwards, appeal_rows, appeals, checks, media, publish
from socialdesk.publishing.appeal_rows import AppealState
from socialdesk.publishing.drafts import copy_post, discard_draft
from socialdesk.publishing.loading import load
from socialdesk.publishing.problems import Problem, problems
from socialdesk.publishing.routes import profile_of
from socialdesk.publishing.schedule import planned
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.publishing.accounts_form import Offer
from socialdesk.ui.publishing.pictures import Picture, small_image
from socialdesk.ui.tasks import Tasks

Done = Callable[[Changes], None]
Refused = Callable[[Exception], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """A draft as the store has it, with all that stands in its way."""

    post: Post
    problems: tuple[Problem, ...]
    checks: tuple[CheckStanding, ...]
    through_hootsuite: frozenset[AccountId]
    appeals: tuple[tuple[int, str], ...]
    """Number and title of those that are open, and of the post's own."""


class Doing:
    """Everything that is asked of the store; `then` and `refused` are called on the GUI thread."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        self.desk, self.tasks = desk, tasks

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
            )

        self.tasks.read("publishing-draft", work, then, refused)

    def read_check(
        self, post_id: PostId, check: str, by: Person, then: Callable[[CheckStanding | None], None]
    ) -> None:
        """One check as it stands for another person; None where it no longer bears on the post."""
        desk = self.desk

        def work(db: Connection, _stop: object) -> CheckStanding | None:
            found = desk.post_checks(db, post_id, by, None)
            return next((each for each in found if each.id == check), None)

        self.tasks.read("publishing-check", work, then)

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

    def order_pictures(self, post_id: PostId, order: Sequence[PostMediaId], refused: Refused) -> None:
        """Another order of the pictures."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: media.order_media(db, post_id=post_id, media_ids=order, now=desk.clock(), by=person),
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

    def stop(self, post_id: PostId, then: Done, refused: Refused) -> None:
        """Stops all of it that has not gone out."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: publish.cancel_post(
                db, post_id=post_id, now=desk.clock(), by=person, training=desk.training
            ),
            then,
            refused,
        )

    def move(self, post_id: PostId, scheduled_ms: int, then: Done, refused: Refused) -> None:
        """Another time for what has not been shown yet."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.reschedule(
                db,
                post_id=post_id,
                scheduled_ms=scheduled_ms,
                checks=desk.post_checks(db, post_id, person, None),
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                training=desk.training,
            ),
            then,
            refused,
        )

    def edit(
        self, post_id: PostId, target_id: PostTargetId, part: int, text: str, then: Done, refused: Refused
    ) -> None:
        """Other words for what stands on an account."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.edit_post(
                db,
                target_id=target_id,
                part=part,
                text=text,
                checks=desk.post_checks(db, post_id, person, text),
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
            then,
            refused,
        )

    def take_down(self, target_id: PostTargetId, reason: str, then: Done, refused: Refused) -> None:
        """Everything of a post goes from an account."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.take_down(
                db,
                target_id=target_id,
                reason=reason,
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
            then,
            refused,
        )

    def tick_out(self, target_id: PostTargetId, part: int, url: str, then: Done, refused: Refused) -> None:
        """A person published it by hand, or saw that it is out."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: publish.tick_by_hand(
                db,
                target_id=target_id,
                part=part,
                url=url,
                now=desk.clock(),
                by=person,
                training=desk.training,
            ),
            then,
            refused,
        )

    def tick_gone(self, target_id: PostTargetId, part: int, then: Done, refused: Refused) -> None:
        """A person removed it on the network itself."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.tick_gone(
                db, target_id=target_id, part=part, now=desk.clock(), by=person, training=desk.training
            ),
            then,
            refused,
        )
