"""The program's own log: one logger per stage, and no token in any line.

It says what the program did and what failed. Nothing that a stranger wrote, no name and no address is handed to it.
What slips into the text of an error from below is made one line, and anything shaped like a token is struck out.
"""

from __future__ import annotations

import logging
import os
import re
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

_ROOT = "socialdesk"
_STRUCK = "[struck out]"
_KEPT = 5
_LONGEST = 20_000

_SECRETS = (
    re.compile(r"(?i)(\b(?:Bearer|Basic|OAuth)\s{1,9})()[\w.~+/|%=-]{8,}"),
    # name=value and "name": "value", in addresses, forms, JSON and Python's own repr; access_token and its like end so
    re.compile(
        r"(?i)((?:token|client_secret|app_?secret(?:_proof)?|password|code_verifier|api_?key|authorization|cookie)"
        r"[\"']?\s{0,9}(?:=|:|%3D|%3A)\s{0,9})([\"']?)[^\s\"'&,;)}\]]{4,}"
    ),
    # Facebook's access tokens, and its app tokens (number|secret)
    re.compile(r"()()EAA[0-9A-Za-z]{10,}"),
    re.compile(r"()()\b[0-9]{10,20}(?:\||%7C)[\w-]{16,}"),
    # the database's key: 64 hexadecimal figures, in a pragma
    re.compile(r"()()x'[0-9A-Fa-f]{64}'"),
)

_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def logger(stage: str) -> logging.Logger:
    """The logger of one stage of the journey, e.g. `logger("inbox")`."""
    return logging.getLogger(f"{_ROOT}.{stage}")


def redact(text: str) -> str:
    """The text with everything that is shaped like a token, a secret or the key struck out."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<1>\g<2>{_STRUCK}", text)
    return text


class RedactingFormatter(logging.Formatter):
    """Strikes tokens out of the whole of what is written: message, arguments, traceback and stack.

    A message stays one line, so that no text can pass for another line of the log; a traceback is indented.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """One record as it is written to the file."""
        text = _UNPRINTABLE.sub(_escaped, redact(super().format(record)))
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]} [cut]"
        return text.replace("\n", "\n    ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The first line."""
        record.message = record.message.replace("\n", "\\n")
        return super().formatMessage(record)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        # 0600 on POSIX; on Windows the file inherits the data folder's access list.
        binary = getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND | binary, 0o600)
        return TextIOWrapper(open(descriptor, "ab"), encoding=self.encoding, errors=self.errors)


def set_up(
    folder: Path, *, name: str = "desk", level: int = logging.INFO, max_bytes: int = 1_000_000
) -> logging.Handler:
    """Writes the log to `folder`/`name`.log, `max_bytes` at a time, five kept. Times are UTC. Raises `OSError`.

    Each program that may run at the same time needs a `name` of its own: Windows cannot turn over a file that another
    has open. Hand the answer to `shut_down` at the end.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _PrivateFile(
        folder / f"{name}.log",
        maxBytes=max_bytes,
        backupCount=_KEPT,
        encoding="utf-8",
        errors="backslashreplace",
    )
    formatter = RedactingFormatter()
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger(_ROOT)
    root.setLevel(level)
    root.addHandler(handler)
    return handler


def shut_down(handler: logging.Handler) -> None:
    """Closes the log."""
    logging.getLogger(_ROOT).removeHandler(handler)
    handler.close()


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
