"""What LinkedIn notifies of: mentions, and under which post a comment is new, changed or gone (platforms.md 5).

Source: LinkedIn's "organization social action notifications", which are kept for 60 days; a payload of the real
service is in public code. `sourcePost` is an activity, which is no name of the post: that stands in its decoration,
or was seen together with it among the comments.
"""

from __future__ import annotations

import msgspec

from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.cursor import Cursor, Run, Waiting
from socialdesk.platforms.linkedin.items import Reader
from socialdesk.platforms.linkedin.page import Page
from socialdesk.platforms.linkedin.urn import comment_parts, is_post, restli_list

KEPT_MS = 59 * 24 * 3600_000
"""How far back notifications go: LinkedIn keeps them for 60 days."""
_MENTION = "SHARE_MENTION"
_DELETED = "COMMENT_DELETE"
_COMMENTS = ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT", _DELETED)
_MAX_RAW = 20_000


def news_query(organization: str, run: Run, *, now_ms: int) -> dict[str, str]:
    """What to ask for; `organization` is quoted. Where everything is read, only mentions are missing from it."""
    start = max(run.since_ms, now_ms - KEPT_MS)
    actions = (_MENTION, *_COMMENTS) if run.since_ms else (_MENTION,)
    return {
        "q": "criteria",
        "organizationalEntity": organization,
        "actions": restli_list(actions),
        "timeRange": f"(start:{start},end:{now_ms})",
    }


def sort_news(listing: wire.Listing, cursor: Cursor, run: Run, page: Page, reader: Reader) -> None:
    """Queue what has to be read, and take the mentions that came whole."""
    unreadable = 0
    for raw in listing.elements:
        told = wire.salvage(raw, wire.Notification)
        if told.action == _MENTION:
            unreadable += not _mention(raw, run, page, reader)
        elif told.action in _COMMENTS:
            _comment(told, cursor, run, reader)
    page.count(unreadable)


def _mention(raw: msgspec.Raw, run: Run, page: Page, reader: Reader) -> bool:
    item = reader.notified(raw)
    if item is None:
        return False
    if item.by_force:
        return True
    if item.untrusted_text and item.author is not None:
        page.threads.append(reader.thread_of(item))
        page.items.append(item)
    elif not any(one.thread == item.thread for one in run.queue):
        run.queue.append(Waiting(item.thread, notified=item.raw[:_MAX_RAW]))
    return True


def _comment(told: wire.Notification, cursor: Cursor, run: Run, reader: Reader) -> None:
    source = told.decorated_source_post or wire.Decoration()
    if source.owner and not reader.is_page(source.owner):
        return  # beneath somebody else's post
    post = next((one for one in (source.entity, told.source_post) if is_post(one)), None)
    if post is None:
        post = cursor.aliases.get(told.source_post)
    elif told.source_post.startswith("urn:li:activity:"):
        cursor.learn(told.source_post, post)
    if post is None:
        run.recent = True
        return
    waiting = next((one for one in run.queue if one.thread == post and not one.notified), None)
    number = _number(told)
    if waiting is None:
        waiting = Waiting(post, wanted=[number] if number else [], claims=told.action == _DELETED)
        run.queue.append(waiting)
        return
    waiting.claims = waiting.claims or told.action == _DELETED
    if not number:
        waiting.wanted = []
    elif waiting.wanted and number not in waiting.wanted:
        waiting.wanted.append(number)


def _number(told: wire.Notification) -> str:
    made = told.decorated_generated_activity
    entity = made.comment.entity if made is not None and made.comment is not None else ""
    for name in (told.generated_activity, entity):
        parts = comment_parts(name)
        if parts is not None:
            return parts[1]
    return ""
