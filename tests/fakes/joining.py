"""Ways into every network for the wizard's tests, which open what a test says and remember what they were asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.scheduling import Profile
from socialdesk.register.hootsuite import HootsuiteAnswer, HootsuiteStanding
from socialdesk.register.joining import Asked, Candidate, Opened, Route

TOKEN = Asked(
    name="token",
    label="Access token",
    help="Of a Business Manager system user that has the Force's pages.",
    secret=True,
)
APP_SECRET = Asked(name="app_secret", label="App secret", secret=True, needed=False)
APP_ID = Asked(name="app_id", label="App ID", help="As it stands in Meta's App Dashboard.", value="118000")
HANDLE = Asked(name="handle", label="Handle", help="Such as anyshire.police.uk")


def network(value: str) -> Network:
    """A network by its value."""
    return Network(value)


def browser(value: str, note: str = "", *, asked: tuple[Asked, ...] = ()) -> Route:
    return Route(
        key=f"{value}-browser",
        network=network(value),
        label="Sign in with the browser",
        asked=asked,
        browser=True,
        note=note,
    )


def pasted(value: str, note: str = "", *, asked: tuple[Asked, ...] = (TOKEN, APP_SECRET)) -> Route:
    return Route(
        key=f"{value}-token",
        network=network(value),
        label="Paste a token",
        asked=asked,
        browser=False,
        note=note,
    )


ROUTES = (
    pasted(
        "facebook",
        "For a live app: the token of a system user in Meta's Business Manager, which does not run out.",
    ),
    browser(
        "facebook",
        "Facebook sends a browser back to this computer only while the app is in development mode.",
        asked=(APP_ID, APP_SECRET),
    ),
)
ALLOWED = (
    "It may read comments and messages, reply, hide and remove.",
    "It may not publish: the permission pages_manage_posts was not given.",
    "Facebook does not say whether it may block people.",
)
FOUND = (
    Candidate(native_id=NativeId("page-0"), name="Anyshire Police", connected=True),
    Candidate(native_id=NativeId("page-8"), name="Kettering Police Team"),
    Candidate(native_id=NativeId("page-9"), name="Rural Crime Team"),
)


@dataclass
class FakeJoining:
    """Answers at once, or once `go_on` is set; raises `trouble` where there is any."""

    ways: tuple[Route, ...] = ROUTES
    candidates: tuple[Candidate, ...] = FOUND
    allowed: tuple[str, ...] = ALLOWED
    trouble: Exception | None = None
    go_on: threading.Event = field(default_factory=threading.Event)
    opened: list[tuple[Route, dict[str, str]]] = field(default_factory=list)
    cancels: list[threading.Event] = field(default_factory=list)
    chosen: list[list[NativeId]] = field(default_factory=list)
    gone: list[AccountId] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when a sign-in has ended in any way."""

    def __post_init__(self) -> None:
        self.go_on.set()

    def routes(self) -> tuple[Route, ...]:
        return self.ways

    def open(self, route: Route, typed: Mapping[str, str], cancel: threading.Event) -> Opened:
        self.opened.append((route, dict(typed)))
        self.cancels.append(cancel)
        while not self.go_on.wait(0.005) and not cancel.is_set():
            pass
        self.ended.set()
        if self.trouble is not None:
            raise self.trouble
        return Opened(
            route=route,
            candidates=self.candidates,
            allowed=self.allowed,
            secrets={one.native_id: {"token": "canary"} for one in self.candidates},
        )

    def connect(self, opened: Opened, chosen: Iterable[NativeId]) -> list[Account]:
        wanted = list(chosen)
        self.chosen.append(wanted)
        if self.trouble is not None:
            raise self.trouble
        return [
            Account(
                id=AccountId(number),
                network=opened.route.network,
                native_id=one.native_id,
                name=one.name,
            )
            for number, one in enumerate(opened.candidates, start=40)
            if one.native_id in wanted
        ]

    def disconnect(self, account_id: AccountId) -> str:
        self.gone.append(account_id)
        if self.trouble is not None:
            raise self.trouble
        return "Facebook has taken the sign-in back, and the keyring has forgotten it."


def profile(number: int, value: str, name: str, *, lost: bool = False, id_on_network: str = "") -> Profile:
    """An account at Hootsuite."""
    return Profile(
        native_id=NativeId(str(number)),
        network=network(value),
        id_on_network=NativeId(id_on_network),
        untrusted_name=name,
        needs_signing_in=lost,
    )


@dataclass
class FakeHootsuite:
    """Answers at once, or once `go_on` is set; `choose` is what the test puts there."""

    signed_in: bool = True
    own_sign_in: bool = True
    answer: HootsuiteAnswer = field(default_factory=lambda: HootsuiteAnswer(profiles=()))
    trouble: Exception | None = None
    go_on: threading.Event = field(default_factory=threading.Event)
    typed: list[tuple[str, str]] = field(default_factory=list)
    cancels: list[threading.Event] = field(default_factory=list)
    chooses: Callable[[AccountId, NativeId | None], None] = lambda _account, _profile: None
    forgotten: int = 0

    def __post_init__(self) -> None:
        self.go_on.set()

    def standing(self) -> HootsuiteStanding:
        return HootsuiteStanding(
            signed_in=self.signed_in,
            app_id="socialdesk",
            return_address="http://127.0.0.1:8765/socialdesk/signed-in",
            own_sign_in=self.own_sign_in,
        )

    def ask(self) -> HootsuiteAnswer:
        if self.trouble is not None:
            raise self.trouble
        return self.answer

    def sign_in(self, app_id: str, app_secret: str, cancel: threading.Event) -> HootsuiteAnswer:
        self.typed.append((app_id, app_secret))
        self.cancels.append(cancel)
        while not self.go_on.wait(0.005) and not cancel.is_set():
            pass
        answer = self.ask()
        self.signed_in = True
        return answer

    def choose(self, account_id: AccountId, profile: NativeId | None) -> None:
        self.chooses(account_id, profile)

    def forget(self) -> str:
        self.forgotten += 1
        self.signed_in = False
        return "This computer has forgotten its sign-in."
