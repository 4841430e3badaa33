"""The one HTTP client."""

from __future__ import annotations

from socialdesk.platforms.http.client import JSON_CAP, MEDIA_CAP, Answer, HttpClient, NoAnswer
from socialdesk.platforms.http.multipart import Part, multipart

__all__ = ["JSON_CAP", "MEDIA_CAP", "Answer", "HttpClient", "NoAnswer", "Part", "multipart"]
