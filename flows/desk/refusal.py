"""A use case that says no: nothing was changed, and why."""

from __future__ import annotations


class Refused(Exception):
    """The answer is no, for these reasons (sentences for who asked); nothing was changed.

    Where the regulation wants the attempt known, it stands on the trail.
    """

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
