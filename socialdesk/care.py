"""The commands that look after the desk: connecting, backups and the way back, and what is wrong with it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from socialdesk.console import (
    data_dir,
    in_folder,
    keyring,
    not_in_training,
    opened,
    print_json,
    say,
    training,
    where,
)

if TYPE_CHECKING:
    from socialdesk.config.paths import Paths
    from socialdesk.engine import Engine

# Imports stand in the commands for the reason given in `cli`. Hence PLC0415.


NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin", "bluesky")
"""The networks that accounts are on, without loading what knows more of them."""


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@in_folder
@click.pass_context
def backup(ctx: click.Context, folder: Path | None) -> None:
    """Make a backup now and check it. FOLDER is another one than the desk's own."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    not_in_training(ctx, "nothing is kept, so there is nothing to back up.")
    say(f"Backed up and checked: {errands.back_up(opened(ctx), folder)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--recovery-code", is_flag=True, help="Ask for the printed recovery code first.")
@in_folder
@click.pass_context
def restore(ctx: click.Context, file: Path, recovery_code: bool) -> None:
    """Put a backup in place of the present database, which is kept beside it. The desk must be closed."""
    from socialdesk import errands  # noqa: PLC0415  (see above)
    from socialdesk.clock import system_clock  # noqa: PLC0415  (see above)

    not_in_training(ctx, "nothing is kept, so there is nothing to restore.")
    paths = _paths(ctx)
    code = click.prompt("Recovery code", hide_input=True) if recovery_code else None
    aside = errands.restore_backup(
        file, paths, open_keyring=keyring(ctx), clock=system_clock, recovery_code=code
    )
    kept = f" What was there before is kept as {aside}." if aside else ""
    say(f"Restored {file}.{kept}")
    say("Replies and messages that were on their way in it are not sent before somebody has looked at them.")


@click.command()
@in_folder
@click.pass_context
def recover(ctx: click.Context) -> None:
    """Bring the database's key back into the keyring from the printed recovery code."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    not_in_training(ctx, "there is no key to recover.")
    paths = _paths(ctx)
    errands.recover_key(click.prompt("Recovery code", hide_input=True), paths, open_keyring=keyring(ctx))
    say("The key is in this login's keyring again. Connect each account anew: tokens are in no backup.")


@click.command()
@click.argument("network", type=click.Choice(NETWORKS))
@click.option("--browser", is_flag=True, help="Sign in in the browser, where the network has that.")
@click.option("--app-secret", is_flag=True, help="Ask for an app secret too where one may be left out.")
@in_folder
@click.pass_context
def connect(ctx: click.Context, network: str, browser: bool, app_secret: bool) -> None:
    """Connect the accounts that a sign-in opens. Tokens are asked for, never given on the command line."""
    not_in_training(ctx, "the simulated accounts are connected already.")
    engine = opened(ctx, create=True)
    if not engine.settings.recovery_code_filed:
        _show_recovery_code(engine)
    ways = [each for each in engine.joining.routes() if each.network.value == network]
    route = next((each for each in ways if each.browser == browser), ways[0])
    if route.note:
        say(route.note)
    typed = {
        each.name: click.prompt(each.label, hide_input=each.secret, default=each.value or None)
        for each in route.asked
        if each.needed or app_secret
    }
    found = engine.joining.open(route, typed, threading.Event())
    for sentence in found.allowed:
        say(sentence)
    for account in engine.joining.connect(found, [each.native_id for each in found.candidates]):
        say(f"Connected: {account.name}")


def _show_recovery_code(engine: Engine) -> None:
    """Until somebody says that it is filed; the window asks too."""
    from socialdesk.config.recovery import recovery_code  # noqa: PLC0415  (see above)

    say("The recovery code. Write it down or print it, and lock it away; it is kept in no file:")
    click.echo(f"\n    {recovery_code(engine.key)}\n")
    if click.confirm("Is it filed? If not, it is shown again"):
        engine.save_settings(replace(engine.settings, recovery_code_filed=True))


def _paths(ctx: click.Context) -> Paths:
    from socialdesk.config.paths import Paths, default_data_dir  # noqa: PLC0415  (see above)

    return Paths(data_dir(ctx) or default_data_dir())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@where
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Keyring, key, database, disk, networks and Qt, each with a plain answer. Exit code 1 where one is not right."""
    from socialdesk.clock import system_clock  # noqa: PLC0415  (see above)
    from socialdesk.doctor import Patient, State, examine  # noqa: PLC0415  (see above)

    if training(ctx) is None:
        patient = Patient(paths=_paths(ctx), open_keyring=keyring(ctx), clock=system_clock)
    else:
        engine = opened(ctx)
        patient = Patient(
            paths=engine.paths,
            open_keyring=lambda _: engine.secrets,
            clock=engine.clock,
            training=True,
            base_urls=engine.base_urls,
        )
    well = True
    for answer in examine(patient):
        well = well and answer.state is not State.NOT_OK
        if as_json:
            print_json({"check": answer.check, "state": answer.state.value, "answer": answer.answer})
        else:
            say(f"{answer.state.value:7} {answer.check}: {answer.answer}")
    if not well:
        ctx.exit(1)


@click.group()
@where
def register() -> None:
    """The register of the Force's accounts."""


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Print what is wrong with it, and import nothing.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, one a fault.")
@where
@click.pass_context
def import_register(ctx: click.Context, file: Path, check: bool, as_json: bool) -> None:
    """Take a register from a CSV file: all of it, or, where a row cannot be taken, nothing. Exit code 1 then."""
    from socialdesk.clock import system_clock  # noqa: PLC0415  (see above)
    from socialdesk.packs import policy_book  # noqa: PLC0415  (see above)
    from socialdesk.policy.working_days import local_day  # noqa: PLC0415  (see above)
    from socialdesk.register import csv_import  # noqa: PLC0415  (see above)
    from socialdesk.register.csv_text import LARGEST  # noqa: PLC0415  (see above)

    with file.open("rb") as opened_file:
        data = opened_file.read(LARGEST + 1)
    engine = opened(ctx) if training(ctx) is not None or _paths(ctx).database.is_file() or not check else None
    if engine is None:  # a check of the file alone, where there is no desk yet
        found = csv_import.read_file(data, local_day(system_clock(), policy_book().hours))
    else:
        desk = engine
        found = desk.writer.call(
            lambda db: csv_import.preview(db, data, now=desk.clock(), hours=desk.book.hours)
        )
    for each in found.faults:
        if as_json:
            print_json({"row": each.row, "column": each.column, "code": each.code, "stops": each.stops,
                        "sentence": each.sentence})  # fmt: skip
        else:
            say(f"{each.where}: {each.sentence}{'' if each.stops else ' (It can be taken.)'}")
    stops = any(each.stops for each in found.faults)
    if engine is None or check or stops:
        if not as_json:
            say(f"{found.summary} Nothing was imported.")
        ctx.exit(1 if stops else 0)
    now, hours, by = engine.clock(), engine.book.hours, engine.person
    taken = engine.writer.call(
        lambda db: csv_import.take(db, found, found.takable, now=now, hours=hours, by=by)
    )
    engine.writer.call(engine.head_keeper.keep)
    say(taken.sentence)
