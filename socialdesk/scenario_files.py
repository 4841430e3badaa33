"""`socialdesk training`: scenarios as files, which are looked over, begun and listed without being played."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from socialdesk.console import print_json, say

if TYPE_CHECKING:
    from socialdesk.training.events import Fault, Scenario

# Imports stand in the commands for the reason given in `cli`. Hence PLC0415.


@click.group()
def training() -> None:
    """Scenarios for training: look one over, begin one, list those that come with the desk."""


@training.command()
@click.argument("scenarios", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines, one a fault.")
@click.pass_context
def check(ctx: click.Context, scenarios: tuple[str, ...], as_json: bool) -> None:
    """Explain every fault of a scenario, with its line. FILE may also be the name of one that comes with the desk.

    Exit code 1 where there is a fault.
    """
    from socialdesk.packs import policy_book  # noqa: PLC0415  (see above)
    from socialdesk.training.scenario import faults_in, read_scenario, scenario_text  # noqa: PLC0415  (see above)

    book = policy_book()
    faulty = False
    for told in scenarios:
        text, name = scenario_text(told)
        faults = faults_in(text, name=name, book=book)
        faulty = faulty or bool(faults)
        for fault in faults:
            if as_json:
                print_json(
                    {"file": name, "line": fault.line, "entry": fault.entry, "sentence": f"{fault.words}."}
                )
            else:
                say(_sentence(name, fault))
        if as_json:
            continue
        if faults:
            say(f"{name}: {_counted(len(faults), 'fault')}.")
        else:
            say(f"{name}: no fault. {_summary(read_scenario(text, name=name))}.")
    ctx.exit(1 if faulty else 0)


@training.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def new(file: Path | None) -> None:
    """Write a commented scenario to begin from to FILE, or print it. What is there is never written over."""
    from socialdesk.training.scenario_starter import STARTER  # noqa: PLC0415  (see above)

    if file is None:
        click.echo(STARTER, nl=False)
        return
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(STARTER)
    except FileExistsError:
        raise click.ClickException(
            f"{file} is there already. Nothing was written. Give another name."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error.strerror}.") from None
    say(f"Written: {file}. When you have altered it: socialdesk training check {file}")


@training.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def list_scenarios(as_json: bool) -> None:
    """The scenarios that come with the desk."""
    from socialdesk.training.scenario import find_scenario, scenario_names  # noqa: PLC0415  (see above)

    for name in scenario_names():
        scenario = find_scenario(name)
        if as_json:
            print_json({"scenario": name} | _told(scenario))
        else:
            say(f"{name}: {scenario.name} ({scenario.level}). {_summary(scenario)}.")
            say(f"    {' '.join(scenario.about.split())}")


def _sentence(name: str, fault: Fault) -> str:
    where = f", line {fault.line}" if fault.line else ""
    entry = f", {fault.entry}" if fault.entry else ""
    return f"{name}{where}{entry}: {fault.words}."


def _told(scenario: Scenario) -> dict[str, Any]:
    own = {"", *(page.key for page in scenario.pages)}
    items = [
        one
        for one in scenario.entries
        if one.kind in ("visitor_post", "mention", "comment", "message") and one.event.by not in own
    ]
    return {
        "name": scenario.name,
        "about": " ".join(scenario.about.split()),
        "level": scenario.level,
        "minutes": scenario.minutes,
        "role": scenario.role.value,
        "networks": sorted({page.network for page in scenario.pages}),
        "items": len(items),
        "answers": sum(one.answer is not None for one in scenario.entries),
        "tasks": sum(one.kind == "task" for one in scenario.entries),
    }


def _summary(scenario: Scenario) -> str:
    told = _told(scenario)
    length = f"{_counted(told['minutes'], 'minute')}, " if told["minutes"] else ""
    role = f", as {scenario.role.label}" if scenario.role.value != "trainee" else ""
    return (
        f"{length}{_counted(told['items'], 'item')}, {_counted(told['answers'], 'model answer')}, "
        f"{_counted(told['tasks'], 'task')}, on {', '.join(told['networks'])}{role}"
    )


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
