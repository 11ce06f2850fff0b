"""What is the embedded directory's own, beside the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tasks.connectors.embedded import EmbeddedDirectory
from tasks.connectors.errors import TransientError
from tasks.connectors.port import AccountSpec
from tests.models.rows_made import engine_in
from tests.tasks.connectors.conftest import NOW


@pytest.mark.sqlite_only
def test_busy_directory(engine: Engine, tmp_path: Path) -> None:
    """A directory that another transaction holds for too long is a transient error."""
    hasty = engine_in(tmp_path, busy_timeout_seconds=0.05)
    directory = EmbeddedDirectory(hasty, lambda: NOW)
    spec = AccountSpec("m1", "mau@p.gov.vn", "Nguyễn Văn Mẫu", 100)
    with engine.begin(), pytest.raises(TransientError):
        directory.ensure_accounts([spec], operation="busy")
    hasty.dispose()
