"""What somebody else says of a post: permission to publish a charge, and the second yes (3.3b, 3.3d; P5, P7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from socialdesk.audit.checking import ChargePermitted, SecondYesSaid
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import KEPT, Incomplete, NotOpen
from socialdesk.model.names import name_key
from socialdesk.model.people import Person, Role
from socialdesk.policy.publishing_checks import WAYS
from socialdesk.publishing import check_rows as rows
from socialdesk.publishing.persons import is_one_of
from socialdesk.publishing.scene import Asked, Scene
from socialdesk.register.staff_list import everyone

_OLDEST = timedelta(days=31)
"""A permission given longer ago is asked for again."""
_WHEN = ("%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M")


def permit(scene: Scene, case: Asked, given: Mapping[str, str]) -> None:
    """Records a permission to publish a charge, within the caller's transaction.

    Raises Incomplete where it is not Corporate Communications that gave it, or whoever wrote the post gave it to
    themselves, or the time cannot be.
    """
    by, post = scene.person, scene.post
    choices = next(each for each in case.form.questions if each.id == "how").choices
    how = WAYS[choices.index(given["how"])]
    name, staff_id = _giver(scene, given["who"], how)
    giver = Person(name, Role.CORPORATE_COMMUNICATIONS, staff_id=staff_id)
    began = [(post.by_name, post.by_staff)]
    if is_one_of(giver, began) or (how != "desk" and is_one_of(giver, [(by.name, by.staff_id)])):
        raise Incomplete(
            "Nobody permits a charge to themselves.",
            field="who",
            to_do="Ask somebody else of Corporate Communications.",
        )
    given_ms = to_ms(_moment(scene, given["when"]))
    names = given["names"] == "yes"
    at_ms = to_ms(scene.now)
    rows.put_permission(
        scene.db,
        post.id,
        subject=case.subject,
        names=names,
        given_by=name,
        given_staff=staff_id,
        given_ms=given_ms,
        how=how,
        at_ms=at_ms,
        by=by,
    )
    entry = ChargePermitted(
        post_id=post.id, version=post.version, how=how, given_ms=given_ms, names=names, given_by=name
    )
    append(scene.db, entry, by=by, at_ms=at_ms)


def say_second(scene: Scene, case: Asked, given: Mapping[str, str]) -> None:
    """Records what another person says of the post, within the caller's transaction.

    Raises NotOpen for whoever began the post, altered it or answered for it, and for a trainee: nobody approves
    their own.
    """
    by, post = scene.person, scene.post
    if is_one_of(by, rows.worked_on(scene.db, post.id)):
        raise NotOpen(
            "Nobody approves their own post.",
            kept=KEPT,
            to_do="Ask another person to look at it at this desk.",
        )
    if by.role is Role.TRAINEE:
        raise NotOpen("A trainee does not approve.", kept=KEPT, to_do="Ask somebody who publishes.")
    yes, words, at_ms = given["agree"] == "yes", given.get("words", ""), to_ms(scene.now)
    if not yes and not words:
        raise Incomplete("Say what should be altered.", field="words")
    rows.put_second(
        scene.db,
        post.id,
        subject=case.subject,
        version=post.version,
        yes=yes,
        words=words,
        at_ms=at_ms,
        by=by,
    )
    entry = SecondYesSaid(post_id=post.id, version=post.version, yes=yes, words=words)
    append(scene.db, entry, by=by, at_ms=at_ms)


def _giver(scene: Scene, who: str, how: str) -> tuple[str, int | None]:
    """Who gave it, by name and number as staff. Raises Incomplete where it is nobody of Corporate Communications."""
    by = scene.person
    name = " ".join(who.split())
    if how == "desk":
        if by.role is not Role.CORPORATE_COMMUNICATIONS or name_key(name) != name_key(by.name):
            raise Incomplete(
                "At this desk only somebody of Corporate Communications who is signed on gives it, themselves.",
                field="who",
                to_do="Say how it was given otherwise, or change person.",
            )
        return by.name, by.staff_id
    corporate = [each for each in everyone(scene.db) if each.role is Role.CORPORATE_COMMUNICATIONS]
    if not corporate:
        return name, None
    found = [each for each in corporate if name_key(each.name) == name_key(name)]
    if not found:
        raise Incomplete(
            "This name is not recorded as Corporate Communications.",
            field="who",
            to_do="Write the name as the list of staff has it.",
        )
    return found[0].name, found[0].person.staff_id


def _moment(scene: Scene, when: str) -> datetime:
    """When it was given, by the Force's own clock. Raises Incomplete."""
    zone = ZoneInfo(scene.book.hours.timezone)
    told = " ".join(when.replace(",", " ").split())
    for shape in _WHEN:
        try:
            at = datetime.strptime(told, shape).replace(tzinfo=zone)
        except ValueError:
            continue
        if at > scene.now:
            raise Incomplete("That time is still to come.", field="when")
        if scene.now - at > _OLDEST:
            raise Incomplete(
                "That is more than a month ago.", field="when", to_do="Ask for permission again."
            )
        return at
    raise Incomplete("The time cannot be read.", field="when", to_do="Write it as 26/11/2026 02:10.")
