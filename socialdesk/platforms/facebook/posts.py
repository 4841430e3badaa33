"""The page's own posts: published, scheduled, shared again, changed (platforms.md 1.2)."""

from __future__ import annotations

import json
import re

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Done, Offline, RefusedResult
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.errors import VOICE
from socialdesk.platforms.graph.writing import HOUR_MS, Results, made_id
from socialdesk.platforms.http import Answer, Part
from socialdesk.platforms.media_rules import post_problem

SOONEST_MS, LATEST_MS = 10 * 60_000, 30 * 24 * HOUR_MS
"""How far ahead a post may be scheduled."""
LONGEST_POST = 63_206
KINDS = frozenset({ActionKind.PUBLISH, ActionKind.RESHARE, ActionKind.EDIT_POST, ActionKind.RESCHEDULE})
_POST = re.compile(r"[0-9]{1,30}(?:_[0-9]{1,30})?", re.ASCII)
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_RESULTS = Results(VOICE)


def unsendable(action: Action, now_ms: int) -> str:
    """Why this cannot be sent at all, "" where it can."""
    if action.kind is ActionKind.RESHARE and not _POST.fullmatch(action.share_of):
        return "The desk does not know which post is to be shared."
    timed = action.kind is ActionKind.RESCHEDULE or action.scheduled_ms is not None
    if timed and not SOONEST_MS <= (action.scheduled_ms or 0) - now_ms <= LATEST_MS:
        return "Facebook takes a scheduled post from ten minutes to thirty days ahead."
    return post_problem(Network.FACEBOOK, action)


def do(calls: GraphCalls, action: Action) -> ActionResult:
    """One of `KINDS`, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
    match action.kind:
        case ActionKind.EDIT_POST:
            return _RESULTS.succeeded(calls.post(action.target, form={"message": action.text}))
        case ActionKind.RESCHEDULE:
            return _RESULTS.succeeded(calls.post(action.target, form=_time(action)))
        case _:
            return _publish(calls, action)


def _publish(calls: GraphCalls, action: Action) -> ActionResult:
    """The pictures first, which nobody sees; then the post."""
    form = {"message": action.text} if action.text else {}
    if action.scheduled_ms is not None:
        form |= {"published": "false", "unpublished_content_type": "SCHEDULED"} | _time(action)
    if action.kind is ActionKind.RESHARE:
        form["link"] = address_of(action.share_of)
    elif not action.media:
        form |= _preview(action.text)
    for number, picture in enumerate(action.media):
        uploaded = _upload(calls, picture, scheduled=action.scheduled_ms is not None)
        if isinstance(uploaded, RefusedResult):
            return uploaded
        form[f"attached_media[{number}]"] = json.dumps({"media_fbid": uploaded})
    result = _RESULTS.made(calls.post(calls.page_id, "feed", form=form))
    if isinstance(result, Done) and "_" not in (result.native_id or ""):
        return _RESULTS.unclear()  # a post carries its page's id: this may be the answer about a picture
    return result


def address_of(post: NativeId) -> str:
    """Where anybody finds a page's post."""
    page, _, number = post.partition("_")
    return f"https://www.facebook.com/{page}/posts/{number}" if number else f"https://www.facebook.com/{page}"


def _upload(calls: GraphCalls, picture: PostMedia, *, scheduled: bool) -> NativeId | RefusedResult:
    fields = {"published": "false"} | ({"temporary": "true"} if scheduled else {})
    if picture.alt_text:
        fields["alt_text_custom"] = picture.alt_text
    name = f"picture.{picture.media_type.partition('/')[2]}"
    told = calls.upload(
        calls.page_id,
        "photos",
        fields=fields,
        file=Part("source", name, picture.media_type, picture.content),
    )
    answer = _RESULTS.answered(told)
    if isinstance(answer, RefusedResult):
        return answer
    made = made_id(answer) if isinstance(answer, Answer) else None
    if made is None:
        raise Offline(
            "Facebook did not say that it has the picture.",
            kept="Nothing was published.",
            to_do="The desk tries again by itself.",
        )
    return made


def _time(action: Action) -> dict[str, str]:
    return {"scheduled_publish_time": str((action.scheduled_ms or 0) // 1000)}


def _preview(text: str) -> dict[str, str]:
    """The first address in the words: Facebook shows what it leads to only where it is named apart."""
    found = _LINK.search(text)
    return {"link": found[0].rstrip(".,;:!?)'\"")} if found else {}
