"""The forms for one account of the register: what is recorded, its name check, its password, its freezing, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from socialdesk.policy.working_days import local_day
from socialdesk.register import credentials, dormancy, keeping, reviews
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import Facts
from socialdesk.register.register_rules import CHECKS, CORPORATE, NETWORKS, STANDS_FOR, Answer, Kind
from socialdesk.register.reviews import OUTCOMES, RAISED, Found
from socialdesk.storage.database import Connection
from socialdesk.ui.register.ask_form import Answers, AskForm, Field, day_words
from socialdesk.ui.register.kept_session import offer_session
from socialdesk.ui.window import Window

Done = Callable[[object], None]
_KINDS = {kind.value: kind.label for kind in Kind}
_ANSWERS = {answer.value: answer.label for answer in Answer}


def entry_form(parent: QWidget, window: Window, entry: RegisterEntry | None, done: Done) -> AskForm:
    """Puts an account on the register, or alters what is recorded of it."""
    facts = None if entry is None else keeping.facts_of(entry)
    networks: Mapping[str, str] = NETWORKS if facts is None else {facts.network: NETWORKS[facts.network]}

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        new = Facts(
            network=told["network"],
            handle=told["handle"],
            name=told["name"],
            kind=Kind(told["kind"]),
            represents=told["represents"],
            stands_for=told["stands_for"],
            owner=told["owner"],
            since_on=told.day("since_on"),
            corporate_admin=told.yes("corporate_admin"),
            note=told["note"],
            account_id=None if facts is None else facts.account_id,
        )
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        if entry is None:
            return lambda db: keeping.enter(db, new, now=now, hours=hours, by=by)
        number = entry.id
        return lambda db: keeping.alter(db, register_id=number, changed=new, now=now, hours=hours, by=by)

    return AskForm(
        parent,
        window,
        "Put an account on the register" if facts is None else f"Alter {facts.handle}",
        about="Every account of the Force stands here, connected to the desk or not. Instagram and LinkedIn are "
        "Corporate Communications' only (2.6).",
        save="Put on the register" if facts is None else "Save",
        fields=(
            Field(
                key="network",
                label="Network",
                kind="choice",
                options=networks,
                value=facts.network if facts else "x",
            ),
            Field(
                key="handle",
                label="Handle or page",
                value=facts.handle if facts else "",
                hint="@CorbyNPT",
                limit=100,
            ),
            Field(key="name", label="Name shown", value=facts.name if facts else "", limit=120),
            Field(
                key="kind",
                label="Kind",
                kind="choice",
                options=_KINDS,
                value=facts.kind.value if facts else "team",
            ),
            Field(
                key="stands_for",
                label="Stands for",
                kind="choice",
                options=STANDS_FOR,
                value=facts.stands_for if facts else "",
            ),
            Field(
                key="represents",
                label="Which role, team or area",
                value=facts.represents if facts else "",
                limit=120,
            ),
            Field(key="owner", label="Owner", value=facts.owner if facts else "", hint=CORPORATE, limit=120),
            Field(
                key="since_on",
                label="Used since",
                kind="day",
                value=day_words(facts.since_on if facts else None),
            ),
            Field(
                key="corporate_admin",
                label="Corporate Communications is admin of it",
                kind="check",
                value="yes" if facts and facts.corporate_admin else "",
            ),
            Field(key="note", label="Note", kind="text", value=facts.note if facts else ""),
        ),
        work=work,
        done=done,
    )


def check_form(parent: QWidget, window: Window, entry: RegisterEntry, done: Done) -> AskForm:
    """The name check of 2.2."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        answers = {name: Answer(told[name]) for name in CHECKS}
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: keeping.check_name(
            db, register_id=entry.id, answers=answers, now=now, hours=hours, by=by
        )

    return AskForm(
        parent,
        window,
        f"Name check of {entry.handle}",
        about="Look at the account on its network. Is it plain whose it is (2.2)?",
        save="Record",
        fields=[
            Field(key=name, label=words, kind="choice", options=_ANSWERS, value=entry.checks[name].value)
            for name, words in CHECKS.items()
        ],
        work=work,
        done=done,
    )


def post_form(parent: QWidget, window: Window, entry: RegisterEntry, done: Done) -> AskForm:
    """When an account that is not connected last posted, and how it is used."""
    today = local_day(window.desk.clock(), window.desk.book.hours)
    usage = {"own": "Posts of its own", "reshare": "Only reshares", "watch": "Only watches others"}

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours, on = desk.clock(), desk.person, desk.book.hours, told.day("on")

        def both(db: Connection) -> object:
            if on is not None:
                keeping.enter_post(db, register_id=entry.id, on=on, now=now, hours=hours, by=by)
            return dormancy.set_flags(
                db,
                register_id=entry.id,
                reshare_only=told["usage"] == "reshare",
                watch_only=told["usage"] == "watch",
                now=now,
                hours=hours,
                by=by,
            )

        return both

    return AskForm(
        parent,
        window,
        f"How {entry.handle} is used",
        about="What you saw on the network. A connected account's last post is read from the network by itself. "
        "An account that only reshares or only watches is spoken to, and may be deactivated (3.3).",
        save="Record",
        fields=(
            Field(
                key="on",
                label="Last post",
                kind="day",
                value=day_words(entry.last_post_on) or day_words(today),
            ),
            Field(
                key="usage",
                label="It",
                kind="choice",
                options=usage,
                value="watch" if entry.watch_only else "reshare" if entry.reshare_only else "own",
            ),
        ),
        work=work,
        done=done,
    )


def mitigation_form(parent: QWidget, window: Window, entry: RegisterEntry, done: Done) -> AskForm:
    """Why an account may lie still for longer than 60 days."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        until = told.day("until") or local_day(now, hours)
        return lambda db: dormancy.mitigate(
            db, register_id=entry.id, words=told["words"], until=until, now=now, hours=hours, by=by
        )

    return AskForm(
        parent,
        window,
        f"Why {entry.handle} may lie still",
        about="An account without a post for 60 days is closed, unless there is a reason (2.3).",
        save="Record the reason",
        fields=(
            Field(
                key="words",
                label="Reason",
                kind="text",
                value=entry.mitigation,
                hint="Maternity leave, a posting …",
            ),
            Field(
                key="until",
                label="It holds until",
                kind="day",
                future=True,
                value=day_words(entry.mitigated_until_on),
            ),
        ),
        work=work,
        done=done,
    )


def password_form(
    parent: QWidget, window: Window, entry: RegisterEntry, done: Done, *, keeper: bool
) -> AskForm:
    """A changed password is reported; Corporate Communications may say at once that the record is up to date."""
    steps = {"changed": "The password was changed"}
    if keeper:
        steps |= {"updated": "The record of it is up to date"}
    today = local_day(window.desk.clock(), window.desk.book.hours)
    behind = keeper and entry.credentials is not None and entry.credentials.behind

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        if told["step"] == "updated":
            return lambda db: credentials.record_updated(
                db, register_id=entry.id, now=now, hours=hours, by=by
            )
        return lambda db: credentials.report_change(
            db,
            register_id=entry.id,
            changed_by=told["changed_by"],
            changed_on=told.day("changed_on") or today,
            now=now,
            hours=hours,
            by=by,
        )

    return AskForm(
        parent,
        window,
        f"Password of {entry.handle}",
        about="Never type a password here: the register only knows that one is held, since when, and who changed it. "
        "Tell it to Corporate Communications alone, and at once (2.1, 2.4).",
        save="Record",
        fields=(
            Field(
                key="step",
                label="What happened",
                kind="choice",
                options=steps,
                value="updated" if behind else "changed",
            ),
            Field(key="changed_by", label="Changed by", value=window.desk.person.name, limit=120),
            Field(key="changed_on", label="Changed on", kind="day", value=day_words(today)),
        ),
        work=work,
        done=done,
    )


def review_form(
    parent: QWidget, window: Window, entry: RegisterEntry, done: Done, *, outcome: str = ""
) -> AskForm:
    """What somebody saw of an account, and what comes of it."""
    able = {
        key: words
        for key, words in OUTCOMES.items()
        if (key != "frozen" or entry.frozen_on is None)
        and (key != "reinstated" or entry.frozen_on is not None)
    }

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        found = Found(
            raised=told["raised"],
            output=told["output"],
            inappropriate=told["inappropriate"],
            training=told["training"],
            outcomes=tuple(key for key in able if told.yes(key)),
            words=told["words"],
            retrained_on=told.day("retrained_on"),
            trainer=told.get("trainer", ""),
        )
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: reviews.review(db, register_id=entry.id, found=found, now=now, hours=hours, by=by)

    again = (
        Field(key="retrained_on", label="Trained again on", kind="day"),
        Field(
            key="trainer", label="Training given by", hint="Somebody of Corporate Communications", limit=120
        ),
    )
    form = AskForm(
        parent,
        window,
        f"Review of {entry.handle}",
        about="Output, what may be seen as inappropriate, and what has to be learnt (3.1, 3.3). Freezing stops the "
        "holder from publishing; it is given back after training (6).",
        save="Record the review",
        fields=(
            Field(key="raised", label="How it came", kind="choice", options=RAISED),
            Field(key="output", label="Output", hint="Kept up, fresh, nothing for weeks …", limit=2_000),
            Field(key="inappropriate", label="Inappropriate", hint="Nothing, or which posts", limit=2_000),
            Field(key="training", label="To be learnt", hint="Nothing, or what", limit=2_000),
            *(
                Field(
                    key=key,
                    label=words,
                    kind="check",
                    value="yes" if key == outcome else "",
                    hint="" if place else "What comes of it",
                )
                for place, (key, words) in enumerate(able.items())
            ),
            Field(
                key="words", label="Which post, who was told, why", kind="text", hint="Goes into the record"
            ),
            *(again if entry.frozen_on is not None else ()),
        ),
        work=work,
        done=done,
    )
    if entry.frozen_on is not None:
        offer_session(form, window, day="retrained_on", words="words")
    return form


def close_form(parent: QWidget, window: Window, entry: RegisterEntry, done: Done) -> AskForm:
    """Closes an account for good."""

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: keeping.close(
            db, register_id=entry.id, why=told["why"], now=now, hours=hours, by=by
        )

    return AskForm(
        parent,
        window,
        f"Close {entry.handle}",
        about="The register says so from today, and everybody's access ends. It stays on the register. Close it on the "
        "network too: the desk does not do that.",
        save="Close it",
        fields=(Field(key="why", label="Why", kind="text", hint="No post for 60 days, the team has gone …"),),
        work=work,
        done=done,
    )
