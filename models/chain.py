"""The hash by which each entry of a trail is tied to the one before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

#: what stands before the first entry of a chain
GENESIS = "0" * 64
#: the chain of what belongs to no province
INSTALLATION = "-"


def chain_of(policy: str | None) -> str:
    """One chain a province, and one for the installation itself."""
    return policy or INSTALLATION


def entry_hash(entry: Mapping[str, Any], previous: str) -> str:
    """SHA-256 (hex) over all that an entry says, its place in the chain, and the hash before it.

    ``entry``: the columns of a ``TrailEntry`` by name; ``at`` is time-zone-aware.  The fields stand
    in one JSON array, so no two entries are written alike.
    """
    at: datetime = entry["at"]
    told = [
        previous,
        entry["sequence"],
        entry["policy"],
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry["actor"],
        entry["via"],
        entry["action"],
        entry["letter_id"],
        entry["request_id"],
        entry["line_id"],
        entry["mailbox_id"],
        entry["detail"],
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
