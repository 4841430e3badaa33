"""What can go wrong while a person signs in. Every text is ours: nothing that a server said is repeated."""

from __future__ import annotations

from socialdesk.platforms.api import NetworkError


class SignInFailed(NetworkError):
    """The sign-in did not come about. Nothing that was connected before is changed by it."""


class SignInCancelled(SignInFailed):
    """The person called it off."""


NOTHING_CHANGED = "Nothing was connected, and nothing was changed."
AGAIN = "Start the sign-in again."

_AT_THE_DOOR = {
    "access_denied": "{name} says that the sign-in was declined there.",
    "unauthorized_client": "{name} does not let the Force's app sign in this way.",
    "invalid_client": "{name} does not know the Force's app.",
    "invalid_scope": "{name} does not grant the Force's app the permissions that the desk asks for.",
    "temporarily_unavailable": "{name} cannot sign anybody in at the moment.",
    "server_error": "{name} had trouble of its own while signing in.",
}
_TO_DO = {
    "access_denied": "Start again and agree to what is asked, or use another login.",
    "unauthorized_client": "Have ICT check how the app is set up at the network.",
    "invalid_client": "Check the app's id in the settings.",
    "invalid_scope": "Have ICT check which permissions the app was given.",
    "temporarily_unavailable": "Try again in some minutes.",
    "server_error": "Try again in some minutes.",
}


def refused_at_the_door(name: str, error: str) -> SignInFailed:
    """The network sent the browser back with `error` (RFC 6749 4.1.2.1) instead of a code."""
    sentence = _AT_THE_DOOR.get(error, "{name} did not sign in, and does not say plainly why.")
    return SignInFailed(
        sentence.format(name=name),
        kept=NOTHING_CHANGED,
        to_do=_TO_DO.get(error, f"{AGAIN} If it lasts, tell ICT."),
    )


def not_in_time(name: str, *, strangers: int) -> SignInFailed:
    """Nobody came back, or only answers that were not to be believed (`strangers` of them)."""
    if strangers:
        return SignInFailed(
            f"The browser brought back an answer that does not carry the mark of this sign-in to {name},"
            " so the desk did not believe it.",
            kept=NOTHING_CHANGED,
            to_do=f"{AGAIN} If it happens again, tell ICT: something may be meddling with it.",
        )
    return SignInFailed(
        f"Nobody finished the sign-in to {name} in the browser.", kept=NOTHING_CHANGED, to_do=AGAIN
    )


def cancelled(name: str) -> SignInCancelled:
    """The person called it off."""
    return SignInCancelled(f"The sign-in to {name} was stopped.", kept=NOTHING_CHANGED)
