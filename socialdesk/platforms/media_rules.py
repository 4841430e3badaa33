"""What pictures each network takes with a post, and why some will not do: counted before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.platforms.graphemes import count_graphemes

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
_MB = 1_000_000
_NAMES = {JPEG: "JPEG", PNG: "PNG", GIF: "GIF", WEBP: "WebP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRules:
    """One network's rules for the pictures of one post."""

    most: int
    """How many pictures; 0 where the network takes none from a computer."""
    least: int = 0
    """How many there must be: Instagram publishes no text alone."""
    sizes: Mapping[str, int]
    """How many bytes a picture may have, by its type; what is not named is not taken."""
    gif_alone: bool = False
    """A GIF moves, and takes no other picture beside it (X)."""
    alt_text: int
    """How long a description may be, in characters; 0 where none is taken."""
    most_pixels: int = 0
    """Width times height; 0 where the network names no bound."""
    why_none: str = ""
    """Where it takes none from a computer: why, and what to do instead."""
    source: str

    @property
    def types(self) -> tuple[str, ...]:
        """The media types that are taken."""
        return tuple(self.sizes)


_RULES: Mapping[Network, MediaRules] = {
    Network.FACEBOOK: MediaRules(
        most=10,
        sizes={JPEG: 4 * _MB, PNG: 4 * _MB, GIF: 4 * _MB},
        alt_text=1_000,
        source="Graph API v26.0, Page: POST photos, alt_text_custom. Facebook names no bound for descriptions;"
        " this one is the desk's own.",
    ),
    Network.INSTAGRAM: MediaRules(
        most=0,
        least=1,
        sizes={},
        alt_text=0,
        why_none="Instagram fetches a picture from a public web address and takes none from a computer. Put its https"
        " address on the last line of the caption, or publish it by hand in the Instagram app.",
        source="Graph API v26.0, IG User: POST media, image_url",
    ),
    Network.X: MediaRules(
        most=4,
        sizes={JPEG: 5 * _MB, PNG: 5 * _MB, WEBP: 5 * _MB, GIF: 15 * _MB},
        gif_alone=True,
        alt_text=1_000,
        source="X API v2: POST /2/media/upload, POST /2/media/metadata; X's media best practices",
    ),
    Network.YOUTUBE: MediaRules(
        most=0,
        least=1,
        sizes={},
        alt_text=0,
        why_none="A post on YouTube is a video, and the desk sends no videos: publish it in YouTube Studio.",
        source="YouTube Data API v3, revision 20261104, videos.insert",
    ),
    Network.LINKEDIN: MediaRules(
        most=20,
        sizes={JPEG: 8 * _MB, PNG: 8 * _MB, GIF: 8 * _MB},
        alt_text=4_086,
        most_pixels=36_152_320,
        source="Images API and MultiImage API 202609. LinkedIn bounds a picture by its pixels; the bytes are the desk's"
        " own bound.",
    ),
    Network.BLUESKY: MediaRules(
        most=4,
        sizes={JPEG: 2 * _MB, PNG: 2 * _MB, WEBP: 2 * _MB, GIF: 2 * _MB},
        alt_text=2_000,
        source="Lexicon app.bsky.embed.images; the length of descriptions as Bluesky's own program has it",
    ),
}


def media_rules(network: Network) -> MediaRules:
    """What a network takes with a post."""
    return _RULES[network]


def media_problems(network: Network, media: Sequence[PostMedia]) -> tuple[str, ...]:
    """Why these pictures cannot go with a post, a sentence each; empty where they can."""
    rules, name = _RULES[network], network.label
    if media and not rules.most:
        return (rules.why_none,)
    found: list[str] = []
    if len(media) > rules.most:
        found.append(f"{name} takes at most {rules.most} pictures in one post, and there are {len(media)}.")
    if rules.gif_alone and len(media) > 1 and any(one.media_type == GIF for one in media):
        found.append(f"{name} takes a GIF by itself only, with no other picture.")
    for number, one in enumerate(media, start=1):
        found += _problems(name, rules, one, f"Picture {number}" if len(media) > 1 else "The picture")
    return tuple(found)


def post_problem(network: Network, action: Action) -> str:
    """Why a post's pictures keep it from being sent, in sentences; "" where they do not."""
    if action.media and action.kind is ActionKind.RESHARE:
        return "A reshare shows the pictures of the first post, and takes no others."
    return " ".join(media_problems(network, action.media))


def _problems(name: str, rules: MediaRules, one: PostMedia, which: str) -> list[str]:
    largest = rules.sizes.get(one.media_type)
    if largest is None:
        taken = ", ".join(_NAMES[each] for each in rules.types)
        return [f"{which} is of a kind that {name} does not take. It takes {taken}."]
    found: list[str] = []
    if not one.content:
        found.append(f"{which} is empty.")
    if len(one.content) > largest:
        found.append(
            f"{which} has {len(one.content) / _MB:.1f} MB, and {name} takes {largest / _MB:.0f} MB. Make it smaller."
        )
    length = count_graphemes(one.alt_text) if name == Network.BLUESKY.label else len(one.alt_text)
    if length > rules.alt_text:
        found.append(
            f"The description of {which[0].lower()}{which[1:]} has {length:,} characters, and {name} takes"
            f" {rules.alt_text:,}."
        )
    return found
