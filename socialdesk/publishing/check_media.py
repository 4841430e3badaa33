"""Checks on pictures and accounts: the photo checklist, copyright, 2.6, and accounts that only reshare (P3, P6, P9)."""

from __future__ import annotations

from collections.abc import Iterator

from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Role
from socialdesk.publishing.scene import Asked, Scene, Settled, digest

Check = Asked | Settled

LINKED = "link"
"""Stands for the number of the picture where Instagram fetches it from an address in the text."""
_CORPORATE_ONLY = (Network.INSTAGRAM, Network.LINKEDIN)


def photo(scene: Scene) -> Iterator[Check]:
    """Seven points for every picture (3.2)."""
    yield from _each(scene, "photo")


def copyright_of(scene: Scene) -> Iterator[Check]:
    """Whose picture it is, and on what terms (3.3c)."""
    yield from _each(scene, "copyright")


def _each(scene: Scene, check: str) -> Iterator[Check]:
    form = scene.pack.form(check)
    linked = _linked(scene)
    if not scene.post.media and not linked:
        yield Settled(id=check, form=form, state="pass", sentence=form.free)
    for media in scene.post.media:
        name = f"{check}:{media.id}"
        if not media.stripped:
            sentence = "Its file may still say where and when it was taken. Take it out and add it again."
            yield Settled(id=name, form=form, state="stop", sentence=sentence)
            continue
        subject = scene.about_picture(media.sha256)
        yield Asked(id=name, form=form, subject=subject, picture=media.sha256)
    if linked:
        subject = digest("linked picture", scene.about_words)
        yield Asked(id=f"{check}:{LINKED}", form=form, subject=subject)


def _linked(scene: Scene) -> bool:
    """True where Instagram takes its picture from an address in the text."""
    return any(account.network is Network.INSTAGRAM for account in scene.accounts) and not scene.shares


def account(scene: Scene) -> Iterator[Check]:
    """Instagram and LinkedIn are Corporate Communications' only (2.6). What a trainee may do, the account says."""
    form = scene.pack.form("account")
    only = any(each.network in _CORPORATE_ONLY for each in scene.accounts)
    if only and not scene.corporate and scene.person.role is not Role.TRAINEE:
        yield Settled(id="account", form=form, state="stop", sentence=form.asks)
    else:
        yield Settled(id="account", form=form, state="pass", sentence=form.passed)


def reshares(scene: Scene) -> Iterator[Check]:
    """An account that only reshares says why it does so again (2.3, 3.3)."""
    form = scene.pack.form("reshares")
    held = {each.id for each in scene.accounts if not each.primary}
    again = any(
        target.share_of and target.account_id in held and _only_reshared(scene, target.account_id)
        for target in scene.post.chosen
    )
    if again:
        yield Asked(id="reshares", form=form, subject=scene.about_all, waiting="ask")
    else:
        yield Settled(id="reshares", form=form, state="pass", sentence=form.free)


def _only_reshared(scene: Scene, account_id: AccountId) -> bool:
    """True where the newest posts of an account that the desk knows of are all reshares."""
    many = scene.pack.reshares_in_a_row
    found = scene.db.execute(
        "SELECT post_targets.share_of <> '', max(post_parts.out_ms) AS at FROM post_targets"
        " JOIN post_parts ON post_parts.target_id = post_targets.id"
        " WHERE post_targets.account_id = ? AND post_parts.out_ms IS NOT NULL AND post_targets.post_id <> ?"
        " GROUP BY post_targets.id ORDER BY at DESC LIMIT ?",
        (account_id, scene.post.id, many),
    ).fetchall()
    if len(found) < many or not all(row[0] for row in found):
        return False
    # What was posted there without the desk is read back as one of its posts.
    other = scene.db.execute(
        "SELECT 1 FROM threads WHERE account_id = ? AND kind = 'post' AND created_ms >= ? AND NOT EXISTS ("
        "SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id"
        " WHERE post_parts.native_id = threads.native_id AND post_targets.account_id = threads.account_id) LIMIT 1",
        (account_id, found[-1][1]),
    ).fetchone()
    return other is None
