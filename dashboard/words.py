"""The two languages of the pages: Vietnamese as it is written in the code, English beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
import yaml

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_ENGLISH = Path(__file__).parent / "english.yaml"


@cache
def english() -> dict[str, str]:
    """Vietnamese sentences and their English, as ``english.yaml`` holds them."""
    read = yaml.safe_load(_ENGLISH.read_text(encoding="utf-8"))
    return {str(vietnamese): str(told) for vietnamese, told in read.items()}


def known(asked: str | None) -> str:
    """The language that an address asks for; Vietnamese where it asks for none that is known."""
    return asked if asked in LANGUAGES else "vi"


def language() -> str:
    """Of this visit."""
    return known(st.query_params.get("lang"))


def say(language: str, vietnamese: str, /, **values: object) -> str:
    """The sentence in a language, each ``{name}`` replaced by its value.

    What has no English stands in Vietnamese; ``tests/dashboard/test_words.py`` finds it.
    """
    told = vietnamese if language == "vi" else english().get(vietnamese, vietnamese)
    return told.format(**values) if values else told


def t(vietnamese: str, /, **values: object) -> str:
    """The sentence in the language of this visit, see ``say``."""
    return say(language(), vietnamese, **values)
