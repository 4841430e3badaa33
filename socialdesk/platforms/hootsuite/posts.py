"""Posts at Hootsuite: scheduled, cancelled, each once, and looked for; what is to go out and by whom.

Source: Hootsuite's REST API, /v1/messages and /v1/media. There is no key of our own that would keep a message from
being made twice, and no call that changes one: what may have been made is looked for by profile, words and time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from socialdesk.clock import from_ms
from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import (
    Absent,
    ActionResult,
    Done,
    Found,
    Gone,
    LookResult,
    Offline,
    Refused,
    RefusedResult,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.hootsuite import wire
from socialdesk.platforms.hootsuite.calls import HootsuiteCalls, Told
from socialdesk.platforms.hootsuite.errors import Kind, Problem
from socialdesk.platforms.http import Answer
from socialdesk.platforms.media_rules import GIF, JPEG, PNG, MediaRules
from socialdesk.platforms.scheduling import HeldPost, HeldState, Profile

RULES = MediaRules(
    most=4,
    sizes={JPEG: 5_000_000, PNG: 5_000_000, GIF: 5_000_000},
    alt_text=0,
    source="Hootsuite REST API, POST /v1/media: kinds only, and no description. Counts and sizes are the desk's own"
    " bounds; the network's rules hold besides.",
)
LONGEST_LIST_MS = 27 * 24 * 3600_000
"""Hootsuite lists four weeks at a time."""
_MOST_PAGES = 50
_AT_ONCE = "100"
_LEEWAY_MS = 5 * 60_000
_READY_TRIES, _READY_SECONDS = 3, 2.0
_CERTAIN = frozenset({Kind.REFUSED, Kind.GONE})
_ON_ITS_WAY = frozenset({HeldState.BEING_SENT, HeldState.SENT})
NO_CHANGE = "Hootsuite has no call to change a post: cancel it and schedule it again."


class Posts:
    """Of one sign-in."""

    def __init__(self, calls: HootsuiteCalls) -> None:
        self._calls = calls
        self._member: NativeId | None = None

    # -- what is there

    def profiles(self) -> tuple[Profile, ...]:
        """As `Scheduler.profiles`."""
        told = wire.read(self._calls.read("socialProfiles"), wire.Listing)
        found = (wire.profile(raw) for raw in told.data)
        return tuple(one for one in found if one is not None)

    def listed(self, from_ms: int, to_ms: int, profiles: Collection[NativeId] = ()) -> Iterator[HeldPost]:
        """As `Scheduler.listed`, page by page."""
        begin = from_ms
        while begin < to_ms:
            end = min(begin + LONGEST_LIST_MS, to_ms)
            yield from self._window(begin, end, profiles)
            begin = end

    def _window(
        self, from_ms: int, to_ms: int, profiles: Collection[NativeId], *, unscheduled: bool = False
    ) -> Iterator[HeldPost]:
        """`unscheduled`: with what is for at once and waits for somebody's approval, which no time brings."""
        query = [("startTime", _written(from_ms)), ("endTime", _written(to_ms)), ("limit", _AT_ONCE)]
        query += [("socialProfileIds", one) for one in sorted(profiles)]
        query += [("includeUnscheduledReviewMsgs", "true")] if unscheduled else []
        cursor = ""
        for _ in range(_MOST_PAGES):
            asked = [*query, *([("cursor", cursor)] if cursor else [])]
            told = wire.read(self._calls.read("messages", query=asked), wire.Listing)
            for raw in told.data:
                found = wire.post(raw)
                if found is not None and (not profiles or found.profile in profiles):
                    yield found
            onward = told.metadata.cursor if told.metadata is not None else None
            cursor = (onward.next or "") if onward is not None else ""
            if not cursor or not told.data:
                return
        raise Unreadable("Hootsuite's list is too long to be looked through.")

    def one(self, native_id: NativeId) -> HeldPost:
        """As `Scheduler.post`."""
        told = wire.read(self._calls.read("messages", native_id), wire.One)
        found = wire.post(told.data)
        if found is None or found.native_id != native_id:
            raise Unreadable("Hootsuite answered, but not with what was asked for.")
        return found

    def member(self) -> NativeId:
        """As `Scheduler.member`; asked for once."""
        if self._member is None:
            told = wire.read(self._calls.read("me"), wire.One)
            me = answers.decoded(told.data, wire.Ref)
            self._member = wire.number(me.id) if me is not None else None
        if self._member is None:
            raise Unreadable("Hootsuite does not say who has signed in.")
        return self._member

    # -- doing

    def do(self, action: Action) -> ActionResult:
        """As `Scheduler.perform`."""
        refusal = _unsendable(action, self._calls.now_ms)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            if action.kind is ActionKind.DELETE_POST:
                return _cancelled(self._calls.write("DELETE", "messages", action.target))
            return self._schedule(action)
        except (Refused, Gone) as refused:
            refusal, detail = refused.happened, refused.kept
        except Unreadable as silence:
            # What is written answers with an UnknownResult: what raises is about the pictures beforehand.
            raise Offline(
                silence.happened, kept="Nothing was published.", to_do="The desk tries again by itself."
            ) from None
        return RefusedResult(reason=refusal, detail=detail)

    def _schedule(self, action: Action) -> ActionResult:
        body: dict[str, object] = {"text": action.text, "socialProfileIds": [action.target]}
        if action.scheduled_ms is not None:
            body["scheduledSendTime"] = _written(action.scheduled_ms)
        if action.media:
            body["media"] = [{"id": self._sent(one)} for one in action.media]
        told = self._calls.write("POST", "messages", body=body)
        if isinstance(told, Problem) and told.kind is Kind.NOT_READY:
            raise Offline(told.sentence, kept="Nothing was published.", to_do=told.to_do)
        answer = _answered(told)
        if not isinstance(answer, Answer):
            return answer
        try:
            made = [wire.post(raw) for raw in wire.read(answer, wire.Listing).data]
        except Unreadable:
            made = []
        ours = [one for one in made if one is not None and one.profile in {"", action.target}]
        return Done(native_id=ours[0].native_id) if len(ours) == 1 else _unclear()

    def _sent(self, picture: PostMedia) -> str:
        """A picture at Hootsuite, ready to go with a post. Raises NetworkError; nothing is out then."""
        asked = {"sizeBytes": len(picture.content), "mimeType": picture.media_type}
        told = self._calls.write("POST", "media", body=asked)
        if isinstance(told, Problem) and told.kind in _CERTAIN:
            raise Refused(f"Hootsuite did not take a picture. {told.sentence}", kept=told.detail)
        place = (
            answers.decoded(wire.read(told, wire.One).data, wire.Upload) if isinstance(told, Answer) else None
        )
        own_id = wire.media_id(place.id) if place is not None else ""
        if place is None or not own_id or not place.upload_url:
            raise Unreadable("Hootsuite did not say where a picture is to be sent.")
        self._calls.store(place.upload_url, picture.content, picture.media_type)
        for attempt in range(_READY_TRIES):
            now = answers.decoded(wire.read(self._calls.read("media", own_id), wire.One).data, wire.Upload)
            if now is not None and now.state == "READY":
                return own_id
            if attempt + 1 < _READY_TRIES:
                self._calls.wait(_READY_SECONDS)
        raise Unreadable("Hootsuite has not finished with a picture.")

    # -- looking

    def look(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """As `Scheduler.look`."""
        match action.kind:
            case ActionKind.PUBLISH:
                return self._made(action, not_before_ms, known)
            case ActionKind.DELETE_POST:
                try:
                    self.one(action.target)
                except Gone:
                    return Found()
                return Absent()
            case _:
                raise Refused(NO_CHANGE, kept="Nothing was sent.")

    def _made(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """The first that fits. What went out at once has to have gone, for nothing else holds it."""
        at = action.scheduled_ms
        begin = not_before_ms - _LEEWAY_MS if at is None else at - _LEEWAY_MS
        end = self._calls.now_ms + _LEEWAY_MS if at is None else at + _LEEWAY_MS
        for one in self._window(begin, max(end, begin + 1), {action.target}, unscheduled=at is None):
            same_time = at is None or (one.send_ms is not None and one.send_ms // 1000 == at // 1000)
            late_enough = at is not None or one.send_ms is None or one.send_ms >= not_before_ms - 1000
            if (
                one.native_id not in known
                and same_time
                and late_enough
                and normal(one.untrusted_text) == normal(action.text)
                and one.state is not HeldState.REJECTED
                and one.by in {"", self.member()}
            ):
                return self._stands(one, at_once=at is None)
        return Absent()

    def _stands(self, one: HeldPost, *, at_once: bool) -> LookResult:
        if one.state is HeldState.FAILED:
            raise Refused(
                "Hootsuite took the post and could not send it to its network.",
                to_do="Look in Hootsuite for the reason, then publish it on the network itself.",
            )
        if at_once and one.state is HeldState.WAITING_FOR_APPROVAL:
            raise Refused(
                "Hootsuite has the post, and holds it until somebody approves it there.",
                kept="The desk goes on looking for it.",
                to_do="Have it approved or rejected in Hootsuite; do not send it a second time.",
            )
        return Found(native_id=one.native_id) if not at_once or one.state in _ON_ITS_WAY else Absent()


def normal(text: str) -> str:
    """The words as Hootsuite keeps them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def problems(network: Network | None, media: tuple[PostMedia, ...]) -> str:
    """Why these pictures cannot go through Hootsuite, in sentences; "" where they can."""
    name = network.label if network is not None else "the network"
    if len(media) > RULES.most:
        return f"Hootsuite takes at most {RULES.most} pictures in one post, and there are {len(media)}."
    for one in media:
        largest = RULES.sizes.get(one.media_type)
        if largest is None:
            return "Hootsuite takes pictures as JPEG, PNG or GIF, and one of these is of another kind."
        if not 0 < len(one.content) <= largest:
            return (
                f"A picture is empty, or has more than the {largest / 1_000_000:.0f} MB that the desk sends."
            )
        if one.alt_text:
            return (
                "Hootsuite takes no descriptions of pictures, and people who cannot see them would be left out. Publish"
                f" on {name} itself, or put the description in the text and clear it here."
            )
    return ""


def _unsendable(action: Action, now_ms: int) -> str:
    match action.kind:
        case ActionKind.DELETE_POST:
            return ""
        case ActionKind.PUBLISH if action.share_of:
            return "Hootsuite shares no posts again."
        case ActionKind.PUBLISH if not action.text.strip():
            return "There is nothing to send: the text is empty."
        case ActionKind.PUBLISH if action.scheduled_ms is not None and action.scheduled_ms <= now_ms:
            return "The time for this post has passed."
        case ActionKind.PUBLISH:
            return problems(None, action.media)
        case ActionKind.EDIT_POST | ActionKind.RESCHEDULE:
            return NO_CHANGE
        case _:
            return "Hootsuite has nothing of the kind."


def _cancelled(told: Told) -> ActionResult:
    if isinstance(told, Problem) and told.kind is Kind.GONE:
        # "Messages might be unavailable for a brief time during upload to social networks": the look decides.
        return UnknownResult(
            reason="Hootsuite no longer has it: it was cancelled there, or is going out at this moment.",
            detail=told.detail,
        )
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    told_of = answers.decoded(answer.body, wire.One)
    # An empty envelope is Hootsuite's yes: what stands in its place brings something, or is no JSON.
    empty = told_of is not None and bytes(told_of.data).strip() in (b"{}", b"[]", b"null")
    return Done() if empty else _unclear()


def _answered(told: Told) -> Answer | RefusedResult | UnknownResult:
    if not isinstance(told, Problem):
        return told
    if told.kind in _CERTAIN:
        reason = " ".join(part for part in (told.sentence, told.to_do) if part)
        return RefusedResult(reason=reason, detail=told.detail)
    return UnknownResult(reason=told.sentence, detail=told.detail)


def _unclear() -> UnknownResult:
    return UnknownResult(reason="Hootsuite answered, but not whether it was done.")


def _written(ms: int) -> str:
    """A time as Hootsuite wants it: UTC, whole seconds, with a Z."""
    return f"{from_ms(ms):%Y-%m-%dT%H:%M:%S}Z"
