"""One page's calls to Facebook."""

from __future__ import annotations

from socialdesk.clock import Clock
from socialdesk.platforms.facebook.errors import VOICE
from socialdesk.platforms.graph import calls
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.throttle import Gate


class GraphCalls(calls.GraphCalls):
    """Calls for one page. Safe to use from several threads."""

    def __init__(self, http: HttpClient, gate: Gate, clock: Clock, *, page_id: str, version: str) -> None:
        """`page_id` may be `me`; `version` such as `v26.0`."""
        super().__init__(http, gate, clock, version=version, voice=VOICE)
        self.page_id = page_id
