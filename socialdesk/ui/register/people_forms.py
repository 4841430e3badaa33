"""The forms for whoever has an account: given, trained, taken away, and those who leave (A8, A10)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from socialdesk.policy.working_days import local_day
from socialdesk.register import access, leavers
from socialdesk.register.access import Given
from socialdesk.register.entries import Holder, RegisterEntry
from socialdesk.register.leavers import GOING, NEVER_PERSONAL, Leaver
from socialdesk.register.register_rules import Kind
from socialdesk.register.staff_list import everyone
from socialdesk.storage.database import Connection
from socialdesk.ui.register.ask_form import Answers, AskForm, Field, day_words
from socialdesk.ui.register.kept_session import offer_session
from socialdesk.ui.window import Window

Done = Callable[[object], None]
_PARTS = {"holder": "Holds it", "admin": "Administers it"}


def give_form(parent: QWidget, window: Window, entry: RegisterEntry, done: Done) -> AskForm:
    """Gives somebody an account."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        given = Given(
            register_id=entry.id,
            part=told["part"],
            name=told["name"],
            number=told["number"],
            position=told["position"],
            staff_id=int(told["staff_id"]) if told["staff_id"] else None,
            trained_on=told.day("trained_on"),
            guidance_on=told.day("guidance_on"),
            relevant=told["relevant"],
        )
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: access.give(db, given, now=now, hours=hours, by=by)

    page = entry.kind is Kind.NEIGHBOURHOOD
    staff = {"": "Not at this desk"} | {str(each.staff_id): each.label for each in everyone(window.desk.read)}
    return AskForm(
        parent,
        window,
        f"Give {entry.handle} to somebody",
        about="Whoever is added to a neighbourhood page is trained by Corporate Communications, and it is relevant for "
        "their role (2.5). They use a profile of their own to sign in there, which the public does not see."
        if page
        else "Training and guidance come first (2.1).",
        save="Give it",
        fields=(
            Field(
                key="part", label="They", kind="choice", options=_PARTS, value="admin" if page else "holder"
            ),
            Field(key="name", label="Name", limit=120),
            Field(key="number", label="Collar or staff number", limit=20),
            Field(key="position", label="Rank or position", limit=120),
            Field(key="staff_id", label="At this desk", kind="choice", options=staff),
            Field(key="trained_on", label="Trained on", kind="day"),
            Field(key="guidance_on", label="Guidance read on", kind="day"),
            Field(key="relevant", label="Why it is relevant", hint="Their role on this beat …", limit=2_000),
        ),
        work=work,
        done=done,
    )


def training_form(
    parent: QWidget, window: Window, entry: RegisterEntry, person: Holder, done: Done
) -> AskForm:
    """When somebody was trained, and read the guidance."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: access.record_training(
            db,
            register_id=entry.id,
            person_id=person.id,
            trained_on=told.day("trained_on"),
            guidance_on=told.day("guidance_on"),
            about=told["about"],
            now=now,
            hours=hours,
            by=by,
        )

    form = AskForm(
        parent,
        window,
        f"Training of {person.label}",
        about=f"For {entry.handle} (2.1, 2.5).",
        save="Record",
        fields=(
            Field(key="trained_on", label="Trained on", kind="day", value=day_words(person.trained_on)),
            Field(
                key="guidance_on", label="Guidance read on", kind="day", value=day_words(person.guidance_on)
            ),
            Field(key="about", label="What it was", kind="text", hint="Goes into the record"),
        ),
        work=work,
        done=done,
    )
    offer_session(form, window, day="trained_on", words="about")
    return form


def end_form(parent: QWidget, window: Window, entry: RegisterEntry, person: Holder, done: Done) -> AskForm:
    """Takes an account from somebody."""
    how = {key: access.ENDED[key] for key in ("breach", "not_needed")}

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: access.end(
            db,
            register_id=entry.id,
            person_id=person.id,
            how=told["how"],
            why=told["why"],
            now=now,
            hours=hours,
            by=by,
        )

    return AskForm(
        parent,
        window,
        f"Take {entry.handle} from {person.label}",
        about="It is theirs at this desk no longer either. Take them off on the network too: the desk does not. "
        "Whoever leaves is recorded as a leaver instead.",
        save="Take it away",
        fields=(
            Field(key="how", label="Because", kind="choice", options=how),
            Field(key="why", label="Why", kind="text", hint="How the policy was breached"),
        ),
        work=work,
        done=done,
    )


def leaver_form(parent: QWidget, window: Window, entry: RegisterEntry, person: Holder, done: Done) -> AskForm:
    """Somebody leaves, transfers or gives it up."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        last = told.day("last_day_on") or local_day(now, hours)
        return lambda db: leavers.notify(
            db,
            register_id=entry.id,
            person_id=person.id,
            going=told["going"],
            last_day_on=last,
            now=now,
            hours=hours,
            by=by,
        )

    return AskForm(
        parent,
        window,
        f"{person.label} goes",
        about=f"{NEVER_PERSONAL} The next steps are to tell the followers, then to close it or hand it over.",
        save="Record",
        fields=(
            Field(key="going", label="They", kind="choice", options=GOING),
            Field(key="last_day_on", label="Last day", kind="day", future=True),
        ),
        work=work,
        done=done,
    )


def told_form(parent: QWidget, window: Window, entry: RegisterEntry, leaver: Leaver, done: Done) -> AskForm:
    """The farewell: the followers know."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        on = told.day("on") or local_day(now, hours)
        return lambda db: leavers.followers_told(
            db, leaver_id=leaver.id, on=on, how=told["how"], now=now, hours=hours, by=by
        )

    today = local_day(window.desk.clock(), window.desk.book.hours)
    return AskForm(
        parent,
        window,
        f"The followers of {entry.handle}",
        about=f"They are told that {leaver.name} goes and no longer speaks for the Force (7).",
        save="Record",
        fields=(
            Field(key="on", label="Told on", kind="day", value=day_words(today)),
            Field(key="how", label="How", hint="A post, its address", limit=2_000),
        ),
        work=work,
        done=done,
    )


def settle_form(parent: QWidget, window: Window, entry: RegisterEntry, leaver: Leaver, done: Done) -> AskForm:
    """What becomes of a leaver's account."""
    outcomes = {"handed_over": "Hand it over", "closed": "Close it"}

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        to = Given(
            register_id=entry.id,
            part="admin" if entry.kind is Kind.NEIGHBOURHOOD else "holder",
            name=told["handed_to"],
            number=told["number"],
            trained_on=told.day("trained_on"),
            guidance_on=told.day("guidance_on"),
            relevant=told["relevant"],
        )
        return lambda db: leavers.settle(
            db, leaver_id=leaver.id, outcome=told["outcome"], handed_to=to, now=now, hours=hours, by=by
        )

    others = [each.name for each in entry.people if each.id != leaver.person_id]
    return AskForm(
        parent,
        window,
        f"What becomes of {entry.handle}",
        about=NEVER_PERSONAL,
        save="Record",
        fields=(
            Field(
                key="outcome",
                label="Outcome",
                kind="choice",
                options=outcomes,
                value="handed_over" if others or entry.kind is not Kind.OFFICER else "closed",
            ),
            Field(key="handed_to", label="To whom", value=others[0] if others else "", limit=120),
            Field(key="number", label="Their number", limit=20),
            Field(key="trained_on", label="Trained on", kind="day"),
            Field(key="guidance_on", label="Guidance read on", kind="day"),
            Field(key="relevant", label="Why it is relevant", limit=2_000),
        ),
        work=work,
        done=done,
    )
