"""A person signs in: the system's browser goes to the network and comes back to this computer with a code.

OAuth 2 authorization code with PKCE (RFC 7636, S256) and `state`, for native programs (RFC 8252). oauthlib builds and
reads what goes to and fro; the one HTTP client carries it.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

from socialdesk.clock import Clock
from socialdesk.platforms.sign_in.errors import (
    AGAIN,
    NOTHING_CHANGED,
    SignInFailed,
    cancelled,
    refused_at_the_door,
)
from socialdesk.platforms.sign_in.listener import Listener
from socialdesk.platforms.sign_in.providers import App, Provider
from socialdesk.platforms.sign_in.token_endpoint import TokenEndpoint
from socialdesk.platforms.sign_in.tokens import Tokens

TIMEOUT_S = 300.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def sign_in(
    provider: Provider,
    app: App,
    *,
    open_browser: Callable[[str], bool],
    clock: Clock,
    cancel: threading.Event,
    timeout_s: float = TIMEOUT_S,
    loopback_only: bool = False,
    scopes: Sequence[str] = (),
) -> Tokens:
    """The tokens of whoever signs in in the browser. Blocks; `cancel` ends it from another thread.

    `open_browser` (webbrowser.open) answers False where there is none. `scopes` in place of the provider's.
    Raises SignInCancelled, SignInFailed, Offline, Throttled.
    """
    endpoint = TokenEndpoint(provider=provider, app=app, clock=clock, loopback_only=loopback_only)
    _check(provider, app, loopback_only=loopback_only)
    client = WebApplicationClient(app.client_id)
    pkce = provider.uses_pkce(secret=bool(app.client_secret))
    verifier = client.create_code_verifier(96) if pkce else ""
    state = secrets.token_urlsafe(32)
    with Listener(provider, port=app.port, state=state) as listener:
        redirect_uri = listener.redirect_uri
        address = _address(
            provider, app, client, redirect_uri=redirect_uri, state=state, verifier=verifier, scopes=scopes
        )
        if not open_browser(address):
            raise SignInFailed(
                "No web browser could be opened.",
                kept=NOTHING_CHANGED,
                to_do="Set a default browser for this login, then start again.",
            )
        brought = listener.wait(cancel=cancel, timeout_s=timeout_s)
    code = _code(provider, client, brought, state)
    if cancel.is_set():
        raise cancelled(provider.name)
    return endpoint.exchange(code, redirect_uri=redirect_uri, verifier=verifier)


def _check(provider: Provider, app: App, *, loopback_only: bool) -> None:
    parts = urlsplit(provider.authorize_url)
    here = (parts.hostname or "") in _LOOPBACK
    if (loopback_only and not here) or (parts.scheme != "https" and not (parts.scheme == "http" and here)):
        raise SignInFailed(
            "In training nobody signs in to a real network."
            if loopback_only
            else f"{provider.name}'s sign-in address is not encrypted.",
            kept=NOTHING_CHANGED,
        )
    if not app.client_id or (provider.secret_needed and not app.client_secret):
        raise SignInFailed(
            f"The Force's app at {provider.name} is not set up in the desk: its id"
            f"{' and secret are' if provider.secret_needed else ' is'} needed.",
            kept=NOTHING_CHANGED,
            to_do="Enter them, or paste a token.",
        )


def _address(
    provider: Provider,
    app: App,
    client: WebApplicationClient,
    *,
    redirect_uri: str,
    state: str,
    verifier: str,
    scopes: Sequence[str],
) -> str:
    challenge = client.create_code_challenge(verifier, "S256") if verifier else None
    # oauthlib builds the query only: it knows no sign-in that stays on this computer, as in training.
    # Its stubs say nothing of its further parameters.
    built = client.prepare_request_uri(  # pyright: ignore[reportUnknownMemberType]
        "https://network.invalid/",
        redirect_uri=redirect_uri,
        scope=list(scopes or provider.scopes),
        state=state,
        code_challenge=challenge,
        code_challenge_method="S256" if challenge else None,
        **provider.extra,
    )
    where = provider.authorize_url
    if not app.client_secret and provider.authorize_url_without_secret:
        where = provider.authorize_url_without_secret
    return f"{where}?{urlsplit(built).query}"


def _code(provider: Provider, client: WebApplicationClient, brought: Mapping[str, str], state: str) -> str:
    issuer = brought.get("iss", "")
    if provider.issuer and issuer and not hmac.compare_digest(issuer.encode(), provider.issuer.encode()):
        raise SignInFailed(
            f"The answer that the browser brought is not from {provider.name}, so the desk did not believe it.",
            kept=NOTHING_CHANGED,
            to_do=f"{AGAIN} If it happens again, tell ICT: something may be meddling with it.",
        )
    try:
        told = client.parse_request_uri_response(
            f"https://network.invalid/?{urlencode(brought)}", state=state
        )
    except OAuth2Error as error:
        said = str(brought.get("error", ""))
        failed = refused_at_the_door(provider.name, said or str(error.error))
    else:
        return str(told["code"])
    raise failed
