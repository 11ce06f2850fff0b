"""Passwords of congvu's own accounts: what they must be, and those made for a first use."""

from __future__ import annotations

from random import Random

from policies.naming import fold
from policies.password_making import DIGITS, LETTERS

SHORTEST, LONGEST = 12, 128  # characters
_MADE = 16  # characters: 92 bits


def objection_to_password(password: str, login: str, name: str) -> str | None:
    """Why an account may not have that password; None for one that it may.

    Length counts, not kinds of characters (NIST SP 800-63B 5.1.1.2).
    """
    if len(password) < SHORTEST:
        return f"mật khẩu phải có ít nhất {SHORTEST} ký tự"
    if len(password) > LONGEST:
        return f"mật khẩu dài quá {LONGEST} ký tự"
    if len(set(password)) < 5:
        return "mật khẩu lặp lại quá ít ký tự khác nhau"
    plain = fold(password).replace(" ", "")
    if login in password.lower() or fold(name).replace(" ", "") in plain:
        return "mật khẩu không được chứa tên đăng nhập hoặc họ tên"
    return None


def make_account_password(chance: Random) -> str:
    """A password for the first use, that is read aloud or copied by hand without a mistake."""
    return "".join(chance.choices(LETTERS + DIGITS, k=_MADE))
