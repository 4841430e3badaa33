"""How the simulated YouTube shows what it holds: resources by their parts, lists in their envelopes."""

from __future__ import annotations

import hashlib
import html
import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socialdesk.training.networks.youtube.records import Channel, Comment, Status, Video
from socialdesk.training.networks.youtube.world import YouTubeWorld

SAMPLE = 5
"""How many replies a thread shows."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """For whom, and how."""

    world: YouTubeWorld
    base_url: str
    viewer: str = ""
    """The channel that is signed in; "" for a key alone."""
    plain: bool = False
    """True where text is wanted as such and not as HTML."""

    def owns(self, channel_id: str) -> bool:
        """True for the one whose channel it is."""
        return self.viewer == channel_id

    def sees(self, comment: Comment) -> bool:
        """What is published is for everybody, what is held for the channel, what was rejected for nobody."""
        if comment.status is Status.PUBLISHED:
            return True
        return comment.status is not Status.REJECTED and self.owns(comment.channel_id)

    def comment(self, comment: Comment, parts: Collection[str], *, by_id: bool = False) -> Json:
        """`by_id` leaves out how it stands, as YouTube does."""
        told: Json = {"id": comment.id}
        if "snippet" in parts:
            told["snippet"] = self._snippet(comment, by_id=by_id)
        return stamped("youtube#comment", told)

    def thread(
        self, top: Comment, parts: Collection[str], listed: Status | None, *, by_id: bool = False
    ) -> Json:
        """A first comment with a sample of its replies; among the held, those that are held come first."""
        told: Json = {"id": top.id}
        visible = [one for one in reversed(top.replies) if one.status in {Status.PUBLISHED, listed}]
        if listed not in {None, Status.PUBLISHED}:
            visible.sort(key=lambda one: one.status is Status.PUBLISHED)
        if "snippet" in parts:
            snippet: Json = {"channelId": top.channel_id}
            if top.video_id:
                snippet["videoId"] = top.video_id
            snippet |= {
                "topLevelComment": self.comment(top, {"snippet"}, by_id=by_id),
                "canReply": bool(self.viewer) and top.status is Status.PUBLISHED,
                "totalReplyCount": sum(1 for one in top.replies if one.status is Status.PUBLISHED),
                "isPublic": top.status is Status.PUBLISHED,
            }
            told["snippet"] = snippet
        if "replies" in parts and visible:
            shown = [self.comment(one, {"snippet"}, by_id=by_id) for one in visible[:SAMPLE]]
            told["replies"] = {"comments": shown}
        return stamped("youtube#commentThread", told)

    def video(self, video: Video, parts: Collection[str]) -> Json:
        """A video."""
        told: Json = {"id": video.id}
        channel = self.world.channels[video.channel_id]
        if "snippet" in parts:
            told["snippet"] = {
                "publishedAt": moment(video.published),
                "channelId": video.channel_id,
                "title": video.title,
                "description": video.description,
                "thumbnails": self._thumbnails(video),
                "channelTitle": channel.name,
                "categoryId": "25",
                "liveBroadcastContent": "none",
                "localized": {"title": video.title, "description": video.description},
            }
        if "status" in parts:
            told["status"] = {
                "uploadStatus": "processed",
                "privacyStatus": "public",
                "license": "youtube",
                "embeddable": True,
                "publicStatsViewable": True,
                "madeForKids": False,
            }
        if "statistics" in parts:
            told["statistics"] = {"viewCount": "0", "likeCount": "0", "favoriteCount": "0"}
            if not video.comments_off:
                told["statistics"]["commentCount"] = str(count_of(video))
        return stamped("youtube#video", told)

    def channel(self, channel: Channel, parts: Collection[str]) -> Json:
        """A channel."""
        told: Json = {"id": channel.id}
        if "snippet" in parts:
            told["snippet"] = {
                "title": channel.name,
                "description": channel.about,
                "customUrl": channel.handle,
                "publishedAt": moment(channel.opened),
                "thumbnails": {},
                "localized": {"title": channel.name, "description": channel.about},
                "country": "GB",
            }
        if "contentDetails" in parts:
            told["contentDetails"] = {"relatedPlaylists": {"likes": "", "uploads": channel.uploads}}
        if "statistics" in parts:
            told["statistics"] = {
                "viewCount": "0",
                "subscriberCount": "0",
                "hiddenSubscriberCount": False,
                "videoCount": str(len(channel.videos)),
            }
        return stamped("youtube#channel", told)

    def entry(self, channel: Channel, video: Video, parts: Collection[str]) -> Json:
        """A video as an entry of the uploads playlist."""
        told: Json = {"id": f"{channel.uploads}.{video.id}"}
        if "snippet" in parts:
            told["snippet"] = {
                "publishedAt": moment(video.published),
                "channelId": channel.id,
                "title": video.title,
                "description": video.description,
                "thumbnails": self._thumbnails(video),
                "channelTitle": channel.name,
                "playlistId": channel.uploads,
                "position": list(reversed(channel.videos)).index(video),
                "resourceId": {"kind": "youtube#video", "videoId": video.id},
            }
        if "contentDetails" in parts:
            told["contentDetails"] = {"videoId": video.id, "videoPublishedAt": moment(video.published)}
        return stamped("youtube#playlistItem", told)

    def _snippet(self, comment: Comment, *, by_id: bool) -> Json:
        told: Json = {"channelId": comment.channel_id}
        if comment.video_id:
            told["videoId"] = comment.video_id
        if comment.parent:
            told["parentId"] = comment.parent
        shown = html.escape(comment.text, quote=False).replace("\n", "<br>")
        told |= {
            "textDisplay": comment.text if self.plain else shown,
            "authorDisplayName": comment.author.name,
            "authorProfileImageUrl": "",
            "canRate": True,
            "viewerRating": "none",
            "likeCount": 0,
            "publishedAt": moment(comment.published),
            "updatedAt": moment(comment.updated),
        }
        if comment.author.channel_id:
            told["authorChannelUrl"] = f"http://www.youtube.com/channel/{comment.author.channel_id}"
            told["authorChannelId"] = {"value": comment.author.channel_id}
        # Guaranteed to the author alone; others mostly get it too.
        if self.owns(comment.author.channel_id) or zlib.crc32(comment.id.encode()) % 7:
            told["textOriginal"] = comment.text
        if comment.picture is not None:
            told["imageUrl"] = f"{self.base_url}/media/{comment.picture.id}"
        if not by_id and self.owns(comment.channel_id):
            told["moderationStatus"] = comment.status.value
        return told

    def _thumbnails(self, video: Video) -> Json:
        if video.picture is None:
            return {}
        picture = video.picture
        address = f"{self.base_url}/media/{picture.id}"
        return {"default": {"url": address, "width": picture.width, "height": picture.height}}


def listing(kind: str, items: Sequence[Json], *, size: int, total: int | None, onward: str) -> Json:
    """A list's envelope."""
    info: Json = {"resultsPerPage": size}
    if total is not None:
        info = {"totalResults": total} | info
    told: Json = {"nextPageToken": onward} if onward else {}
    return stamped(f"youtube#{kind}ListResponse", told | {"pageInfo": info, "items": list(items)})


def stamped(kind: str, told: Json) -> Json:
    """With its kind and etag in front."""
    mark = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:27]
    return {"kind": kind, "etag": mark} | told


def count_of(video: Video) -> int:
    """How many comments everybody sees beneath a video."""
    tops = [one for one in video.comments if one.status is Status.PUBLISHED]
    return len(tops) + sum(1 for top in tops for one in top.replies if one.status is Status.PUBLISHED)


def moment(at: datetime) -> str:
    """YouTube's way to write a time."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
