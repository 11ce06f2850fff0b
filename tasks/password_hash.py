"""Argon2id hashes of passwords: all that leaves the program, apart from the screen."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

# OWASP's least for Argon2id, 19 MiB and two passes.  The mail system computes it again at every
# login of every client (43 ms, where 64 MiB and three passes take 140 ms), and a drawn password
# has 70 bits: no dearer hash would make it safer.  A thousand take half a minute.
_HASHER = PasswordHasher(
    time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)


def hash_password(password: str) -> str:
    """The hash with its parameters, "$argon2id$v=19$m=…"; a scheme's prefix is the connector's."""
    return _HASHER.hash(password)


def fits(password_hash: str, password: str) -> bool:
    """Whether the hash is of this password; False also for what is no hash."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
