"""What ends with a reply, or with the reason why there is none (4.2a to 4.2c; I4, I5, I6); pure."""

from __future__ import annotations

from socialdesk.model.findings import Assessment, Band

TO_ANSWER = ("question", "complaint", "crime_report", "foi_request", "foi_incomplete", "safety_advice")
"""The routes that somebody waits for an answer on."""


def wants_reply(assessment: Assessment) -> bool:
    """True where one of these routes was found, and not weakly."""
    return any(each.ground in TO_ANSWER and each.band is not Band.WEAK for each in assessment.findings)
