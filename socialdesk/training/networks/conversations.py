"""Private messages and blocking, with Messenger's windows (platforms.md 1.2, 1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from socialdesk.training.networks.graph_errors import (
    GraphError,
    bad_parameter,
    outside_window,
    unknown_object,
)
from socialdesk.training.networks.records import Comment, Conversation, Message, Page, Picture, Post, Writer
from socialdesk.training.networks.world import World

STANDARD_WINDOW = timedelta(hours=24)
LONG_WINDOW = timedelta(days=7)
"""For HUMAN_AGENT, and for the one private reply to a comment."""
DETAILED = 20
"""Only so many of a conversation's newest messages can be read."""
_ACTIONS = {"block_user", "unblock_user", "ban_user", "unban_user", "move_to_spam"}


def put_message(
    world: World,
    page_id: str,
    person: Writer,
    text: str,
    *,
    from_page: bool = False,
    at: datetime | None = None,
    picture: Picture | None = None,
    lag: float = 0,
) -> Message:
    """Add a message to the conversation between a page and a person, beginning one if there is none."""
    with world.lock:
        made = at or world.clock()
        page = world.page(page_id)
        scoped = world.scoped_id(person, page_id)
        conversation_id = world.conversation_id(scoped)
        position = world.place(made)
        message = Message(
            id=world.message_id(conversation_id),
            conversation_id=conversation_id,
            writer=page.writer if from_page else person,
            text=text,
            created=made,
            position=position,
            picture=picture,
        )
        if picture is not None:
            world.pictures[picture.id] = picture

        def appear() -> None:
            conversation = world.conversations.get(conversation_id)
            if conversation is None:
                conversation = world.conversations[conversation_id] = Conversation(
                    id=conversation_id,
                    page_id=page_id,
                    person=person,
                    scoped_id=scoped,
                    updated=made,
                    position=position,
                )
            conversation.messages.append(message)
            conversation.messages.sort(key=lambda one: one.position)
            conversation.updated = conversation.messages[-1].created
            conversation.position = conversation.messages[-1].position
            conversation.unread = 0 if from_page else conversation.unread + 1
            world.messages[message.id] = message

        world.later(appear, lag)
        return message


def readable(conversation: Conversation, message: Message) -> bool:
    """True for the newest messages, whose details Facebook still gives."""
    return message in conversation.messages[-DETAILED:]


def of_page(world: World, page_id: str) -> list[Conversation]:
    """A page's conversations, the one with the oldest news first."""
    found = [one for one in world.conversations.values() if one.page_id == page_id]
    return sorted(found, key=lambda one: one.position)


def window_open(world: World, page: Page, talks: Conversation, window: timedelta) -> bool:
    """True while the person's last message is young enough, and the page has not blocked them."""
    heard = [one.created for one in talks.messages if not one.writer.is_page]
    return bool(heard) and world.clock() - heard[-1] <= window and may_write(page, talks.scoped_id)


def send(world: World, page: Page, scoped: str, text: str, *, tag: str = "", lag: float = 0) -> Message:
    """Answer somebody who wrote.

    Raises GraphError 10/2018278 (window), 100 (tag, text, person) or 551 (blocked).
    """
    with world.lock:
        _check_text(text)
        if tag and tag != "HUMAN_AGENT":
            raise bad_parameter(f"Param tag must be HUMAN_AGENT; {tag[:40]} is no longer supported.")
        conversation = next((one for one in of_page(world, page.id) if one.scoped_id == scoped), None)
        if conversation is None:
            raise GraphError(100, "(#100) No matching user found", subcode=2018001)
        _check_not_blocked(page, scoped)
        if not window_open(world, page, conversation, LONG_WINDOW if tag else STANDARD_WINDOW):
            raise outside_window()
        now = world.clock()
        message = put_message(world, page.id, conversation.person, text, from_page=True, lag=lag)
        world.ledger.add("message", account=page.id, target=scoped, text=text, at=now, made=message.id)
        return message


def reply_privately(
    world: World, page: Page, target: Comment | Post, text: str, *, lag: float = 0
) -> Message:
    """The one private reply to a comment or visitor's post, within seven days.

    Raises GraphError 10/2018278 (too late), 10900 (already done), 100 (own) or 551 (blocked).
    """
    with world.lock:
        _check_text(text)
        now = world.clock()
        if target.writer.is_page:
            raise bad_parameter("A page cannot send a private reply to itself.")
        if now - target.created > LONG_WINDOW:
            raise outside_window()
        if target.id in world.private_replies:
            raise GraphError(10900, "(#10900) Activity already replied to")
        _check_not_blocked(page, world.scoped_id(target.writer, page.id))
        world.private_replies.add(target.id)
        message = put_message(world, page.id, target.writer, text, from_page=True, lag=lag)
        world.ledger.add(
            "private_reply", account=page.id, target=target.id, text=text, at=now, made=message.id
        )
        return message


def person_by_scoped_id(world: World, page_id: str, scoped: str) -> Writer | None:
    """Who the page knows by that id."""
    return next((one for one in world.people.values() if world.scoped_id(one, page_id) == scoped), None)


def block(world: World, page: Page, scoped_ids: Iterable[str]) -> dict[str, bool]:
    """Block people from the page; each id is answered with whether it was."""
    with world.lock:
        answer: dict[str, bool] = {}
        for scoped in scoped_ids:
            person = person_by_scoped_id(world, page.id, scoped)
            answer[scoped] = person is not None
            if person is not None:
                page.blocked[scoped] = person
                world.ledger.add("block", account=page.id, target=scoped, at=world.clock())
        return answer


def unblock(world: World, page: Page, scoped_ids: Iterable[str]) -> None:
    """Let people back in; who was not blocked stays so."""
    with world.lock:
        for scoped in scoped_ids:
            page.blocked.pop(scoped, None)
            world.ledger.add("unblock", account=page.id, target=scoped, at=world.clock())


def moderate(world: World, page: Page, scoped_ids: list[str], actions: list[str]) -> None:
    """`moderate_conversations`: 1 to 10 people, 1 or 2 actions that agree. Raises GraphError 100."""
    chosen = [action.lower() for action in actions]
    with world.lock:
        if not 1 <= len(scoped_ids) <= 10 or not 1 <= len(chosen) <= 2 or not _ACTIONS.issuperset(chosen):
            raise bad_parameter("The provided user ids or actions may be invalid")
        if {"block_user", "unblock_user"} <= set(chosen) or {"ban_user", "unban_user"} <= set(chosen):
            raise bad_parameter("Invalid actions")
        threads = {one.scoped_id: one for one in of_page(world, page.id)}
        if not set(scoped_ids) <= threads.keys():
            raise bad_parameter("The user ID is not a valid PSID or IGSID")
        for scoped in scoped_ids:
            for action in chosen:
                _moderate_one(page, threads[scoped], action)
                world.ledger.add("moderate", account=page.id, target=scoped, text=action, at=world.clock())


def may_write(page: Page, scoped: str) -> bool:
    """False for a person whom the page has blocked or banned."""
    return scoped not in page.blocked and scoped not in page.banned


def _moderate_one(page: Page, conversation: Conversation, action: str) -> None:
    scoped = conversation.scoped_id
    match action:
        case "block_user":
            page.blocked[scoped] = conversation.person
        case "unblock_user":
            page.blocked.pop(scoped, None)
        case "ban_user":
            page.banned.add(scoped)
        case "unban_user":
            page.banned.discard(scoped)
        case _:
            conversation.folder = "spam"


def _check_text(text: str) -> None:
    if not text.strip():
        raise bad_parameter("Param message[text] must be a non-empty UTF-8 encoded string.")
    if len(text) > 2000:
        raise bad_parameter("Length of param message[text] must be less than or equal to 2000.")


def _check_not_blocked(page: Page, scoped: str) -> None:
    if not may_write(page, scoped):
        raise GraphError(551, "(#551) This person isn't available right now.", subcode=1545041)


def conversation_of(world: World, conversation_id: str) -> Conversation:
    """The conversation, or GraphError 100/33."""
    conversation = world.conversations.get(conversation_id)
    if conversation is None:
        raise unknown_object(conversation_id)
    return conversation
