"""The script that Streamlit runs: ``streamlit run dashboard/app.py``, or ``python -m dashboard``."""

from __future__ import annotations

from dashboard.queue_page import queue_page

queue_page()
