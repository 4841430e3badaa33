"""A form with files in it, as RFC 7578 has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a form."""

    name: str
    """The field's."""
    file_name: str
    media_type: str
    content: bytes = field(repr=False)


def multipart(fields: Mapping[str, str], *files: Part) -> tuple[bytes, str]:
    """The form as it is sent, and its media type with the boundary in it."""
    form = httpx2.Request(
        "POST",
        "https://network.invalid/",  # only its body is taken
        data=dict(fields),
        files=[(one.name, (one.file_name, one.content, one.media_type)) for one in files],
    )
    return form.read(), form.headers["content-type"]
