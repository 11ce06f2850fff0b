"""What every test shares: no report to anybody, and no file in anybody's home."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="congvu-tests-"))
os.environ["CONGVU_HOME"] = str(_HOME / "congvu")
os.environ["CONGVU_KEY_FILE"] = str(_HOME / "keys" / "congvu.key")
os.environ["PREFECT_HOME"] = str(_HOME / "prefect")
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
