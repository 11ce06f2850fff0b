"""The script that Streamlit runs; ``python -m dashboard`` starts it with the right options."""

from __future__ import annotations

from dashboard.queue_page import queue_page

queue_page()
