"""How the command line speaks: sentences and exit codes, plain words on a terminal, JSON for programs."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from socialdesk.arguments import with_scenario
from socialdesk.errors import UserFacingError
from socialdesk.ui.visible import visible

# Each command imports what it needs when it runs: `--help` waits for no store, `assess` for no network. Hence PLC0415.

if TYPE_CHECKING:
    from socialdesk.config.secrets import Secrets
    from socialdesk.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])

_META = "socialdesk."
INTERRUPTED = 130
"""The exit code that a shell expects after Ctrl+C."""


class Sentences(click.Group):
    """Turns what goes wrong into a sentence and an exit code; quiet when interrupted or when nobody reads on."""

    def main(self, args: Sequence[str] | None = None, **more: Any) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride]  (of click's many parameters the first is used here)
        """Runs the command line and ends the program."""
        more["standalone_mode"] = False
        try:
            code = super().main(args=with_scenario(sys.argv[1:] if args is None else args), **more)
            sys.stdout.flush()
        except click.Abort:
            sys.exit(INTERRUPTED)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except UserFacingError as error:
            click.echo(on_terminal(str(error)), err=True)
            sys.exit(1)
        except OSError as error:
            # click knows EPIPE while a command runs; Windows says EINVAL when the program behind the pipe has gone.
            nobody_reads = error.errno == errno.EPIPE or (os.name == "nt" and error.errno == errno.EINVAL)
            # The store has its own sentence for a full disk, so this one was to be printed on.
            if not nobody_reads and error.errno != errno.ENOSPC:
                raise
            if not nobody_reads:
                click.echo("The disk is full, so not everything could be written to the output.", err=True)
            _let_go_of_stdout()
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's; a word after `--training` that is neither a command nor a scenario may be meant for either."""
        if training(ctx) is not None and self.get_command(ctx, args[0]) is None:
            from socialdesk.training.scenario import scenario_names  # noqa: PLC0415  (for this sentence alone)

            known = ", ".join(scenario_names())
            ctx.fail(
                f"There is no command or scenario {args[0]!r}. Scenarios: {known}, or a file that ends in .toml."
            )
        return super().resolve_command(ctx, args)


def _let_go_of_stdout() -> None:
    """So that nothing more is written to a pipe that nobody reads, not even when Python ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Where it is given twice, before the command's name and after, the later one holds."""
    if value is not None:
        ctx.meta[f"{_META}{param.name}"] = value


def in_folder(command: F) -> F:
    """Gives a command `--data-dir`, whether it stands before its name or after."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=_keep,
        help="Where the desk keeps its data.",
    )(command)


def where(command: F) -> F:
    """Gives a command `--data-dir` and `--training`, whether they stand before its name or after."""
    return in_folder(
        click.option(
            "--training",
            metavar="[SCENARIO]",
            expose_value=False,
            callback=_keep,
            help="On simulated networks; everything is forgotten at exit.",
        )(command)
    )


def data_dir(ctx: click.Context) -> Path | None:
    """The data folder that was named, if one was."""
    return ctx.meta.get(f"{_META}data_dir")


def training(ctx: click.Context) -> str | None:
    """The scenario, in training."""
    return ctx.meta.get(f"{_META}training")


def not_in_training(ctx: click.Context, why: str) -> None:
    """Refuses a command that would be for nothing in training; `why` goes on after "In training"."""
    if training(ctx) is not None:
        raise click.UsageError(f"In training {why}")


def keyring(ctx: click.Context) -> Callable[[str], Secrets]:
    """How the keyring is opened: a test hands in its own as `obj`."""
    if ctx.obj is not None:
        return ctx.obj
    from socialdesk.config.secrets import open_keyring  # noqa: PLC0415  (see above)

    return open_keyring


def opened(ctx: click.Context, *, create: bool = False) -> Engine:
    """The engine for one command, closed when the command ends."""
    from socialdesk.app import open_engine  # noqa: PLC0415  (see above)

    engine = open_engine(
        data_dir=data_dir(ctx), training=training(ctx), create=create, open_keyring=keyring(ctx)
    )
    ctx.call_on_close(engine.close)
    return engine


def filled(ctx: click.Context) -> Engine:
    """The engine with something in it: in training what the scenario opens with is fetched first."""
    from socialdesk import errands  # noqa: PLC0415  (see above)

    engine = opened(ctx)
    if engine.training:
        errands.sync_once(engine)
        engine.writer.call(engine.head_keeper.keep)
    return engine


def on_terminal(text: str, limit: int = 4_000) -> str:
    """Words for a terminal, on one line: nothing in them can colour, clear, title or turn it."""
    return " ".join(visible(text, limit).splitlines())


def say(text: str) -> None:
    """Prints one line of plain words."""
    click.echo(on_terminal(text))


def print_json(value: object) -> None:
    """ASCII, so that no terminal and no code page can make anything else of it."""
    click.echo(json.dumps(value))
