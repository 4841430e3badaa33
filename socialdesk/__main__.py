"""`python -m socialdesk` and the `socialdesk` command."""

from __future__ import annotations

import logging
import sys

from socialdesk.arguments import window_arguments, with_scenario

INTERRUPTED = 130
"""The exit code that a shell expects after Ctrl+C."""


def main() -> None:
    """Runs the command line with this process's arguments."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Windows may give cp1252, in which half of what people write cannot be said.
            reconfigure(encoding="utf-8", errors="backslashreplace")
    # What libraries log is no sentence; the desk's own log is set up with its data folder.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        arguments = with_scenario(sys.argv[1:])
        window = window_arguments(arguments)
        if window is not None:
            from socialdesk.app import run_window  # noqa: PLC0415  (not for the command line)

            sys.exit(run_window(data_dir=window[0], training=window[1]))
        # The window does not wait for click, which with its commands takes 30 ms to import.
        from socialdesk.cli import main as command  # noqa: PLC0415

        command(args=arguments, prog_name="socialdesk")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
