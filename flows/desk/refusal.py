"""A use case that says no: nothing was changed, and why."""

from __future__ import annotations


class Refused(Exception):
    """The answer is no, for these reasons (sentences for who asked); nothing was written."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
