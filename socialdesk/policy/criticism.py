"""Criticism of the police alone is never a ground for removal (4.2a, 4.3; Human Rights Act, article 10)."""

from __future__ import annotations

from socialdesk.model.findings import Assessment, Band
from socialdesk.policy.book import Book

NEVER = "Criticism of the police alone is never a ground for removal."
ASKED = "What in it is more than criticism?"
ANSWER = "criticism.beyond"
"""The name under which that answer is kept with the decision."""


def only_criticism(assessment: Assessment, book: Book) -> bool:
    """True where all that was noticed is criticism or a complaint, and at most a weak sign of a ground."""
    routes = [book.routes.get(finding.ground) for finding in assessment.findings]
    return any(route is not None and route.criticism for route in routes) and not any(
        finding.ground in book.grounds and finding.band is not Band.WEAK for finding in assessment.findings
    )
