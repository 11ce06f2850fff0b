"""The watch over terms as a flow: the worker starts it every few minutes."""

from __future__ import annotations

import asyncio

from prefect import flow, task

from flows.desk.watching import watch_terms
from flows.surroundings import office


@flow(name="term-watch", flow_run_name="theo dõi thời hạn")
async def term_watch() -> int:
    """Count anew what a new calendar changed; answer in part what cannot wait for the rest."""
    return await look_at_terms()


@task(name="look-at-terms", task_run_name="tính lại hạn, trả lời bước đầu")
async def look_at_terms() -> int:
    """How many requests and letters there was something to do about."""
    watched = await asyncio.to_thread(watch_terms, office())
    return len(watched.recounted) + len(watched.drafted)
