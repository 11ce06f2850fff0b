"""What may go wrong at a mail system, by what to do about it."""

from __future__ import annotations


class ConnectorError(Exception):
    """Base of the three classes; the message holds no password."""


class TransientError(ConnectorError):
    """The mail system did not answer or was busy: try again later."""


class ConflictError(ConnectorError):
    """An address is taken in the mail system: back to the reviewer."""

    def __init__(self, address: str, holder: str) -> None:
        super().__init__(f"tài khoản {holder} đang giữ địa chỉ {address}")
        self.address = address
        self.holder = holder  # the mailbox id that has it


class PermanentError(ConnectorError):
    """Trying again cannot help: a person has to look."""
