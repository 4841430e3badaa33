"""The errors, drawn by what can be done about them.

SocialDeskError
  UserFacingError        the world's fault: its text is shown to a person as it is
    platforms.api.NetworkError ...   (see there)
    storage.database.StoreError ...  (see there)
    config.secrets.SecretsError      (see there)
  BugError               ours: reported with its detail, never shown as if it were the user's doing
"""

from __future__ import annotations


class SocialDeskError(Exception):
    """Any error that the desk raises itself."""


class UserFacingError(SocialDeskError):
    """An error whose text may be put in front of a person: what happened, what was kept, what to do.

    The text holds nothing that a stranger wrote and no secret.
    """

    def __init__(self, happened: str, *, kept: str = "", to_do: str = "") -> None:
        self.happened = happened
        self.kept = kept
        self.to_do = to_do
        super().__init__(" ".join(part for part in (happened, kept, to_do) if part))


class BugError(SocialDeskError):
    """Something that the program itself got wrong."""
