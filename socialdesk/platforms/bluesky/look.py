"""Is it there? Reading back what an action was to do (platforms.md 10.2).

Our own posts and blocks stand at addresses that follow from the action, and our own server answers for them without
delay. Mutes and blocks made elsewhere are told by the network's view, which lags; messages are found by their words.
"""

from __future__ import annotations

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, LookResult, Refused, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.gates import hidden_beneath
from socialdesk.platforms.bluesky.lookups import asked_person, asked_post, is_there, profile
from socialdesk.platforms.bluesky.names import is_key
from socialdesk.platforms.bluesky.perform import block_of, conversation_of, thread_of
from socialdesk.platforms.bluesky.posts import own_thing, place_of

_MAX_PAGES = 20


class Look:
    """Reads back for one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        match action.kind:
            case ActionKind.REPLY | ActionKind.PUBLISH | ActionKind.RESHARE:
                at = place_of(self._calls, action)
                return Found(native_id=at.uri) if is_there(self._calls, at) else Absent()
            case ActionKind.MESSAGE:
                return self._message(action, not_before_ms, known)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                reply, root = asked_post(action.target), thread_of(self._calls, action)
                hidden = reply.uri in hidden_beneath(self._calls, root)
                return _found(hidden is (action.kind is ActionKind.HIDE))
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                at = own_thing(self._calls, action) or asked_post(action.target)
                return _found(not is_there(self._calls, at))
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                blocked = self._is_blocked(asked_person(action.person, action.target))
                return _found(blocked is (action.kind is ActionKind.BLOCK))
            case ActionKind.MUTE | ActionKind.UNMUTE:
                muted = self._is_muted(asked_person(action.person, action.target))
                return _found(muted is (action.kind is ActionKind.MUTE))
            case ActionKind.REPORT:
                raise Refused("Bluesky does not show what was reported to it.", kept="Nothing was sent.")
            case _:
                raise Refused("Bluesky has nothing of the kind.", kept="Nothing was sent.")

    def _is_blocked(self, person: str) -> bool:
        if is_there(self._calls, block_of(self._calls.did, person)):
            return True
        viewer = profile(self._calls, person).viewer
        return viewer is not None and bool(viewer.blocking)

    def _is_muted(self, person: str) -> bool:
        viewer = profile(self._calls, person).viewer
        if viewer is None or viewer.muted is None:
            raise Unreadable("Bluesky does not say whether this person is muted.")
        return viewer.muted

    def _message(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        conversation, token = conversation_of(self._calls, action), None
        found: NativeId | None = None
        for _ in range(_MAX_PAGES):
            params = [("convoId", conversation), ("limit", "100")]
            params += [("cursor", token)] if token else []
            answer = self._calls.read("chat.bsky.convo.getMessages", params, chat=True)
            page = wire.read_strictly(answer, wire.Messages)
            told = [wire.salvage(raw, wire.Message) for raw in page.messages]
            for message in told:
                if self._is_ours(message, action.text, not_before_ms) and message.id not in known:
                    found = NativeId(message.id)
            times = [moment for moment in (wire.moment_ms(one.sent_at) for one in told) if moment is not None]
            token = wire.onward(page.cursor)
            if token is None or (times and max(times) < not_before_ms - 60_000):
                return Found(native_id=found) if found is not None else Absent()
        raise Unreadable("The conversation on Bluesky is too long to be looked through.")

    def _is_ours(self, told: wire.Message, text: str, not_before_ms: int) -> bool:
        sent = wire.moment_ms(told.sent_at)
        return (
            is_key(told.id)
            and told.sender is not None
            and told.sender.did == self._calls.did
            and sent is not None
            and sent >= not_before_ms
            and told.text is not None
            and normal(told.text) == normal(text)
        )


def normal(text: str) -> str:
    """The words as a network may keep them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _found(there: bool) -> LookResult:
    return Found() if there else Absent()
