"""Ids. The desk's own ids are small integers in order of arrival; a network's ids are opaque strings."""

from __future__ import annotations

from typing import NewType

AccountId = NewType("AccountId", int)
ThreadId = NewType("ThreadId", int)
ItemId = NewType("ItemId", int)
AuthorId = NewType("AuthorId", int)
DecisionId = NewType("DecisionId", int)
EvidenceId = NewType("EvidenceId", int)
OutboxId = NewType("OutboxId", int)
ByHandId = NewType("ByHandId", int)
BlockId = NewType("BlockId", int)
ProceedingsId = NewType("ProceedingsId", int)
PostId = NewType("PostId", int)
PostTargetId = NewType("PostTargetId", int)
PostMediaId = NewType("PostMediaId", int)

NativeId = NewType("NativeId", str)
"""An id as the network gave it. Never parsed, never cut, compared as a whole."""

ClauseId = NewType("ClauseId", str)
"""A clause of the policy pack, such as `4.3b`."""
