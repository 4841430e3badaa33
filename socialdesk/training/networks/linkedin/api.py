"""The simulated LinkedIn's wire: `/rest/...` as the Community Management API answers it (platforms.md 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from socialdesk.clock import to_ms
from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.linkedin import acts, views
from socialdesk.training.networks.linkedin.posting import Posting
from socialdesk.training.networks.linkedin.records import Comment, Ended, Notification, Post, Role, Token
from socialdesk.training.networks.linkedin.refusals import (
    Refusal,
    bad_token,
    denied,
    illegal,
    no_resource,
    not_found,
    refusal,
    refused,
    too_many,
    unauthorized,
)
from socialdesk.training.networks.linkedin.world import LinkedInWorld
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.wire import Answer, Request

OLDEST_VERSION, NEWEST_VERSION = "202511", "202609"
_COMMENT = re.compile(r"urn:li:comment:\((urn:li:[A-Za-z]+:\d+),(\d+)\)", re.ASCII)
_LIST = re.compile(r"List\(([A-Z_,]*)\)", re.ASCII)
_RANGE = re.compile(r"\(start:(\d{1,15}),end:(\d{1,15})\)", re.ASCII)
_PERSON = re.compile(r"\(id:([A-Za-z0-9_-]{1,40})\)", re.ASCII)
_READERS = frozenset({Role.ADMINISTRATOR})
_WRITERS = frozenset(Role)


class LinkedInApi:
    """Implements the wire's `Api`."""

    name = "linkedin"

    def __init__(self, world: LinkedInWorld) -> None:
        self.world = world
        self._posting = Posting(world)

    def answer(self, request: Request) -> Answer:
        """Carry the call out; every refusal is an answer too."""
        with self.world.lock:
            self.world.settle()
            try:
                if request.path[:1] == ("dms-uploads",) and len(request.path) == 2:
                    return self._take_image(request)
                return self._route(request, self._token(request))
            except Refusal as told:
                return told.answer

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """LinkedIn's own words for `kind`."""
        if kind is Kind.THROTTLE:
            return too_many()
        if kind is Kind.EXPIRED_TOKEN:
            return bad_token(Ended.EXPIRED)
        if kind is Kind.REFUSE_AFTER:
            return refusal(500, "Unable to obtain activity", code="INTERNAL_SERVER_ERROR")
        return refusal(500, "Internal Server Error", code="INTERNAL_SERVER_ERROR")

    def bad_request(self) -> Answer:
        """The request could not be read."""
        return refusal(400, "Request body could not be converted to data map", code="ILLEGAL_ARGUMENT")

    def picture(self, picture_id: str) -> Picture | None:
        """What hangs on a comment."""
        with self.world.lock:
            return self.world.pictures.get(picture_id)

    # -- who asks, in which version, how often

    def _token(self, request: Request) -> Token:
        if not request.token:
            raise refused(401, "Empty oauth2 access token", code="INVALID_ACCESS_TOKEN", service_code=65604)
        token = self.world.tokens.get(request.token)
        if token is None or token.ended is not None:
            raise Refusal(bad_token(token.ended if token is not None else None))
        if request.path[:1] != ("rest",) or len(request.path) < 2:
            raise no_resource()
        self._check_version(request)
        self._count(request.path[1])
        return token

    def _check_version(self, request: Request) -> None:
        version = request.headers.get("linkedin-version", "")
        if not version:
            raise refused(400, "A version must be present. Please specify a version by adding the LinkedIn-Version"
                          " header.", code="VERSION_MISSING")  # fmt: skip
        if not OLDEST_VERSION <= version <= NEWEST_VERSION:
            raise refused(426, f"Requested version {version}01 is not active", code="NONEXISTENT_VERSION")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise illegal("Invalid query parameters passed to request")

    def _count(self, resource: str) -> None:
        if self.world.daily_calls is None:
            return
        key = (f"{self.world.clock():%Y-%m-%d}", resource)
        self.world.calls[key] = self.world.calls.get(key, 0) + 1
        if self.world.calls[key] > self.world.daily_calls:
            raise Refusal(too_many())

    # -- what is asked for

    def _route(self, request: Request, token: Token) -> Answer:
        routes: dict[tuple[str, str, int], Callable[[Request, Token], Answer]] = {
            ("GET", "organizationAcls", 2): self._roles,
            ("GET", "organizations", 3): self._organization,
            ("GET", "people", 3): self._person,
            ("GET", "posts", 2): self._posts,
            ("GET", "posts", 3): self._post,
            ("POST", "posts", 2): self._publish,
            ("POST", "posts", 3): self._edit_post,
            ("DELETE", "posts", 3): self._remove_post,
            ("POST", "images", 2): self._begin_image,
            ("GET", "organizationalEntityNotifications", 2): self._notifications,
            ("GET", "socialActions", 4): self._comments,
            ("POST", "socialActions", 4): self._write_comment,
            ("GET", "socialActions", 5): self._comment,
            ("POST", "socialActions", 5): self._edit_comment,
            ("DELETE", "socialActions", 5): self._remove_comment,
        }
        route = routes.get((request.method, request.path[1], len(request.path)))
        if route is None or (request.path[1] == "socialActions" and request.path[3] != "comments"):
            raise no_resource()
        return route(request, token)

    def _roles(self, request: Request, token: Token) -> Answer:
        if request.params.get("q") != "roleAssignee":
            raise illegal("Resource method could not be resolved from request parameters.")
        self._need(request, token, "rw_organization_admin", "organizationAcls.FINDER-roleAssignee")
        wanted = request.params.get("role")
        held = [(urn, role) for urn, role in token.roles.items() if wanted in {None, role.value}]

        def shown(one: tuple[str, Role]) -> dict[str, Any]:
            return {
                "organization": one[0],
                "role": one[1].value,
                "state": "APPROVED",
                "roleAssignee": token.member.urn,
            }

        return Answer(status=200, body=views.page(request, held, shown))

    def _organization(self, request: Request, token: Token) -> Answer:
        urn = f"urn:li:organization:{request.path[2]}"
        if urn not in token.roles:
            raise denied("organizations.GET", NEWEST_VERSION)
        return Answer(status=200, body=views.organization(self.world.organizations[urn]))

    def _person(self, request: Request, token: Token) -> Answer:
        self._need(request, token, "r_basicprofile", "people.GET")
        found = _PERSON.fullmatch(request.path[2])
        member = self.world.members.get(found[1]) if found else None
        if member is None:
            raise not_found("Person")
        return Answer(status=200, body=views.member(member))

    def _posts(self, request: Request, token: Token) -> Answer:
        author = str(request.params.get("author", ""))
        if request.params.get("q") != "author":
            raise illegal("Resource method could not be resolved from request parameters.")
        self._may(request, token, author, "r_organization_social", _READERS, "posts.FINDER-author")
        by_change = request.params.get("sortBy", "LAST_MODIFIED") == "LAST_MODIFIED"
        found = [post for post in self.world.posts.values() if post.author == author]
        found.sort(key=lambda one: (one.modified if by_change else one.created, one.position), reverse=True)
        return Answer(status=200, body=views.page(request, found, views.post))

    def _post(self, request: Request, token: Token) -> Answer:
        self._need(request, token, "r_organization_social", "posts.GET")
        post = self.world.posts.get(request.path[2])
        if post is None:
            raise not_found(f"Post {request.path[2]}")
        return Answer(status=200, body=views.post(post))

    def _publish(self, request: Request, token: Token) -> Answer:
        told = _object(request)
        author = str(told.get("author", ""))
        if told.get("lifecycleState") != "PUBLISHED" or "distribution" not in told:
            raise refused(
                422, "ERROR :: /distribution :: field is required but not found and has no default value"
            )
        self._may(request, token, author, "w_organization_social", _WRITERS, "posts.CREATE")
        wanted = self._posting.wanted(author, told)
        words = str(told.get("commentary", ""))
        made = acts.publish(self.world, author, words, lag=request.lag, wanted=wanted)
        return Answer(status=201, body=None, headers={"x-restli-id": made.urn, "x-linkedin-id": made.urn})

    def _begin_image(self, request: Request, token: Token) -> Answer:
        asked = cast("dict[str, Any]", _object(request).get("initializeUploadRequest") or {})
        owner = str(asked.get("owner", ""))
        if request.params.get("action") != "initializeUpload":
            raise illegal("Resource method could not be resolved from request parameters.")
        self._may(request, token, owner, "w_organization_social", _WRITERS, "images.ACTION-initializeUpload")
        return Answer(status=200, body=self._posting.begin(owner, request.base_url))

    def _take_image(self, request: Request) -> Answer:
        """At an address of its own, which is no resource and has no version."""
        known = request.token in self.world.tokens
        taken = known and request.method == "PUT" and self._posting.take(request.path[1], request.upload)
        return Answer(status=201 if taken else 404, body=None)

    def _edit_post(self, request: Request, token: Token) -> Answer:
        post = self.world.posts.get(request.path[2])
        if request.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE":
            raise illegal("Resource method could not be resolved from request parameters.")
        if post is None:
            raise not_found(f"Post {request.path[2]}")
        self._may(request, token, post.author, "w_organization_social", _WRITERS, "posts.PARTIAL_UPDATE")
        self._posting.edit(post.author, post, _object(request), lag=request.lag)
        return Answer(status=204, body=None)

    def _remove_post(self, request: Request, token: Token) -> Answer:
        post = self.world.posts.get(request.path[2])
        if post is not None:
            if post.author not in token.roles:
                raise unauthorized(post.urn)
            self._may(request, token, post.author, "w_organization_social", _WRITERS, "posts.DELETE")
            acts.remove_post(self.world, post.author, post, lag=request.lag)
        return Answer(status=204, body=None)

    def _notifications(self, request: Request, token: Token) -> Answer:
        organization = str(request.params.get("organizationalEntity", ""))
        actions = _LIST.fullmatch(str(request.params.get("actions", "")))
        span = _RANGE.fullmatch(str(request.params.get("timeRange", "")))
        if request.params.get("q") != "criteria" or actions is None or span is None:
            raise illegal("Invalid query parameters passed to request")
        self._may(request, token, organization, "rw_organization_admin", _READERS,
                  "organizationalEntityNotifications.FINDER-criteria")  # fmt: skip
        oldest = max(int(span[1]), to_ms(self.world.clock()) - 60 * 24 * 3600_000)
        wanted = set(actions[1].split(","))

        def fits(told: Notification) -> bool:
            about = told.organization == organization and told.action.value in wanted
            return about and oldest <= told.ms <= int(span[2])

        found = [told for told in self.world.notifications if fits(told)]
        found.sort(key=lambda told: (told.ms, told.number), reverse=True)

        def shown(told: Notification) -> dict[str, Any]:
            return views.notification(told, decorated=self.world.decorates)

        return Answer(status=200, body=views.page(request, found, shown))

    # -- comments

    def _comments(self, request: Request, token: Token) -> Answer:
        self._need(request, token, "r_organization_social", "socialActions.GET_ALL")
        thing = self._thing(request.path[2])
        post = thing.post if isinstance(thing, Comment) else thing
        if not self._reads(token, post):
            raise unauthorized(request.path[2])
        listed = thing.replies if isinstance(thing, Comment) else thing.comments
        ordered = listed[::-1] if self.world.newest_first else listed
        actors, summary = self.world.shows_actors, self.world.summarises

        def shown(one: Comment) -> dict[str, Any]:
            return views.comment(one, request.base_url, actors=actors, summary=summary)

        return Answer(status=200, body=views.page(request, ordered, shown))

    def _comment(self, request: Request, token: Token) -> Answer:
        self._need(request, token, "r_organization_social", "socialActions.GET")
        return Answer(status=200, body=views.comment(self._named(request), request.base_url))

    def _write_comment(self, request: Request, token: Token) -> Answer:
        told = _object(request)
        actor = str(told.get("actor", ""))
        self._may(request, token, actor, "w_organization_social", _WRITERS, "socialActions.CREATE")
        thing = self._thing(request.path[2])
        under = thing if isinstance(thing, Comment) else None
        post = thing.post if isinstance(thing, Comment) else thing
        if self.world.find_post(str(told.get("object", ""))) is not post:
            raise illegal("object does not match the entity of the request")
        if (under.urn if under is not None else None) != told.get("parentComment"):
            raise illegal("parentComment does not match the entity of the request")
        words = cast("dict[str, Any]", told.get("message") if isinstance(told.get("message"), dict) else {})
        made = acts.write_comment(
            self.world, actor, post, str(words.get("text", "")), under=under, lag=request.lag
        )
        return Answer(
            status=201,
            body=views.comment(made, request.base_url),
            headers={"x-restli-id": made.number, "x-linkedin-id": made.number},
        )

    def _edit_comment(self, request: Request, token: Token) -> Answer:
        comment, actor = self._named(request), str(request.params.get("actor", ""))
        if request.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE":
            raise illegal("Resource method could not be resolved from request parameters.")
        self._may(request, token, actor, "w_organization_social", _WRITERS, "socialActions.PARTIAL_UPDATE")
        told: Any = _object(request)
        try:
            text = str(told["patch"]["message"]["$set"]["text"])
        except (KeyError, TypeError):
            raise illegal("Request body could not be converted to data map") from None
        acts.edit_comment(self.world, actor, comment, text, lag=request.lag)
        return Answer(status=204, body=None)

    def _remove_comment(self, request: Request, token: Token) -> Answer:
        comment, actor = self._named(request), str(request.params.get("actor", ""))
        self._may(request, token, actor, "w_organization_social", _WRITERS, "socialActions.DELETE")
        acts.remove_comment(self.world, actor, comment, lag=request.lag)
        return Answer(status=204, body=None)

    def _thing(self, urn: str) -> Post | Comment:
        """What comments are beneath: a post by either of its names, or a comment. Raises Refusal."""
        named = _COMMENT.fullmatch(urn)
        if named is not None:
            post = self.world.find_post(named[1])
            comment = (
                self.world.comments.get(f"urn:li:comment:({post.activity},{named[2]})") if post else None
            )
            if comment is None:
                raise not_found("Comment")
            return comment
        post = self.world.find_post(urn)
        if post is None:
            raise not_found(f"Entity {urn}")
        return post

    def _named(self, request: Request) -> Comment:
        thing = self._thing(request.path[2])
        post = thing.post if isinstance(thing, Comment) else thing
        comment = self.world.comments.get(f"urn:li:comment:({post.activity},{request.path[4]})")
        if comment is None:
            raise not_found("Comment")
        return comment

    # -- permissions

    def _reads(self, token: Token, post: Post) -> bool:
        """Comments are shown to an administrator of the post's author; those of a member's post, to all."""
        return post.author not in self.world.organizations or token.roles.get(post.author) in _READERS

    def _need(self, request: Request, token: Token, scope: str, resource: str) -> None:
        if scope not in token.scopes:
            raise denied(resource, request.headers.get("linkedin-version", NEWEST_VERSION))

    def _may(
        self,
        request: Request,
        token: Token,
        organization: str,
        scope: str,
        roles: frozenset[Role],
        resource: str,
    ) -> None:
        self._need(request, token, scope, resource)
        if token.roles.get(organization) not in roles:
            raise denied(resource, request.headers.get("linkedin-version", NEWEST_VERSION))


def _object(request: Request) -> dict[str, Any]:
    if not isinstance(request.json, dict):
        raise illegal("Request body could not be converted to data map")
    return cast("dict[str, Any]", request.json)
