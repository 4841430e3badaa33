"""Which fields each kind of node has, and which come when none are asked for.

Names from the specification (contracts of Comment, PagePost, Page, UnifiedThread). A field that is known
here and not kept by the simulation is simply absent from the answer, as Facebook leaves out empty ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.training.networks.fields import Selection, parse_fields


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


KNOWN: Mapping[str, frozenset[str]] = {
    "Comment": _names(
        """id admin_creator application attachment can_comment can_hide can_like can_remove
        can_reply_privately comment_count created_time from is_hidden is_private like_count
        live_broadcast_timestamp message message_tags object parent permalink_url
        private_reply_conversation user_likes comments likes reactions"""
    ),
    "Post": _names(
        """id actions admin_creator application attachments backdated_time can_reply_privately
        child_attachments comments created_time event feed_targeting from full_picture icon
        instagram_eligibility is_eligible_for_promotion is_expired is_hidden is_inline_created
        is_popular is_published is_spherical likes message message_tags parent_id permalink_url
        picture place privacy promotable_id properties reactions scheduled_publish_time shares
        status_type story story_tags subscribed target targeting timeline_visibility to
        updated_time via width height"""
    ),
    "Page": _names(
        """id about access_token bio business can_checkin can_post category category_list checkins
        cover description description_html display_subtext emails engagement fan_count
        followers_count general_info global_brand_page_name global_brand_root_id
        has_transitioned_to_new_page_experience hours instagram_business_account is_published
        is_verified link location messaging_feature_status name overall_star_rating parent_page
        phone picture rating_count single_line_address talking_about_count tasks
        unread_message_count unread_notif_count unseen_message_count username verification_status
        website were_here_count"""
    ),
    "Conversation": _names(
        """id can_reply folder former_participants is_owner is_subscribed link linked_group
        message_count messages name participants scoped_thread_key senders snippet unread_count
        updated_time wallpaper"""
    ),
    "Message": _names(
        """id attachments created_time from is_unsupported message reactions reply_to shares sticker
        story tags thread_id to"""
    ),
    "IGUser": _names(
        """id biography business_discovery followers_count follows_count has_profile_pic ig_id is_published
        legacy_instagram_user_id media media_count mentioned_comment mentioned_media name owner_business
        profile_picture_url shopping_product_tag_eligibility shopping_review_status stories tags username website"""
    ),
    "IGMedia": _names(
        """id alt_text boost_eligibility_info caption children comments comments_count copyright_check_information
        has_poll has_slider ig_id is_comment_enabled is_shared_to_feed legacy_instagram_media_id like_count
        media_product_type media_type media_url owner permalink shortcode thumbnail_url timestamp username
        video_title view_count"""
    ),
    # python-facebook asks a comment for what media have, too.
    "IGComment": _names(
        """id from hidden legacy_instagram_comment_id like_count media parent_id replies text timestamp user username
        caption children comments_count media_type media_url permalink"""
    ),
    "IGContainer": _names("id copyright_check_status status status_code"),
}

DEFAULTS: Mapping[str, tuple[Selection, ...]] = {
    "Comment": parse_fields("created_time,from,message,id"),
    "Post": parse_fields("created_time,message,id"),
    "Page": parse_fields("name,id"),
    "Conversation": parse_fields("id,link,updated_time"),
    "Message": parse_fields("id,created_time"),
    "IGUser": parse_fields("id"),
    "IGMedia": parse_fields("id"),
    "IGComment": parse_fields("timestamp,text,id"),
    "IGContainer": parse_fields("id"),
}
