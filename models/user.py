"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A person or a flow that does something, and by which way."""

    name: str
    via: Literal["command", "flow", "page"]
