"""Where and how each network signs people in, as data.

Source: platforms.md 1.1, 2, 3.1, 4, 5, and each network's own pages.
Bluesky is not here: its connector signs in with an app password.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType


class SecretGoes(Enum):
    """How an app with a secret names itself at the token endpoint (RFC 6749 2.3.1)."""

    IN_FORM = auto()
    IN_HEADER = auto()


class Revocation(Enum):
    """How a sign-in is given back."""

    NONE = auto()
    FORM = auto()
    """RFC 7009."""
    DELETE_WITH_TOKEN = auto()
    """Facebook: takes the app's permissions away from the person, and so from every page of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One network's sign-in."""

    network: str
    name: str
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """More for the address that the browser opens."""
    issuer: str = ""
    """Checked against `iss` in the answer where the network gives one (RFC 9207)."""
    secret_needed: bool = False
    secret_goes: SecretGoes = SecretGoes.IN_FORM
    authorize_url_without_secret: str = ""
    """Where PKCE has an address of its own and is refused at the usual one (LinkedIn)."""
    host: str = "127.0.0.1"
    path: str = "/socialdesk/signed-in"
    fixed_port: bool = True
    """The network wants the return address registered to the letter, so the port must not change."""
    lengthened: bool = False
    """The first token lives for hours and is exchanged for one of two months (Facebook)."""
    lives_s: int = 0
    """How long a token lives where the answer does not say; 0: not known."""
    revocation: Revocation = Revocation.NONE
    revoke_url: str = ""
    note: str = ""
    """What whoever registers the app has to know."""

    def uses_pkce(self, *, secret: bool) -> bool:
        """False where the network answers PKCE from an app with a secret with an error."""
        return not (secret and self.authorize_url_without_secret)

    def return_address(self, port: int) -> str:
        """What is registered at the network, to the letter."""
        return f"http://{self.host}:{port}{self.path}"


FACEBOOK = Provider(
    network="facebook",
    name="Facebook",
    authorize_url="https://www.facebook.com/v26.0/dialog/oauth",
    token_url="https://graph.facebook.com/v26.0/oauth/access_token",
    scopes=(
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_manage_posts",
        "pages_messaging",
    ),
    secret_needed=True,
    host="localhost",
    lengthened=True,
    lives_s=60 * 24 * 3600,
    revocation=Revocation.DELETE_WITH_TOKEN,
    revoke_url="https://graph.facebook.com/v26.0/me/permissions",
    note="Facebook sends a browser back to this computer only while the app is in development mode. For a live app"
    " paste a system user's token from Meta's Business Manager.",
)
INSTAGRAM = replace(
    FACEBOOK,
    network="instagram",
    name="Instagram",
    scopes=(
        "pages_show_list",
        "pages_read_engagement",
        "pages_manage_metadata",
        "pages_messaging",
        "instagram_basic",
        "instagram_manage_comments",
        "instagram_manage_messages",
        "instagram_content_publish",
    ),
)
X = Provider(
    network="x",
    name="X",
    authorize_url="https://x.com/i/oauth2/authorize",
    token_url="https://api.x.com/2/oauth2/token",
    scopes=(
        "tweet.read",
        "tweet.write",
        "tweet.moderate.write",
        "users.read",
        "mute.read",
        "mute.write",
        "block.read",
        "block.write",
        "dm.read",
        "dm.write",
        "media.write",
        "offline.access",
    ),
    secret_goes=SecretGoes.IN_HEADER,
    lives_s=2 * 3600,
    revocation=Revocation.FORM,
    revoke_url="https://api.x.com/2/oauth2/revoke",
    note="Register the return address with 127.0.0.1: X does not take localhost.",
)
YOUTUBE = Provider(
    network="youtube",
    name="YouTube",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",
    scopes=("https://www.googleapis.com/auth/youtube.force-ssl",),
    # A refresh token comes with the first consent only, unless consent is asked for again.
    extra=MappingProxyType({"access_type": "offline", "prompt": "consent"}),
    issuer="https://accounts.google.com",
    secret_needed=True,
    fixed_port=False,
    lives_s=3600,
    revocation=Revocation.FORM,
    revoke_url="https://oauth2.googleapis.com/revoke",
    note="Register a desktop app. While Google has not verified it, a sign-in ends after seven days.",
)
LINKEDIN = Provider(
    network="linkedin",
    name="LinkedIn",
    authorize_url="https://www.linkedin.com/oauth/v2/authorization",
    token_url="https://www.linkedin.com/oauth/v2/accessToken",
    scopes=(
        "r_organization_social",
        "w_organization_social",
        "r_organization_social_feed",
        "w_organization_social_feed",
        "rw_organization_admin",
    ),
    authorize_url_without_secret="https://www.linkedin.com/oauth/native-pkce/authorization",
    issuer="https://www.linkedin.com/oauth",
    lives_s=60 * 24 * 3600,
    revocation=Revocation.FORM,
    revoke_url="https://www.linkedin.com/oauth/v2/revoke",
    note="Without a secret, LinkedIn must have switched PKCE on for the app. Asking for other permissions ends every"
    " earlier sign-in of the app.",
)
HOOTSUITE = Provider(
    network="hootsuite",
    name="Hootsuite",
    authorize_url="https://platform.hootsuite.com/oauth2/auth",
    token_url="https://platform.hootsuite.com/oauth2/token",
    scopes=("offline",),
    secret_needed=True,
    secret_goes=SecretGoes.IN_HEADER,
    note="Not a network: a route for posts. Hootsuite has no call that ends a sign-in; take the app away in Hootsuite.",
)
PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {one.network: one for one in (FACEBOOK, INSTAGRAM, X, YOUTUBE, LINKEDIN)}
)
"""By the network's value, e.g. "x"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What the Force registered at the network."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    port: int = 0
    """The port of the registered return address; 0 is any that is free."""
