"""Who acts when nobody does: the flow itself."""

from __future__ import annotations

from models.user import Actor

FLOW = Actor("quy trình", "flow")
