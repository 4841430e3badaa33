"""The simulated Hootsuite's state, behind one lock: members, profiles, messages; what is due goes out by itself."""

from __future__ import annotations

import secrets
from datetime import datetime
from threading import RLock
from typing import Any

from socialdesk.clock import Clock, system_clock
from socialdesk.training.networks.hootsuite.records import Media, Member, Message, Profile, State
from socialdesk.training.networks.ledger import Ledger
from socialdesk.training.networks.public_world import NotThere, PublicWorld, Unsupported

_NO_PUBLIC = "Nobody writes to anybody through Hootsuite."
_KINDS = {"facebook": "FACEBOOKPAGE", "instagram": "INSTAGRAMBUSINESS", "x": "TWITTER", "youtube": "YOUTUBECHANNEL",
          "linkedin": "LINKEDINCOMPANY"}  # fmt: skip
_QUOTA = 100_000


class HootsuiteWorld:
    """Implements `PublicWorld`, as far as there is a public."""

    network = "hootsuite"

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0) -> None:
        """`clock` is the simulated time."""
        del seed  # nothing here is left to chance
        self.clock = clock
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.members: dict[str, Member] = {}
        self.profiles: dict[str, Profile] = {}
        self.messages: dict[str, Message] = {}
        self.media: dict[str, Media] = {}
        self.tokens: dict[str, str] = {}
        """Access token to member."""
        self.refresh_tokens: dict[str, str] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        """A code of the sign-in: the member, and where the browser was sent back to."""
        self.app = ("socialdesk", secrets.token_urlsafe(16))
        """Client id and secret."""
        self.quota, self.used = _QUOTA, 0
        self.most_scheduled = 10_000
        self.looks_until_ready = 1
        """How often a picture is asked for before it is ready."""
        self._networks: dict[str, tuple[PublicWorld, str]] = {}
        self._count = 4_138_476_000
        self.me = self.add_member("Force Control Room", "control.room@anyshire.example")

    def new_id(self) -> str:
        """A number of the right length."""
        with self.lock:
            self._count += 1
            return str(self._count)

    # -- who, and what for

    def add_member(self, name: str, email: str, *, needs_approval: bool = False) -> Member:
        """Somebody with a seat, and a sign-in of their own."""
        with self.lock:
            made = Member(id=self.new_id(), name=name, email=email, needs_approval=needs_approval)
            self.members[made.id] = made
            self.tokens[f"hs{secrets.token_urlsafe(24)}"] = made.id
            self.refresh_tokens[f"hr{secrets.token_urlsafe(24)}"] = made.id
            return made

    def token_of(self, member_id: str) -> str:
        """The member's own token; the same one each time."""
        with self.lock:
            return next(token for token, owner in self.tokens.items() if owner == member_id)

    def add_profile(self, kind: str, name: str, id_on_network: str) -> Profile:
        """An account; `kind` is Hootsuite's word for its network."""
        with self.lock:
            made = Profile(id=self.new_id(), kind=kind, id_on_network=id_on_network, name=name)
            self.profiles[made.id] = made
            return made

    def posts_to(self, network: str) -> bool:
        """False for a network that Hootsuite does not know."""
        return network in _KINDS

    def connect(self, world: PublicWorld, account_id: str, name: str) -> Profile:
        """An account of another simulated network, where messages really appear."""
        with self.lock:
            made = self.add_profile(_KINDS[world.network], name, account_id)
            self._networks[made.id] = (world, account_id)
            return made

    # -- messages

    def put(
        self, profile: Profile, text: str, by: Member, *, send: datetime | None, media: tuple[Media, ...] = ()
    ) -> Message:
        """A message that is to go out, at once where there is no time."""
        with self.lock:
            waits = State.PENDING_APPROVAL if by.needs_approval else State.SCHEDULED
            made = Message(
                id=self.new_id(),
                profile=profile,
                text=text,
                send=send or self.clock(),
                by=by,
                state=waits,
                media=media,
                unscheduled=send is None and by.needs_approval,
            )
            self.messages[made.id] = made
            self.settle()
            return made

    def settle(self) -> None:
        """What is due goes out."""
        with self.lock:
            now = self.clock()
            for one in self.messages.values():
                if one.state is State.SCHEDULED and one.send <= now:
                    self._send(one)

    def _send(self, message: Message) -> None:
        if message.profile.needs_signing_in:
            message.state = State.SEND_FAILED_PERMANENTLY
            return
        message.state = State.SENT
        world, account = self._networks.get(message.profile.id, (None, ""))
        picture = "A picture" if message.media else ""
        message.post_id = (
            world.post(account, message.text, at=message.send, picture=picture)
            if world is not None
            else f"{message.id}00"
        )
        if message.profile.kind in {"FACEBOOKPAGE", "LINKEDINCOMPANY"}:
            message.url = f"https://www.example.org/{message.post_id}"

    def remove(self, message: Message) -> None:
        """It will not go out."""
        with self.lock:
            self.messages.pop(message.id, None)

    # -- the public, of which there is none

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """A Facebook page, by itself."""
        del key, about
        return self.add_profile("FACEBOOKPAGE", name, username).id

    def add_person(self, key: str, name: str) -> None:
        """Nobody."""
        del key, name

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """A colleague schedules something at Hootsuite itself."""
        del picture
        with self.lock:
            if account_id not in self.profiles:
                raise NotThere(f"There is no profile {account_id}.")
            return self.put(self.profiles[account_id], text, self.me, send=at).id

    def mention(self, *_: Any, **__: Any) -> str | None:
        """Raises Unsupported."""
        raise Unsupported(_NO_PUBLIC)

    def comment(self, *_: Any, **__: Any) -> str | None:
        """Raises Unsupported."""
        raise Unsupported(_NO_PUBLIC)

    def message(self, *_: Any, **__: Any) -> str | None:
        """Raises Unsupported."""
        raise Unsupported(_NO_PUBLIC)

    def edit(self, item_id: str, text: str) -> None:
        """Raises Unsupported."""
        raise Unsupported(_NO_PUBLIC)

    def withdraw(self, item_id: str) -> None:
        """A colleague cancels a message at Hootsuite itself."""
        with self.lock:
            if item_id not in self.messages:
                raise NotThere(f"There is no message {item_id}.")
            self.remove(self.messages[item_id])

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """Raises Unsupported."""
        raise Unsupported(_NO_PUBLIC)

    def take_down(self, item_id: str) -> None:
        """As `withdraw`."""
        self.withdraw(item_id)

    def approve(self, message_id: str, *, yes: bool) -> None:
        """Whoever may, says yes or no to a message that waits."""
        with self.lock:
            message = self.messages[message_id]
            message.state = State.SCHEDULED if yes else State.REJECTED
            if message.unscheduled:
                message.unscheduled, message.send = False, self.clock()
            self.settle()

    def announcement(self) -> dict[str, Any]:
        """The profiles, and the sign-in of the control room's member."""
        with self.lock:
            accounts = [
                {"id": one.id, "name": one.name, "token": self.token_of(self.me.id)}
                for one in self.profiles.values()
            ]
            return {"accounts": accounts, "user_token": self.token_of(self.me.id)}
