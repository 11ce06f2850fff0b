"""The web application: Streamlit's pages, the sign-in and the downloads, all behind one gate."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import downloads, sign_in
from dashboard.gate import Gate
from flows.desk.sign_in import session_actor
from tasks.office import Office

_SCRIPT = Path(__file__).parent / "app.py"


def application(office: Office) -> st.App:
    """The ASGI application of an office."""

    def stands(token: str) -> bool:
        return session_actor(office, token) is not None

    return st.App(
        _SCRIPT,
        routes=[*sign_in.routes(office), *downloads.routes(office)],
        middleware=[Middleware(Gate, stands=stands)],
    )
