"""A register of accounts as a force of this size has it, for screens and pictures."""

from __future__ import annotations

from datetime import datetime, timedelta

from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import credentials, csv_import, dormancy, keeping, leavers, requests, reviews
from socialdesk.register.entries import everything
from socialdesk.register.register_rules import CHECKS, Answer
from socialdesk.storage.database import Connection

KEEPER = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
AREAS = ("Corby", "Kettering", "Wellingborough", "Daventry", "Rushden", "Brackley", "Towcester", "Oundle")
TEAMS = ("NPT", "Roads", "Dogs", "Rural", "Cadets", "CSI", "Drones")


def register_csv(now: datetime, hours: Hours, *, number: int) -> str:
    """So many team and officer accounts beneath the primary ones and the neighbourhood pages, as CSV."""
    today = local_day(now, hours)
    lines = [
        "Network,Handle,Kind,Represents,Owner,Number,Rank,Trained,Guidance read,Password held,Held since,Last post"
    ]
    for network, handle in (
        ("Facebook", "Northamptonshire Police"),
        ("X", "@northantspolice"),
        ("Instagram", "@northamptonshirepolice"),
        ("LinkedIn", "Northamptonshire Police"),
        ("YouTube", "Northamptonshire Police"),
    ):
        lines.append(
            f"{network},{handle},primary,The Force,Corporate Communications,,,,,yes,01/04/2019,{today:%d/%m/%Y}"
        )
    for place, area in enumerate(AREAS[:4]):
        day = today - timedelta(days=place * 9)
        lines.append(
            f"Facebook,{area} Police,neighbourhood,{area},{area} sector,,,,,yes,01/04/2019,{day:%d/%m/%Y}"
        )
    for place in range(number):
        day = today - timedelta(days=(place * 7) % 83)
        area, team = AREAS[place % len(AREAS)], TEAMS[place % len(TEAMS)]
        if place % 3:
            who = f'officer,"PC, {area}",Jo Reed{place},{1200 + place},PC,12/03/2024,12/03/2024'
            handle = f"@PC{1200 + place}{area[:6]}"
        else:
            who, handle = f"team,{area} {team},{area} {team},,,,", f"@{area[:6]}{team}{place}"
        lines.append(
            f"X,{handle},{who},{'yes' if place % 5 else 'no'},{'01/02/2025' if place % 5 else ''},{day:%d/%m/%Y}"
        )
    return "\n".join(lines)


def put_register(db: Connection, now: datetime, hours: Hours, *, number: int = 60) -> None:
    """The register, with something of everything upon it."""
    found = csv_import.preview(db, register_csv(now, hours, number=number).encode(), now=now, hours=hours)
    csv_import.take(db, found, found.takable, now=now, hours=hours, by=KEEPER)
    today = local_day(now, hours)
    officers = [each for each in everything(db, hours) if each.kind.value == "officer"]
    first, second, third, fourth = officers[:4]
    checks = dict.fromkeys(CHECKS, Answer.YES) | {"crest_ok": Answer.NO}
    keeping.check_name(db, register_id=first.id, answers=checks, now=now, hours=hours, by=KEEPER)
    reviews.review(
        db,
        register_id=first.id,
        found=reviews.Found(
            raised="public",
            output="Kept up daily",
            inappropriate="A joke about somebody in custody, 14/11",
            training="What may be said of an arrest (3.3b)",
            outcomes=("post_removed", "line_manager", "frozen"),
            words="Post of 14/11 removed; Insp. Gale told",
        ),
        now=now,
        hours=hours,
        by=KEEPER,
    )
    leavers.notify(
        db,
        register_id=second.id,
        person_id=second.people[0].id,
        going="transferring",
        last_day_on=today + timedelta(days=20),
        now=now,
        hours=hours,
        by=KEEPER,
    )
    credentials.report_change(
        db, register_id=third.id, changed_by=third.owner, changed_on=today, now=now, hours=hours, by=KEEPER
    )
    dormancy.mitigate(
        db,
        register_id=fourth.id,
        words="Maternity leave",
        until=today + timedelta(days=120),
        now=now,
        hours=hours,
        by=KEEPER,
    )
    for name, handle, network in (("Sam Lowe", "@PSLoweCorby", "x"), ("Ada Bright", "dogs", "instagram")):
        requests.ask(
            db,
            requests.Wanted(
                network=network,
                handle=handle,
                name=name,
                number="1410",
                position="PS, Corby",
                represents="Sergeant, Corby",
                purpose="Beat surgeries, appeals passed on from the main account, and what the team does.",
            ),
            now=now,
            hours=hours,
            by=KEEPER,
        )
