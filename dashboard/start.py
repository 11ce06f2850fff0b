"""How the pages are served: what the web server is told, and what it is kept from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.server import application
from flows.surroundings import working_in
from tasks.office import Office

PORT = 8601
_HOST = "127.0.0.1"
_LARGEST_UPLOAD = 50  # MB; the reader of letters refuses smaller ones with a better reason
_OPTIONS: Mapping[str, Any] = {
    "server.address": _HOST,
    "browser.serverAddress": _HOST,  # otherwise it asks a site outside for this machine's address
    # headless: no browser is opened, and no question for an e-mail address is put in the terminal
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": _LARGEST_UPLOAD,
    # a foreign site that resolves its own name to loopback gets no answer
    "server.allowedHosts": [_HOST, "localhost"],
    # a full collection after every rerun: with it 100 sessions do not finish, without it 19 ms
    "runner.postScriptGC": False,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",  # without Streamlit's own menu, which speaks English
    "theme.primaryColor": "#1f5fa8",  # the default red makes a field in use look like a fault
    "logger.hideWelcomeMessage": True,
}


def options(port: int) -> dict[str, Any]:
    """The web server's settings; it listens on loopback, on that port."""
    return {**_OPTIONS, "server.port": port}


def serve(office: Office, port: int) -> None:
    """Serve the pages of an office until the process is told to end."""
    with working_in(office):
        application(office).run(config=options(port))
