"""The one HTTP client."""

from __future__ import annotations

from socialdesk.platforms.http.client import JSON_CAP, MEDIA_CAP, Answer, HttpClient, NoAnswer

__all__ = ["JSON_CAP", "MEDIA_CAP", "Answer", "HttpClient", "NoAnswer"]
