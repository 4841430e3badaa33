"""What stands in the way of a post, account by account: said beside the preview, and again when it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from socialdesk.clock import to_ms
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.reply_check import place_problem
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind, PostMedia
from socialdesk.model.ids import AccountId
from socialdesk.model.posts import Post, PostTarget, Route
from socialdesk.platforms.capabilities import Posting
from socialdesk.platforms.lengths import how_counted, length, longest
from socialdesk.platforms.media_rules import media_problems, media_rules
from socialdesk.publishing.routes import profile_of
from socialdesk.publishing.schedule import LATEST_MS, posting
from socialdesk.publishing.targets import words
from socialdesk.storage.database import Connection

Capabilities = Mapping[AccountId, Mapping[ActionKind, Capability]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that keeps a post from going out."""

    account_id: AccountId | None
    """None where it is about the post as a whole."""
    field: str
    """text, link, media, alt_text, time, accounts or share."""
    sentence: str


def problems(
    db: Connection,
    *,
    post: Post,
    accounts: Mapping[AccountId, Account],
    capabilities: Capabilities,
    now: datetime,
) -> tuple[Problem, ...]:
    """Everything that keeps a draft from going out as it is; empty where nothing does. Asks no network."""
    found = list(_of_all(post, now))
    for target in post.chosen:
        account = accounts.get(target.account_id)
        if account is None:
            found.append(
                Problem(
                    account_id=target.account_id,
                    field="accounts",
                    sentence="An account of it is no longer connected. Connect it again, or take it out.",
                )
            )
            continue
        told = _on(db, post, target, account, capabilities.get(account.id, {}))
        found += [Problem(account_id=account.id, field=field, sentence=sentence) for field, sentence in told]
    return tuple(found)


def text_problems(db: Connection, text: str, *, network: Network) -> Iterator[str]:
    """What stands against the words of a post on a network, a sentence each that quotes nothing."""
    most = longest(network, ActionKind.PUBLISH)
    over = length(text, network, ActionKind.PUBLISH) - most
    if over > 0:
        counted = how_counted(network, ActionKind.PUBLISH)
        more = f"It is {over:,} character{'' if over == 1 else 's'} too long: {network.label} takes {most:,}."
        yield f"{more} {counted}".strip()
    if problem := place_problem(text):
        yield problem
    if protected_in(db, text):
        yield "It has words that a case's watch list protects. Write it without them."


def _of_all(post: Post, now: datetime) -> Iterator[Problem]:
    if not post.chosen:
        yield Problem(account_id=None, field="accounts", sentence="It is for no account yet: choose one.")
    if post.scheduled_ms is not None:
        ahead = post.scheduled_ms - to_ms(now)
        if ahead <= 0:
            yield Problem(
                account_id=None,
                field="time",
                sentence="Its time has passed. Choose another, or publish it now.",
            )
        elif ahead > LATEST_MS:
            yield Problem(
                account_id=None, field="time", sentence="Its time is more than a year away: choose another."
            )
    if post.link and not _is_address(post.link):
        yield Problem(
            account_id=None,
            field="link",
            sentence="The link is no web address. It begins with https:// and has no spaces.",
        )
    for number, picture in enumerate(post.media, start=1):
        if not picture.stripped:
            which = f"Picture {number}" if len(post.media) > 1 else "The picture"
            yield Problem(
                account_id=None,
                field="media",
                sentence=f"{which} may tell where it was taken. Take it out and add it again: the desk removes that.",
            )


def _on(
    db: Connection,
    post: Post,
    target: PostTarget,
    account: Account,
    capabilities: Mapping[ActionKind, Capability],
) -> Iterator[tuple[str, str]]:
    """Field and sentence of each problem on one account."""
    network, by_hand = account.network, target.route is Route.BY_HAND
    kind = ActionKind.RESHARE if target.share_of else ActionKind.PUBLISH
    can = capabilities.get(kind)
    if (can is None or can.way is not Way.API) and not by_hand:
        reason = "The desk has no way to it." if can is None else can.reason
        yield "accounts", f"{network.label}: {reason} Publish it there by hand, or take the account out."
        return
    parts = words(post, target)
    if not any(parts) and not post.media and not target.share_of:
        yield "text", "There is nothing to show yet."
    if len(parts) > 1:
        if posting(network)[Posting.THREAD].way is not Way.API:
            yield "text", posting(network)[Posting.THREAD].reason
        if not all(parts):
            yield "text", "A part of the thread is empty."
    for part in parts:
        for sentence in text_problems(db, part, network=network):
            yield "text", sentence
    if not by_hand:
        yield from _pictures(post, target, network, len(parts), parts)
        yield from _hootsuite(db, post, target, account, len(parts))


def _pictures(
    post: Post, target: PostTarget, network: Network, count: int, parts: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if target.share_of:
        if post.media:
            yield "media", "A reshare shows the pictures of the first post, and takes no others."
        if count > 1:
            yield "text", "A reshare is no thread."
        return
    rules = media_rules(network)
    if rules.least and not post.media and not _is_address(parts[-1].rpartition("\n")[2]):
        yield "media", rules.why_none
    for part in range(1, count + 1) if post.media else ():
        # Where there are fewer parts, a picture goes with the last (`outbox.rows.with_pictures`).
        chosen = [one for one in post.media if min(one.part, count) == part]
        media = tuple(
            # As large as the picture itself, which is not read for being counted.
            PostMedia(content=bytes(one.size), media_type=one.media_type, alt_text=one.alt_text)
            for one in chosen
        )
        for sentence in media_problems(network, media):
            yield "media", sentence
    if rules.alt_text and any(not one.alt_text for one in post.media):
        yield "alt_text", "A picture has no description for people who cannot see it. Write what it shows."


def _hootsuite(
    db: Connection, post: Post, target: PostTarget, account: Account, count: int
) -> Iterator[tuple[str, str]]:
    if profile_of(db, account.id) is None:
        return
    name = account.network.label
    if target.share_of:
        yield (
            "share",
            f"{account.name}'s posts go through Hootsuite, which shares no posts. Share it on {name}.",
        )
    if count > 1:
        yield (
            "text",
            f"{account.name}'s posts go through Hootsuite, which has no threads. Publish the thread on {name}.",
        )
    if any(one.alt_text for one in post.media):
        yield (
            "alt_text",
            f"{account.name}'s posts go through Hootsuite, which takes no descriptions of pictures, and people who"
            f" cannot see them would be left out. Publish it on {name} by hand, or take the account out.",
        )


def _is_address(text: str) -> bool:
    address = text.strip()
    if not address or any(map(str.isspace, address)):
        return False
    try:
        told = urlsplit(address)
    except ValueError:
        return False
    return told.scheme in ("https", "http") and bool(told.hostname)
