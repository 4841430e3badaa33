"""Who sits down at the desk, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from socialdesk.decisions.handling import sign_on
from socialdesk.model.people import NOBODY, Person
from socialdesk.register.staff import add
from socialdesk.register.staff_list import may_edit, one
from socialdesk.ui.dialogs import PersonForm
from socialdesk.ui.signing import SignOnForm, says_themselves
from socialdesk.ui.staff.pin_form import PinForm
from socialdesk.ui.window import Window

Seated = Callable[[Person, str], None]
"""Who it is, and how that is known: pin, login or said."""


def change_person(window: Window) -> None:
    """Somebody else sits down: with their PIN, or, while no staff are recorded, by saying who they are."""
    if says_themselves(window.desk):
        say_who(window, lambda person, how: sit_down(window, person, how))
    else:
        SignOnForm(
            window, window.desk, window.tasks, lambda person, how: sit_down(window, person, how)
        ).open()


def say_who(window: Window, seated: Seated) -> None:
    """Asks for name and role, and offers to record who it is where nobody of Corporate Communications is yet."""
    desk = window.desk

    def record(person: Person) -> None:
        now = desk.clock()

        def added(staff_id: int) -> None:
            seated(replace(person, staff_id=staff_id), "said")
            member = one(desk.read, staff_id)
            if member is not None:
                PinForm(window, desk, window.tasks, member, lambda: None).open()

        window.tasks.write(
            lambda db: add(
                db,
                name=person.name,
                number=person.number,
                role=person.role,
                os_account=desk.login,
                now=now,
                by=person,
            ),
            added,
        )

    shown = Person("", desk.person.role) if desk.person == NOBODY else desk.person
    PersonForm(
        window,
        shown,
        lambda person: seated(person, "said"),
        record=None if desk.training else record,
        login=desk.login,
    ).open()


def sit_down(window: Window, person: Person, how: str) -> None:
    """They are at the desk from now on: recorded, and every part of the window knows."""
    desk = window.desk
    desk.person = person
    desk.seat(person)
    if person.staff_id is None:
        window.keep_settings(replace(desk.settings, person_name=person.name, person_role=person.role.value))
    window.show_person()
    window.tasks.write(lambda db: sign_on(db, now=desk.clock(), by=person, how=how))
    window.watch.refresh()
    if window.complete:
        window.conversation.show_item(window.item)
        window.panel.show_item(window.item)
    member = one(desk.read, person.staff_id) if how == "pin" and person.staff_id is not None else None
    if member is not None and not member.pin_own:
        PinForm(window, desk, window.tasks, member, lambda: None).open()


def staff_altered(window: Window) -> None:
    """Somebody was recorded, altered or ended: who holds what, and perhaps who is at the desk, is read anew."""
    desk = window.desk

    def read(person: Person | None) -> None:
        if person is not None and person != desk.person:
            desk.person = person
            window.show_person()
        if desk.person == NOBODY:
            window.lock()
        window.watch.refresh()
        if window.complete:
            window.panel.show_item(window.item)

    window.tasks.call(desk.staff_altered, read)


def may_alter(window: Window) -> bool:
    """May who is at the desk alter the staff?"""
    return may_edit(window.desk.read, window.desk.person)
