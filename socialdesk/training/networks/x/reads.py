"""The lists and single things that X shows to an account. Under the world's lock; each may raise XRefusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from socialdesk.clock import to_ms
from socialdesk.training.networks.x import fields, paging, search
from socialdesk.training.networks.x.problems import invalid, missing, not_found
from socialdesk.training.networks.x.records import Letter, Post, User
from socialdesk.training.networks.x.shapes import Shapes, missing_references
from socialdesk.training.networks.x.world import EPOCH_MS, XWorld, conversation_of

NEWEST_MENTIONS = 800
NEWEST_POSTS = 3200
SEARCHED = timedelta(days=7)
LETTERS_KEPT = timedelta(days=30)
LONGEST_QUERY = {False: 512, True: 4096}
"""In characters, without and with Enterprise."""

Params = Mapping[str, str]
Body = dict[str, Any]


class Reads:
    """Answers reads of one account's token with X's bodies."""

    def __init__(self, world: XWorld) -> None:
        self.world = world

    # -- posts

    def mentions(self, user: User, params: Params, base_url: str) -> Body:
        """Who names an account, the 800 newest."""
        named = (post for post in self.world.newest_first(naming=user) if post.author is not user)
        return self._posts(islice(named, NEWEST_MENTIONS), params, base_url, least=5, usual=10)

    def timeline(self, user: User, params: Params, base_url: str) -> Body:
        """What somebody posted, the 3,200 newest."""
        left_out = {part.strip() for part in params.get("exclude", "").split(",") if part.strip()}
        for one in sorted(left_out - {"replies", "retweets"}):
            raise invalid("exclude", one, f"The `exclude` query parameter value [{one}] is not one of"
                          " [replies,retweets]")  # fmt: skip
        own = islice((post for post in self.world.newest_first() if post.author is user), NEWEST_POSTS)
        shown = (
            post
            for post in own
            if not ("replies" in left_out and post.replied_to is not None)
            and not ("retweets" in left_out and post.reposted is not None)
        )
        return self._posts(shown, params, base_url, least=5, usual=10)

    def search(self, params: Params, base_url: str) -> Body:
        """Recent search: seven days."""
        query = params.get("query", "")
        longest = LONGEST_QUERY[self.world.enterprise]
        if not query.strip():
            raise invalid("query", query, "The `query` query parameter can not be empty")
        if len(query) > longest:
            raise invalid("query", query, f"Rule length exceeds the limit of {longest} characters.")
        matches = search.parsed(query, self.world)
        now = self.world.clock()
        begins = (to_ms(now - SEARCHED) - EPOCH_MS) << 22
        for name in ("since_id", "until_id"):
            told = params.get(name, "")
            if told.isdecimal() and int(told) < begins:
                message = f"'{name}' must be a tweet id created after [{now - SEARCHED:%Y-%m-%dT%H:%MZ}]."
                raise invalid(name, told, f"{message} Please use a '{name}' that is larger than {begins}")
        since = self._since(begins, paging.below(params))
        found = (post for post in since if post.reposted is None and matches(post))
        return self._posts(found, params, base_url, least=10, usual=10, previous=False)

    def posts(self, params: Params, base_url: str) -> Body:
        """Several by their ids; what is missing stands in `errors`."""
        ids = [part.strip() for part in params.get("ids", "").split(",") if part.strip()]
        if not 1 <= len(ids) <= 100:
            raise invalid("ids", params.get("ids", ""), "size must be between 1 and 100")
        for one in ids:
            if not (one.isascii() and one.isdecimal() and len(one) <= 19):
                raise invalid("ids", one, f"The `ids` query parameter value [{one}] is not valid")
        wanted = fields.wanted(params, taken=self.world.vocabularies)
        known = [self.world.posts[one] for one in ids if one in self.world.posts]
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {}
        if known:
            told["data"] = [shapes.post(post) for post in known]
        includes = shapes.includes()
        errors = [missing("ids", one) for one in ids if one not in self.world.posts]
        errors += self._missing(known, wanted)
        return told | ({"includes": includes} if includes else {}) | ({"errors": errors} if errors else {})

    def one_post(self, post_id: str, params: Params, base_url: str) -> Body:
        """One by its id: 200 with `errors` where it is not there, as X answers."""
        wanted = fields.wanted(params, taken=self.world.vocabularies)
        post = self.world.posts.get(post_id)
        if post is None:
            return {"errors": [missing("id", post_id)]}
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {"data": shapes.post(post)}
        includes, errors = shapes.includes(), self._missing([post], wanted)
        return told | ({"includes": includes} if includes else {}) | ({"errors": errors} if errors else {})

    # -- people

    def me(self, me: User, params: Params, base_url: str) -> Body:
        """The account itself."""
        wanted = fields.wanted(params, of="user", taken=self.world.vocabularies)
        return {"data": Shapes(self.world, wanted, base_url).user(me)}

    def user(self, user: User | None, parameter: str, value: str, params: Params, base_url: str) -> Body:
        """Somebody: 200 with `errors` where there is nobody."""
        if user is None:
            return {"errors": [missing(parameter, value, kind="user")]}
        return self.me(user, params, base_url)

    def people(self, users: Sequence[User], params: Params, base_url: str) -> Body:
        """A list of people, the newest entry first."""
        wanted = fields.wanted(params, of="user", taken=self.world.vocabularies)
        asked = paging.bounds(params, least=1, most=1000, usual=100)
        order = {str(len(users) - place): user for place, user in enumerate(reversed(users))}
        part = paging.page(order, str, asked)
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {"data": [shapes.user(order[one]) for one in part.entries]} if part.entries else {}
        meta: Body = {"result_count": len(part.entries)}
        return told | {"meta": meta | ({"next_token": part.next_token} if part.next_token else {})}

    # -- messages

    def letters(self, me: User, params: Params, base_url: str, *, conversation: str = "") -> Body:
        """Messages of the last thirty days, of one conversation or of all; X gives a token even on the last page."""
        wanted = fields.wanted(params, of="letter", taken=self.world.vocabularies)
        kinds = {part.strip() for part in params.get("event_types", "").split(",") if part.strip()}
        for one in sorted(kinds - {"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"}):
            raise invalid("event_types", one, f"The `event_types` query parameter value [{one}] is not valid")
        asked = paging.bounds(params, least=1, most=100, usual=100)
        since = self.world.clock() - LETTERS_KEPT
        known = (
            letter
            for letter in self.world.letters_newest_first()
            if me.id in letter.conversation.split("-")
            and letter.created >= since
            and (not conversation or letter.conversation == conversation)
            and (not kinds or "MessageCreate" in kinds)
        )
        part = paging.page(known, lambda letter: letter.id, asked, always=True)
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {"data": [shapes.letter(one) for one in part.entries]} if part.entries else {}
        includes = shapes.includes()
        meta: Body = {"result_count": len(part.entries)}
        if part.next_token:
            meta |= {"next_token": part.next_token, "previous_token": part.next_token[::-1]}
        return told | ({"includes": includes} if includes else {}) | {"meta": meta}

    def one_letter(self, me: User, letter_id: str, params: Params, base_url: str) -> Body:
        """One message."""
        wanted = fields.wanted(params, of="letter", taken=self.world.vocabularies)
        letter: Letter | None = self.world.letters.get(letter_id)
        if letter is None or me.id not in letter.conversation.split("-"):
            raise not_found("event_id", letter_id, kind="dm_event")
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {"data": shapes.letter(letter)}
        includes = shapes.includes()
        return told | ({"includes": includes} if includes else {})

    def conversation_with(self, me: User, person: str) -> str:
        """The conversation of the account and somebody."""
        who = self.world.users.get(person)
        if who is None:
            raise not_found("participant_id", person, kind="user")
        return conversation_of(me, who)

    # -- lists

    def _posts(
        self, found: Iterable[Post], params: Params, base_url: str, *, least: int, usual: int, previous: bool = True
    ) -> Body:  # fmt: skip
        wanted = fields.wanted(params, taken=self.world.vocabularies)
        asked = paging.bounds(params, least=least, most=100, usual=usual)
        part = paging.page(found, lambda post: post.id, asked)
        if not part.entries:
            return {"meta": {"result_count": 0}}
        shapes = Shapes(self.world, wanted, base_url)
        told: Body = {"data": [shapes.post(post) for post in part.entries]}
        includes, errors = shapes.includes(), self._missing(part.entries, wanted)
        told |= {"includes": includes} if includes else {}
        told |= {"errors": errors} if errors else {}
        meta: Body = {
            "newest_id": part.entries[0].id,
            "oldest_id": part.entries[-1].id,
            "result_count": len(part.entries),
        }
        meta |= {"next_token": part.next_token} if part.next_token else {}
        if previous and asked.onward:
            meta["previous_token"] = part.next_token[::-1] or "0previous0token0"
        return told | {"meta": meta}

    def _missing(self, posts: Iterable[Post], wanted: fields.Wanted) -> list[Body]:
        """Errors of what was to be brought along and is no longer there."""
        if not any(one.startswith("referenced_") for one in wanted.expansions):
            return []
        name = "referenced_posts" if wanted.vocabulary == "post" else "referenced_tweets.id"
        return [missing(name, one) for one in missing_references(posts, self.world)]

    def _since(self, begins: int, below: int) -> Iterator[Post]:
        for post in self.world.newest_first(below):
            if int(post.id) < begins:
                return
            yield post
