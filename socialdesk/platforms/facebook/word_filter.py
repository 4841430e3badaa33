"""Whether Facebook's own profanity filter is on for a page, as the policy has it for every page (4.3d, R7).

Facebook's page settings named it when they were last recorded; whether they still do in v26 is not established, so that
silence and refusal are told as what they are (platforms.md 1.2, 8 note 28).
"""

from __future__ import annotations

import msgspec

from socialdesk.platforms.api import Gone, Refused, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls

BEGINS = "Facebook's own profanity filter"
"""How each of the sentences begins: by it a note is known as this one."""
_SETTING = "PROFANITY_FILTER"
_ON = {"STRONG": "Strong", "MEDIUM": "Medium"}
_OFF = {"OFF", "NONE", "FALSE"}


class _Setting(msgspec.Struct):
    setting: str = ""
    value: str | bool | None = None


def word_filter(calls: GraphCalls) -> str:
    """A sentence on the page's filter. Raises Offline, Throttled or SignInExpired."""
    try:
        listing = calls.listing(calls.page_id, "settings", params={})
    except (Refused, Gone, Unreadable):
        return told("")
    found = (wire.salvage(raw, _Setting) for raw in listing.data)
    return told(next((str(each.value) for each in found if each.setting.upper() == _SETTING), ""))


def told(value: str) -> str:
    """What Facebook's value says, a sentence; "" for none."""
    key = value.strip().upper()
    if key in _ON:
        return f"{BEGINS} is on for this page ({_ON[key]})."
    if key in _OFF:
        return (
            f"{BEGINS} is off for this page. The policy has it on (4.3d): turn it on in the page's settings."
        )
    return f"{BEGINS} cannot be read for this page: look in the page's settings whether it is on (4.3d)."
