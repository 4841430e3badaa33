"""The command line: the same desk without a window. What programs read is JSON; errors are sentences on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from socialdesk import __version__, care, scenario_files
from socialdesk.console import (
    Sentences,
    data_dir,
    filled,
    on_terminal,
    opened,
    print_json,
    say,
    training,
    where,
)
from socialdesk.ui.visible import one_line

# Each command imports what it needs when it runs: `--help` waits for no store, `assess` for no network. Hence PLC0415.


@click.group(cls=Sentences, invoke_without_command=True)
@click.version_option(__version__, prog_name="SocialDesk")
@click.option("--walk-through", type=click.Path(path_type=Path, file_okay=False), hidden=True)
@click.option(
    "--script",
    metavar="FILE",
    help="With --training: a scripted trainee plays the scenario at once; prints the score as JSON.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, help="With --script: another throw of the dice."
)
@where
@click.pass_context
def main(ctx: click.Context, walk_through: Path | None, script: str | None, seed: int) -> None:
    """One inbox for the Force's accounts, with the written policy beside it. Without a command: the window.

    SCENARIO is the name of one that comes with the desk, or a file that ends in .toml; without one, `first-night`.
    """
    scenario = training(ctx)
    if script is not None and (scenario is None or ctx.invoked_subcommand is not None):
        raise click.UsageError("--script goes with --training, and with no command.")
    if script is not None and scenario is not None:
        from socialdesk.app import run_script  # noqa: PLC0415  (see above)

        print_json(run_script(scenario, script, seed=seed).as_json())
    elif ctx.invoked_subcommand is None:
        from socialdesk.app import run_window  # noqa: PLC0415  (Qt is loaded for the window alone)

        ctx.exit(run_window(data_dir=data_dir(ctx), training=training(ctx), walk_through=walk_through))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--scenario", help="A scenario's name or file, or comments:N for a page with N comments.")
@click.option("--faults", help="Faults as JSON, or a file of it.")
@click.pass_context
def simulate(ctx: click.Context, port: int, scenario: str | None, faults: str | None) -> None:
    """Serve the simulated networks on this machine alone; prints one JSON line with addresses, accounts and tokens."""
    from socialdesk.training.simulate import run_simulate  # noqa: PLC0415  (see above)

    ctx.exit(run_simulate(port, scenario or training(ctx), faults, sys.stdout))


@main.command()
@click.option("--once", is_flag=True, help="One round over every account (there is no other kind).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--full", is_flag=True, help="The slow re-read, which notices edits and deletions.")
@where
@click.pass_context
def sync(ctx: click.Context, once: bool, as_json: bool, full: bool) -> None:
    """Fetch every account and print the counts. Exit code 1 where one could not be read."""
    del once  # a command that went on for ever would be the desk itself
    from socialdesk import errands  # noqa: PLC0415  (see above)

    counts = errands.sync_once(opened(ctx), full=full)
    if as_json:
        print_json(counts)
    else:
        for account in counts["accounts"]:
            problem = f" {account['problem']}" if account["problem"] else ""
            say(f"{account['name']}: {account['new']} new, {account['changed']} changed.{problem}")
        if not counts["accounts"]:
            say("No account is connected yet. Connect one: socialdesk connect facebook")
        say(f"{counts['items']} items in all.")
    if any(account["problem"] for account in counts["accounts"]):
        ctx.exit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@where
@click.pass_context
def accounts(ctx: click.Context, as_json: bool) -> None:
    """List the connected accounts and how each is."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    told = errands.accounts(filled(ctx))
    for account in told:
        if as_json:
            print_json(account)
            continue
        fresh = f"up to date at {account['last_success']}" if account["last_success"] else "never read so far"
        notes = "".join(f" {note}" for note in (account["problem"], account["silence"]) if note)
        say(
            f"{account['name']} ({account['network']} {account['id']}): {account['open']} open, {fresh}.{notes}"
        )
    if not told and not as_json:
        say("No account is connected yet. Connect one: socialdesk connect facebook")


@main.command(context_settings={"ignore_unknown_options": True})  # -word: without this word
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.option("--limit", type=click.IntRange(1, 10_000_000), default=100, show_default=True)
@where
@click.pass_context
def items(ctx: click.Context, query: tuple[str, ...], as_json: bool, limit: int) -> None:
    """List items newest first, or search: author:, network:, account:, is:hidden, before:."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    unknown = next((word for word in query if word.startswith("--") and len(word) > 2), None)
    if unknown is not None:
        raise click.UsageError(f"No such option: {unknown}", ctx)
    listing = errands.listed(filled(ctx), " ".join(query), limit)
    for note in listing.notes:
        click.echo(on_terminal(note), err=True)
    for row in listing.items:
        if as_json:
            print_json(row)
        else:
            author, text = one_line(row["author"], 60), one_line(row["text"], 100)
            say(f"{row['created']}  {row['account']}  {author}: {text}  [{row['standing']}]")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines (the only form, but for --report).")
@click.option("--without-model", is_flag=True, help="By rules and word lists alone.")
@click.option(
    "--report", is_flag=True, help="How often people disagreed with what was suggested on the desk."
)
@click.option("--csv", "as_csv", is_flag=True, help="With --report: for a spreadsheet.")
@where
@click.pass_context
def assess(ctx: click.Context, as_json: bool, without_model: bool, report: bool, as_csv: bool) -> None:
    """Reads JSON lines {"id", "text", ...} and answers each with the grounds and routes that the policy may have.

    Besides: "kind" (comment, reply, mention or message), "network", "post" (the Force's post above it), "case_state"
    (active, arrested, charged, ended, ...), "protected" (names on a watch list), "by_force", "earlier" (what the same
    author wrote before). A line that cannot be read is answered with its error.

    With --report it reads nothing: it counts, by ground and by identity word, what people made of the suggestions.
    """
    if report:
        _report(ctx, as_json=as_json, as_csv=as_csv)
        return
    if as_csv:
        raise click.UsageError("--csv goes with --report.")
    from socialdesk import advice  # noqa: PLC0415  (see above)

    assessor = advice.Assessor(
        advice.triage(without_model, lambda why: click.echo(on_terminal(why), err=True))
    )
    wrong = 0
    for number, line in _lines(advice.LONGEST_LINE):
        try:
            print_json(assessor.answer(line))
        except advice.NotAsked as error:
            wrong += 1
            print_json({"id": error.id, "line": number, "error": str(error)})
    if wrong:
        raise click.ClickException(
            f'{wrong} line{"" if wrong == 1 else "s"} could not be read as a JSON object with a "text".'
        )


def _report(ctx: click.Context, *, as_json: bool, as_csv: bool) -> None:
    from socialdesk import errands  # noqa: PLC0415  (see above)
    from socialdesk.decisions import disagreement  # noqa: PLC0415  (see above)

    engine = opened(ctx)
    found = errands.disagreed(engine)
    if as_csv:
        click.echo(disagreement.as_csv(found), nl=False)
    elif as_json:
        print_json(disagreement.as_json(found))
    else:
        entries = (*engine.book.grounds.values(), *engine.book.routes.values())
        for line in disagreement.told_in_words(found, {entry.id: entry.name for entry in entries}):
            say(line) if line else click.echo()


def _lines(longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines of stdin that hold anything, with their numbers, each cut at one byte more than `longest`."""
    stream = sys.stdin.buffer
    number = 0
    while line := stream.readline(longest + 1):
        while len(line) > longest and not line.endswith(b"\n") and (more := stream.readline(longest)):
            if more.endswith(b"\n"):
                break
        number += 1
        if line.strip():
            yield number, line


@main.group()
@where
def audit() -> None:
    """The record: who did what, when and why."""


@audit.command()
@click.option("--json", "as_json", is_flag=True)
@where
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Check the whole chain, and its head against the one in the keyring. Exit code 1 where it does not verify."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    found = errands.verify_audit(filled(ctx))
    if as_json:
        print_json(
            {
                "ok": found.ok,
                "count": found.count,
                "head": found.head.hash,
                "against_kept_head": found.against_kept_head,
                "disposed": found.disposed,
                "problems": list(found.problems),
            }
        )
    else:
        say(found.sentence)
    if not found.ok:
        ctx.exit(1)


@audit.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-personal-words", is_flag=True, help="Reasons and texts too. State why with --reason.")
@click.option("--reason", default="", help="Why it is exported; recorded.")
@where
@click.pass_context
def export_audit(ctx: click.Context, file: Path, with_personal_words: bool, reason: str) -> None:
    """Write the record to FILE, which verifier.py checks without this program."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    if with_personal_words and not reason.strip():
        raise click.UsageError("An export with personal words needs a reason. Give one with --reason.")
    head = errands.export_audit(filled(ctx), file, personal=with_personal_words, reason=reason)
    say(f"{head.count} entries written to {file}. Head: {head.hash}")


@main.group()
def policy() -> None:
    """The policy pack."""


@policy.command("show")
@click.option("--json", "as_json", is_flag=True, help="The whole pack, for programs.")
def show_policy(as_json: bool) -> None:
    """Print the pack: grounds, strength, clauses, hours, dates."""
    from socialdesk import advice  # noqa: PLC0415  (see above)

    book = advice.policy_book()
    if as_json:
        print_json(advice.policy_json(book))
        return
    for line in advice.policy_lines(book):
        click.echo(line)


@policy.command("coverage")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.option("--where", "with_files", is_flag=True, help="The files beneath each requirement.")
def policy_coverage(as_json: bool, with_files: bool) -> None:
    """Which requirement is implemented and tested where, read from the code and tests."""
    from socialdesk import advice  # noqa: PLC0415  (see above)

    rows, have_tests = advice.policy_rows(advice.policy_book())
    for row in rows:
        if as_json:
            print_json(advice.coverage_json(row))
        else:
            click.echo(f"{row.id:4} {row.state:29} {row.title}")
            if row.lacking:
                click.echo(f"{'':34} Not there: {row.lacking}")
            for what, files in (("code", row.code), ("tests", row.tests)) if with_files else ():
                click.echo(f"     {what:6}{', '.join(files) or 'none'}")
    if not have_tests:
        click.echo("The tests are not part of this installation, so only the code was read.", err=True)


for command in (
    care.backup,
    care.restore,
    care.recover,
    care.connect,
    care.doctor,
    care.register,
    scenario_files.training,
):
    main.add_command(command)
