"""How an address came about: the rule, the candidates refused and why."""

from __future__ import annotations

from collections.abc import Sequence

from policies.explain import as_sentence

_AGREED = "địa chỉ "  # how the agreement of the parties begins


def address_sentences(explanation: Sequence[str]) -> tuple[str, ...]:
    """All that is known of how the proposal came about, as whole sentences."""
    return tuple(dict.fromkeys(as_sentence(sentence) for sentence in explanation))


def address_note(explanation: Sequence[str], address: str | None) -> str | None:
    """Why the address is not the plain one: what was tried and refused, or what was agreed.

    None where the first candidate was given.
    """
    refused = [
        sentence
        for sentence in explanation
        if "@" in sentence.split(" ", 1)[0] and sentence.split(" ", 1)[0].strip(",;:") != address
    ]
    agreed = [sentence for sentence in explanation if sentence.startswith(_AGREED)]
    told = " ".join(address_sentences([*refused, *agreed]))
    return told or None
