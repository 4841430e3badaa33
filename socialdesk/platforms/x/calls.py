"""One account's calls to X: addresses, both vocabularies, retries of reads, the allowance, errors as the port's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from urllib.parse import quote

import msgspec
import stamina

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Offline, Refused, Throttled, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer, Part, multipart
from socialdesk.platforms.meter import Meter
from socialdesk.platforms.x import errors, limits, wire
from socialdesk.platforms.x.limits import Call

_PART = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
"""No new attempt after so long; whoever waits must hear."""
_MONEY_WAIT_MS = 3600_000
_USER = {"user.fields": "id,name,username,protected"}
_MEDIA = {"media.fields": "media_key,preview_image_url,type,url"}


class Vocabulary(Enum):
    """What X calls a post: since summer 2026 a post, before that a tweet. It answers as it is asked."""

    POST = "post"
    TWEET = "tweet"

    @property
    def other(self) -> Vocabulary:
        """The other one."""
        return Vocabulary.TWEET if self is Vocabulary.POST else Vocabulary.POST


POST_PARAMETERS: Mapping[Vocabulary, Mapping[str, str]] = {
    Vocabulary.POST: {
        "post.fields": "attachments,conversation_id,created_at,display_text_range,entities,id,note_post,"
        "public_metrics,text",
        "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,referenced_posts",
        **_USER,
        **_MEDIA,
    },
    Vocabulary.TWEET: {
        "tweet.fields": "attachments,author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,"
        "entities,id,in_reply_to_user_id,note_tweet,public_metrics,referenced_tweets,text",
        "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,referenced_tweets.id",
        **_USER,
        **_MEDIA,
    },
}
LETTER_PARAMETERS: Mapping[str, str] = {
    "event_types": "MessageCreate",
    "dm_event.fields": "attachments,created_at,dm_conversation_id,entities,event_type,id,text",
    "expansions": "attachments.media_keys,sender_id",
    **_USER,
    **_MEDIA,
}


class XCalls:
    """Calls for one account. Safe to use from several threads."""

    def __init__(self, http: HttpClient, meter: Meter, clock: Clock, *, user_id: str) -> None:
        self.http = http
        self.meter = meter
        self.clock = clock
        self.user_id = user_id
        self.access_level = ""
        """What X last said that the sign-in may do; "" where it has not."""
        self._vocabulary = Vocabulary.POST

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def posts(
        self, call: Call, *parts: str, params: Mapping[str, str], partial: bool = False
    ) -> wire.Listing:
        """One page of a list of posts; `partial` as for `read`. Raises NetworkError."""
        return wire.read_listing(self.read_posts(call, *parts, params=params, partial=partial))

    def read_posts(
        self, call: Call, *parts: str, params: Mapping[str, str] | None = None, partial: bool = False
    ) -> Answer:
        """Posts in the vocabulary that X takes; where it refuses one, the other is tried once. Raises NetworkError."""
        vocabulary = self._vocabulary
        asked = dict(params or {})
        try:
            return self.read(call, *parts, params=asked | dict(POST_PARAMETERS[vocabulary]), partial=partial)
        except errors.BadRequest as refused:
            if not errors.speaks_of_vocabulary(refused.named):
                raise
            first = refused
        try:
            answer = self.read(
                call, *parts, params=asked | dict(POST_PARAMETERS[vocabulary.other]), partial=partial
            )
        except errors.BadRequest:
            raise first from None
        self._vocabulary = vocabulary.other
        return answer

    def read(
        self, call: Call, *parts: str, params: Mapping[str, str] | None = None, partial: bool = False
    ) -> Answer:
        """A GET that X answered without refusing. Raises NetworkError.

        Tried three times at most, for no connection and for X's own trouble only. `partial`: all that was asked
        for may be missing, each with its error, and that is no refusal.
        """
        path = self._path(parts)
        for attempt in stamina.retry_context(
            on=(Offline, NoAnswer, errors.Transient),
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                answer = self._signed(call, lambda: self.http.get(path, params), reading=True)
                found = errors.problem(answer, partial=partial)
                if found is not None:
                    raise self._raised(call, found, answer)
                self._count(answer, call)
                return answer
        raise Offline("X could not be reached.")  # not reached: the last attempt raises its own

    def write(
        self,
        call: Call,
        method: str,
        *parts: str,
        body: Mapping[str, object] | None = None,
        cost: int | None = None,
    ) -> Answer | errors.Problem | UnknownResult:
        """A POST, PUT or DELETE, once. Raises Offline, Throttled, SignInExpired or Refused only where not applied."""
        path = self._path(parts)
        content = msgspec.json.encode(body) if body is not None else None
        paid = call.cost if cost is None else cost
        self._afford(paid, reading=False)
        try:
            answer = self._signed(call, lambda: self.http.send(method, path, content), reading=False)
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            self.meter.spend(limits.MONEY, paid if answer.status < 400 else 0)
            return self._written(call, answer)
        self.meter.spend(limits.MONEY, paid)
        return unknown

    def upload(
        self, call: Call, *parts: str, fields: Mapping[str, str], file: Part
    ) -> Answer | errors.Problem:
        """Sends a file, which nobody sees yet: what is not known of it can be tried again, and raises Offline.

        Raises Throttled, SignInExpired and Refused as well.
        """
        path = self._path(parts)
        body, media_type = multipart(fields, file)
        try:
            answer = self._signed(
                call, lambda: self.http.upload("POST", path, body, media_type=media_type), reading=False
            )
        except Unreadable as silence:
            happened = silence.happened
        else:
            return self._written(call, answer)
        raise Offline(happened, kept="Nothing was published.", to_do="The desk tries again by itself.")

    def close(self) -> None:
        """Give the connections back."""
        self.http.close()

    def _signed(self, call: Call, send: Callable[[], Answer], *, reading: bool) -> Answer:
        """Send; where the sign-in has run out and a newer one is to be had, send once more."""
        if reading:
            self._afford(call.cost, reading=True)
        answer = self._sent(call, send, reading=reading)
        if answer.status == 401 and self._is_sign_in(answer) and self.http.renew():
            answer = self._sent(call, send, reading=reading)
        return answer

    def _sent(self, call: Call, send: Callable[[], Answer], *, reading: bool) -> Answer:
        self.meter.take(call.window, reading=reading)
        answer = send()
        limits.learn(self.meter, call, answer.headers)
        level = answer.headers.get("x-access-level", "")
        if re.fullmatch(r"[a-z-]{1,40}", level, re.ASCII):
            self.access_level = level
        return answer

    def _afford(self, cost: int, *, reading: bool) -> None:
        try:
            self.meter.check(limits.MONEY, cost, reading=reading)
        except Throttled as short:
            until_ms = short.until_ms
        else:
            return
        raise errors.OutOfCredits(
            "What may be spent on X in thirty days is spent, but for what is kept for moderation."
            if reading
            else "What may be spent on X in thirty days is spent.",
            until_ms=until_ms,
            kept="Nothing was sent, and nothing is lost.",
            to_do="Raise the limit in the account's settings, or wait.",
        )

    def _is_sign_in(self, answer: Answer) -> bool:
        found = errors.problem(answer)
        return found is not None and found.kind is errors.Kind.SIGN_IN

    def _raised(self, call: Call, found: errors.Problem, answer: Answer) -> Exception:
        return errors.raised(found, until_ms=self._until(call, found, answer))

    def _until(self, call: Call, found: errors.Problem, answer: Answer) -> int:
        """Until when to wait, and nothing of the kind goes out before."""
        if found.kind is errors.Kind.MONEY:
            return self.now_ms + _MONEY_WAIT_MS
        if found.kind is not errors.Kind.THROTTLED:
            return 0
        return self.meter.refused(call.window, until_ms=limits.learn(self.meter, call, answer.headers))

    def _written(self, call: Call, answer: Answer) -> Answer | errors.Problem:
        """The answer to a write, or what it says went wrong. Raises what certainly was not applied and waits."""
        found = errors.problem(answer)
        if found is None:
            return answer
        # A server that fails is not believed, whatever its body says: only its own refusals are certain.
        if answer.status >= 500 or answer.status < 400:
            kind = found.kind if answer.status < 400 and found.kind is errors.Kind.GONE else errors.Kind.OTHER
            return errors.Problem(kind, found.sentence, found.to_do, found.detail)
        if found.kind in {errors.Kind.THROTTLED, errors.Kind.MONEY, errors.Kind.SIGN_IN}:
            raise self._raised(call, found, answer)
        return found

    def _count(self, answer: Answer, call: Call) -> None:
        """What a read cost: X asks for each thing that it gave."""
        told = wire.salvage(msgspec.Raw(answer.body), _Counted)
        given = told.meta.result_count if told.meta is not None else None
        self.meter.spend(limits.MONEY, call.cost * min(max(1 if given is None else given, 0), 1000))

    def _path(self, parts: tuple[str, ...]) -> str:
        """The path of ids and edges. An id comes from the network and must stay one part of an address."""
        for part in parts:
            if not _PART.fullmatch(part):
                raise Refused(
                    "The desk holds an id here that X could not have given.", kept="Nothing was sent."
                )
        return "/2/" + "/".join(quote(part, safe="") for part in parts)


class _Counted(msgspec.Struct):
    meta: wire.Meta | None = None
