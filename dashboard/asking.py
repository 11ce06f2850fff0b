"""What a use case answers to a button: done, or no and why; the sentence is shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard.faults import log
from dashboard.showing import plain
from dashboard.words import t
from flows.desk.refusal import Refused
from flows.desk.rights import NotAllowed

R = TypeVar("R")
_TOLD = "told"


def ask(work: Callable[[], R], done: str | None = None) -> R | None:
    """Do it, and keep what is to be said until the page is drawn (``tell``); None for a no.

    ``done``: the sentence for a yes; without one nothing is said.  A fault is logged and told by
    its number.
    """
    try:
        result = work()
    except Refused as no:
        _keep("warning", "\n\n".join(plain(reason) for reason in no.reasons))
        return None
    except NotAllowed as no:
        _keep("error", plain(str(no)))
        return None
    except Exception as error:  # noqa: BLE001 - logged with its stack, told by its number
        number = log(error)
        _keep("error", t("Việc này chưa làm được. Xin báo quản trị viên mã sự cố {n}.", n=number))
        return None
    if done:
        _keep("success", plain(done))
    return result


def tell() -> None:
    """Say what was kept, at the head of the page."""
    for kind, sentence in st.session_state.pop(_TOLD, []):
        {"success": st.success, "warning": st.warning, "error": st.error}[kind](sentence)


def _keep(kind: str, sentence: str) -> None:
    st.session_state.setdefault(_TOLD, []).append((kind, sentence))
