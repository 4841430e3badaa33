"""JSON that looks a little like YouTube's, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = [
    "id", "kind", "items", "nextPageToken", "snippet", "topLevelComment", "replies", "comments", "totalReplyCount",
    "isPublic", "videoId", "parentId", "textOriginal", "textDisplay", "authorChannelId", "value", "title", "uploads",
    "authorDisplayName", "authorChannelUrl", "publishedAt", "updatedAt", "moderationStatus", "imageUrl", "statistics",
    "contentDetails", "relatedPlaylists", "commentCount", "error", "errors", "reason", "code", "status", "details",
    "metadata", "quota_limit",
]  # fmt: skip
_VALUES = [
    "Ugx", "UCours", "UUx", "youtube#commentThreadListResponse", "heldForReview", "2019-12-01T03:36:55.000Z",
    "quotaExceeded", "authError", "https://www.youtube.com/channel/UC1", 403,
]  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(_VALUES),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner)
    ),
    max_leaves=25,
)
