"""Where an error happened, without what it was about: a message may quote a letter."""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def without_values(error: BaseException) -> str:
    """The stack of an error and of those that led to it: classes, files, lines and functions."""
    return "\n".join(
        line
        for each in _led_to(error)
        for line in (
            f"{type(each).__module__}.{type(each).__qualname__}",
            *(
                f"  {frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(each.__traceback__)
            ),
        )
    )


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
