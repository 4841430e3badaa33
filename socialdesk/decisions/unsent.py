"""An e-mail as a draft that Outlook opens unsent; a person reads it and sends it."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP


def unsent_message(*, to: str, subject: str, lines: Sequence[str]) -> bytes:
    """The draft: UTF-8, CRLF, plain text alone. Headers hold words of ours and of the pack, never a stranger's."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if to:
        message["To"] = to
    message["Subject"] = subject
    # In base64: lines of any length, any script and any line end come out as they went in.
    message.set_content("\r\n".join(lines) + "\r\n", subtype="plain", charset="utf-8", cte="base64")
    return message.as_bytes()
