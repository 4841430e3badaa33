"""What is kept of an answer for evidence, and the attachments that it names (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from socialdesk.platforms.api import Media, NetworkError
from socialdesk.platforms.http import HttpClient

_MAX_MEDIA = 20
_KEPT_HEADERS = (
    "date", "content-type", "etag", "facebook-api-version", "x-fb-trace-id", "x-fb-request-id", "x-fb-rev",
)  # fmt: skip


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Those that say when and what answered; never a token."""
    return {name: headers[name][:500] for name in _KEPT_HEADERS if name in headers}


def attachments(
    http: HttpClient, urls: Iterable[str], hosts: tuple[str, ...]
) -> tuple[tuple[Media, ...], tuple[str, ...]]:
    """The bytes behind `urls`, each once, and a sentence for each that could not be kept."""
    wanted = list(dict.fromkeys(urls))
    kept: list[Media] = []
    missing: list[str] = []
    for url in wanted[:_MAX_MEDIA]:
        try:
            answer = http.media(url, hosts=hosts)
        except NetworkError as trouble:
            missing.append(f"An attachment could not be kept. {trouble.happened}")
            continue
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        kept.append(Media(url=answer.url, media_type=kind[:100], content=answer.body))
    if len(wanted) > _MAX_MEDIA:
        missing.append(f"There are more attachments than the {_MAX_MEDIA} that were kept.")
    return tuple(kept), tuple(missing)
