"""How the page is started: what the web server is told, and what it is kept from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from models.settings import Settings

PORT = 8601
_HOST = "127.0.0.1"
_PAGE = Path(__file__).parent / "app.py"
_OPTIONS: Mapping[str, str] = {
    "server.address": _HOST,
    "browser.serverAddress": _HOST,  # otherwise it asks a site outside for this machine's address
    # headless: no browser is opened, and no question for an e-mail address is put in the terminal
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    # a full collection after every rerun: with it 100 sessions do not finish, without it 19 ms
    "runner.postScriptGC": "false",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",  # without Streamlit's own menu, which speaks English
    "theme.primaryColor": "#1f5fa8",  # the default red makes a field in use look like a fault
    "logger.hideWelcomeMessage": "true",
}


def page_command(settings: Settings, port: int) -> tuple[list[str], dict[str, str]]:
    """The arguments and the whole environment of a process that serves the page on loopback.

    Nothing is written outside the home of ``settings``, and nothing is reported to anybody.
    """
    arguments = [
        sys.executable,
        "-P",  # a folder of the caller's called "models" or "tasks" must not be taken for ours
        *("-m", "streamlit", "run", str(_PAGE)),
        f"--server.port={port}",
        *(f"--{name}={value}" for name, value in _OPTIONS.items()),
        # a foreign site that resolves its own name to loopback gets no answer
        *(f"--server.allowedHosts={host}" for host in (_HOST, "localhost")),
    ]
    # in the environment, not in the arguments: a database's address may hold a password
    told = {
        f"CONGVU_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in settings.model_dump(mode="json").items()
    }
    return arguments, {**os.environ, **told}
