"""Doing things on Instagram, each once, and saying truly whether it was done (platforms.md 2.1, 10.2)."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Done,
    Gone,
    NetworkError,
    Offline,
    Refused,
    RefusedResult,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.graph.errors import Kind, Problem
from socialdesk.platforms.graph.wire import read_object
from socialdesk.platforms.graph.writing import (
    LONG_WINDOW_MS,
    Results,
    Told,
    heard_ago,
    letter,
    made_id,
    target_person,
    window,
)
from socialdesk.platforms.http import Answer
from socialdesk.platforms.instagram import wire
from socialdesk.platforms.instagram.calls import VOICE, InstagramCalls
from socialdesk.platforms.instagram.items import has_id
from socialdesk.platforms.media_rules import post_problem

LONGEST_MESSAGE = 1000
"""In bytes of UTF-8."""
LONGEST_COMMENT = 2200
_FILMS = (".mp4", ".mov")
_READY_TRIES = 3
_READY_SECONDS = 2.0
_LETTERS = frozenset({ActionKind.MESSAGE, ActionKind.PRIVATE_REPLY})
_NOTHING = "Instagram has nothing of the kind for an account."
_LACKING = {
    ActionKind.RESHARE: "There is no call to share a post again: share it to the story in the Instagram app.",
    ActionKind.EDIT_POST: "There is no call to change a caption: open the post in the Instagram app and choose Edit.",
    ActionKind.RESCHEDULE: "Instagram holds no post of the desk's for later, so there is no time to change.",
}
_RESULTS = Results(VOICE)


class Perform:
    """Writes for one account."""

    def __init__(self, calls: InstagramCalls) -> None:
        self._calls = calls

    def do(self, action: Action) -> ActionResult:
        """Do it, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
        refusal = _unsendable(action, self._calls.now_ms)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            return self._do(action)
        except (Refused, Gone) as refused:
            refusal, detail = refused.happened, refused.kept
        except Unreadable as silence:
            # What is written answers with an UnknownResult: what raises is a reading beforehand.
            raise Offline(
                silence.happened, kept="Nothing was sent.", to_do="The desk tries again by itself."
            ) from None
        return RefusedResult(reason=refusal, detail=detail)

    def _do(self, action: Action) -> ActionResult:
        calls, target = self._calls, action.target
        match action.kind:
            case ActionKind.REPLY:
                return self._reply(action)
            case ActionKind.PRIVATE_REPLY:
                return self._letter(letter({"comment_id": target}, action.text))
            case ActionKind.MESSAGE:
                form = letter({"id": action.person}, action.text) | window(action, calls.now_ms)
                return self._letter(form)
            case ActionKind.PUBLISH:
                return self._publish(action)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._set_hidden(target, hidden=action.kind is ActionKind.HIDE)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._delete(action)
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                return self._moderate(action)
            case _:
                return RefusedResult(reason=_LACKING.get(action.kind, _NOTHING))

    # -- comments

    def _reply(self, action: Action) -> ActionResult:
        """Beneath the account's own media, or a comment there; Instagram files replies to replies one up."""
        on_media = action.target == action.thread
        edge = "comments" if on_media else "replies"
        told = self._calls.post(action.target, edge, form={"message": action.text})
        result = _RESULTS.made(told)
        if not isinstance(result, RefusedResult):
            return result
        if on_media:
            reason = "Instagram takes comments from here only beneath the account's own media, and refused this one."
            return RefusedResult(reason=f"{reason} Answer on Instagram itself.", detail=result.detail)
        if self._hidden_now(action.target) is True:
            return RefusedResult(
                reason="Instagram takes no reply to a hidden comment. Show it again first.",
                detail=result.detail,
            )
        return result

    def _set_hidden(self, target: NativeId, *, hidden: bool) -> ActionResult:
        told = self._calls.post(target, form={"hide": "true" if hidden else "false"})
        result = _RESULTS.succeeded(told)
        if isinstance(result, Done) or not isinstance(told, Problem):
            return result
        return Done() if self._hidden_now(target) is hidden else result

    def _hidden_now(self, target: NativeId) -> bool | None:
        try:
            answer = self._calls.read(target, params={"fields": "id,hidden"})
            return read_object(answer, wire.Comment).hidden
        except NetworkError:
            return None  # no word on how it stands, so the first answer holds

    def _delete(self, action: Action) -> ActionResult:
        """Gone is what was wanted; but Instagram says the same of what it will not remove, so it is looked up."""
        told = self._calls.delete(action.target)
        result = _RESULTS.succeeded(told)
        if not isinstance(result, RefusedResult) or not isinstance(told, Problem):
            return result
        try:
            self._calls.read(action.target, params={"fields": "id"})
        except Gone:
            if told.kind is Kind.GONE:
                return Done()
        except NetworkError:
            if told.kind is Kind.GONE:
                return UnknownResult(reason=told.sentence, detail=told.detail)
        whole = action.kind is ActionKind.DELETE_POST
        advice = "Remove it on Instagram itself." if whole else "Hide it, or remove it on Instagram itself."
        return RefusedResult(reason=f"Instagram did not remove it. {advice}", detail=told.detail)

    # -- messages and people

    def _letter(self, form: dict[str, str]) -> ActionResult:
        return _RESULTS.made(self._calls.post(self._calls.linked().page_id, "messages", form=form))

    def _moderate(self, action: Action) -> ActionResult:
        """Through the conversation with the person, which has to be there."""
        person = target_person(action)
        page_id = self._calls.linked().page_id
        params = {"fields": "id", "user_id": person, "platform": "instagram"}
        try:
            known = bool(self._calls.listing(page_id, "conversations", params=params).data)
        except (Refused, Gone):
            known = False
        if not known:
            return RefusedResult(
                reason="Instagram lets an account block only somebody with whom it has exchanged messages, and there is"
                " no conversation with this person. Open their profile on Instagram to do it."
            )
        verb = "block_user" if action.kind is ActionKind.BLOCK else "unblock_user"
        form = {"user_ids": json.dumps([{"id": person}]), "actions": json.dumps([verb])}
        return _RESULTS.succeeded(self._calls.post(page_id, "moderate_conversations", form=form))

    # -- publishing

    def _publish(self, action: Action) -> ActionResult:
        """First what is to be published is prepared, which nobody sees; then it is published."""
        account = self._calls.account_id
        caption, address = media_of(action.text)
        film = urlsplit(address).path.lower().endswith(_FILMS)
        form = {"caption": caption} | (
            {"media_type": "REELS", "video_url": address} if film else {"image_url": address}
        )
        prepared = _RESULTS.answered(self._calls.post(account, "media", form=form))
        container = made_id(prepared) if isinstance(prepared, Answer) else None
        if isinstance(prepared, RefusedResult):
            return prepared
        if container is None:
            raise Offline("Instagram did not say that it has the picture.", kept="Nothing was published.")
        for attempt in range(_READY_TRIES):
            told = self._calls.post(account, "media_publish", form={"creation_id": container})
            if not _not_ready(told):
                return _RESULTS.made(told)
            if attempt + 1 < _READY_TRIES:
                self._calls.wait(_READY_SECONDS)
        raise Offline(
            "Instagram has not finished with the picture or film.",
            kept="Nothing was published.",
            to_do="The desk tries again by itself.",
        )


def media_of(text: str) -> tuple[str, str]:
    """The caption, and the address of the picture or film: the last line, where it is an https address alone."""
    caption, _, last = text.strip().rpartition("\n")
    address = last.strip()
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and not any(map(str.isspace, address))
    except ValueError:
        good = False
    return (caption.strip(), address) if good else (text.strip(), "")


def _not_ready(told: Told) -> bool:
    return isinstance(told, Problem) and told.kind is Kind.OTHER and "code 9007" in told.detail


def _unsendable(action: Action, now_ms: int) -> str:
    """Why this cannot be sent at all, "" where it can."""
    kind, text = action.kind, action.text
    if kind.creates and not text.strip():
        return "There is nothing to send: the text is empty."
    if kind in _LETTERS and len(text.encode("utf-8", "replace")) > LONGEST_MESSAGE:
        return (
            f"The text is too long: Instagram takes messages of {LONGEST_MESSAGE:,} letters, where accents and emoji"
            " count for more than one."
        )
    if kind.creates and len(text) > LONGEST_COMMENT:
        return f"The text is longer than the {LONGEST_COMMENT:,} characters that Instagram takes."
    if kind is ActionKind.MESSAGE and not has_id(action.person):
        return "Instagram has not said who the person is, so the desk cannot write to them."
    if kind in {ActionKind.BLOCK, ActionKind.UNBLOCK} and not has_id(target_person(action)):
        return "Instagram gave only the person's name, so the desk cannot block them. Open their profile on Instagram."
    if kind is ActionKind.MESSAGE and heard_ago(action, now_ms) > LONG_WINDOW_MS:
        return "The person last wrote more than seven days ago. Instagram lets an account answer no later than that."
    if kind is ActionKind.PUBLISH and action.scheduled_ms is not None:
        return "Instagram takes no post for a later time: it has to be sent when it is due."
    if kind is ActionKind.PUBLISH and action.media:
        return post_problem(Network.INSTAGRAM, action)
    if kind is ActionKind.PUBLISH and not media_of(text)[1]:
        return (
            "Instagram publishes pictures and films, not text alone. Put the public https address of the picture on a"
            " line of its own at the end."
        )
    return ""
