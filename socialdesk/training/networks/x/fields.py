"""Which fields and expansions X takes, in both vocabularies, and which an answer brings (OpenAPI 2.166 and 2.167)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from socialdesk.training.networks.x.problems import invalid


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


_BOTH = _words(
    "article attachments card_uri community_id context_annotations conversation_id created_at "
    "display_text_range edit_controls entities geo id lang matched_media_notes media_metadata "
    "non_public_metrics note_request_suggestions organic_metrics paid_partnership possibly_sensitive "
    "promoted_metrics public_metrics reply_settings scopes source suggested_source_links "
    "suggested_source_links_with_counts text withheld"
)
_EXPANSIONS = _words(
    "article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet "
    "attachments.poll_ids author_id entities.mentions.username geo.place_id in_reply_to_user_id"
)
FIELDS: Mapping[str, Mapping[str, Set[str]]] = {
    "tweet": {
        "tweet.fields": _BOTH
        | _words("author_id edit_history_tweet_ids in_reply_to_user_id note_tweet referenced_tweets"),
        "expansions": _EXPANSIONS
        | _words(
            "edit_history_tweet_ids entities.note.mentions.username referenced_tweets.id "
            "referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id"
        ),
    },
    "post": {
        "post.fields": _BOTH | {"article_title", "note_post"},
        "expansions": _EXPANSIONS
        | {"edit_history_post_ids", "referenced_posts", "referenced_posts.id", "username"},
    },
}
_USER = _words(
    "affiliation confirmed_email connection_status created_at description entities id "
    "is_identity_verified location most_recent_post_id most_recent_tweet_id name parody "
    "pinned_post_id pinned_tweet_id profile_banner_url profile_image_url protected public_metrics "
    "receives_your_dm subscribes_to_you subscription subscription_type url username verified "
    "verified_followers_count verified_type withheld"
)
_MEDIA = _words(
    "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url "
    "promoted_metrics public_metrics type url variants width"
)
_LETTER = _words(
    "attachments created_at dm_conversation_id entities event_type id participant_ids "
    "referenced_posts referenced_tweets sender_id text"
)
_LETTER_EXPANSIONS = frozenset(
    {"attachments.media_keys", "participant_ids", "referenced_tweets.id", "referenced_posts", "sender_id"}
)
_USER_EXPANSIONS = _words(
    "affiliation affiliation.user_id most_recent_post_id most_recent_tweet_id pinned_post_id pinned_tweet_id"
)
OTHERS: Mapping[str, Set[str]] = {
    "user.fields": _USER,
    "media.fields": _MEDIA,
    "dm_event.fields": _LETTER,
    "poll.fields": _words("duration_minutes end_datetime id options voting_status"),
    "place.fields": _words("contained_within country country_code full_name geo id name place_type"),
}
NAMES = frozenset({"tweet.fields", "post.fields", "expansions", *OTHERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a client asked to be told."""

    vocabulary: str
    """`post` or `tweet`: the answer is in the same."""
    post: Set[str]
    user: Set[str]
    media: Set[str]
    letter: Set[str]
    expansions: Set[str]


def wanted(params: Mapping[str, str], *, of: str = "post", taken: Set[str]) -> Wanted:
    """What the parameters ask of a list of posts, letters or users (`of`). Raises XRefusal 400.

    `taken` is the vocabularies that this X takes.
    """
    vocabulary = _vocabulary(params, taken)
    known = FIELDS[vocabulary]
    expansions = _told(params, "expansions")
    allowed = {"post": known["expansions"], "letter": _LETTER_EXPANSIONS, "user": _USER_EXPANSIONS}[of]
    _check("expansions", params, expansions, allowed)
    named = f"{vocabulary}.fields"
    posts = _told(params, named)
    _check(named, params, posts, known[named])
    told = {name: _told(params, name) for name in OTHERS}
    for name, allowed in OTHERS.items():
        _check(name, params, told[name], allowed)
    return Wanted(
        vocabulary=vocabulary,
        post=frozenset({"id", "text"} | posts | (expansions & {"author_id", "in_reply_to_user_id"})),
        user=frozenset({"id", "name", "username"} | told["user.fields"]),
        media=frozenset({"media_key", "type"} | told["media.fields"]),
        letter=frozenset({"id", "text", "event_type"} | told["dm_event.fields"]),
        expansions=expansions,
    )


def _vocabulary(params: Mapping[str, str], taken: Set[str]) -> str:
    """The one that the client speaks; X answers in the same."""
    asked = [name for name in ("post", "tweet") if f"{name}.fields" in params]
    if not asked:
        expansions = _told(params, "expansions")
        new = any("post" in one for one in expansions) and not any("tweet" in one for one in expansions)
        asked = ["post"] if new else ["tweet"]
    for name in asked:
        if name not in taken and f"{name}.fields" in params:
            raise invalid(
                f"{name}.fields",
                params[f"{name}.fields"],
                f"The query parameter [{name}.fields] is not one of [{', '.join(sorted(NAMES))}]",
            )
    chosen = asked[0] if asked[0] in taken else next(iter(taken))
    return chosen


def _told(params: Mapping[str, str], name: str) -> set[str]:
    return {part.strip() for part in params.get(name, "").split(",") if part.strip()}


def _check(name: str, params: Mapping[str, str], told: Set[str], allowed: Set[str]) -> None:
    for one in sorted(told - allowed):
        raise invalid(
            name,
            params[name],
            f"The `{name}` query parameter value [{one}] is not one of [{','.join(sorted(allowed))}]",
        )
