"""An account as an entry of the directory; the schema is deploy/mailstack/slapd-schema.ldif.j2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ldap.dn import escape_dn_chars
from ldap.filter import escape_filter_chars

from tasks.connectors.port import Account, AccountSpec

ID, ADDRESS, PRIMARY = "congvuMailboxId", "congvuAddress", "mail"
NAME, QUOTA = "cn", "congvuQuotaMiB"
PASSWORD, LOGIN_LOCK, SEND_LOCK = "userPassword", "congvuLoginLock", "congvuSendLock"
REVOKED, OPERATION, FAMILY_NAME = "congvuRevokedAt", "congvuOperation", "sn"
WANTED = [ID, ADDRESS, PRIMARY, NAME, FAMILY_NAME, QUOTA, PASSWORD, LOGIN_LOCK, SEND_LOCK]
WANTED += [REVOKED, OPERATION]
EVERY = "(objectClass=congvuMailbox)"
_CLASSES = [b"inetOrgPerson", b"congvuMailbox"]
_TIME = "%Y%m%d%H%M%S.%fZ"
#: Dovecot's name of the scheme, before the hash
_SCHEME = b"{ARGON2ID}"

Entry = Mapping[str, Sequence[bytes]]


def dn_of(mailbox_id: str, accounts: str) -> str:
    """Where the account of a mailbox is."""
    return f"{ID}={escape_dn_chars(mailbox_id)},{accounts}"


def filter_of(attribute: str, values: Sequence[str]) -> str:
    """The accounts in which the attribute has one of the values."""
    either = "".join(f"({attribute}={escape_filter_chars(value)})" for value in values)
    return f"(&{EVERY}(|{either}))"


def new_entry(account: Account, operation: str) -> list[tuple[str, list[bytes]]]:
    """An account as it is told, with its locks; without a usable password."""
    values: dict[str, list[bytes]] = {
        ID: [account.mailbox_id.encode()],
        **addressed_as(account.addresses),
        **shown_as(account.display_name),
        QUOTA: [str(account.quota_mb).encode()],
        LOGIN_LOCK: reason_of(account.login_lock),
        SEND_LOCK: reason_of(account.send_lock),
        REVOKED: [stored_moment(account.revoked_at)] if account.revoked_at else [],
        OPERATION: [operation.encode()],
    }
    told = [(name, each) for name, each in values.items() if each]
    return [("objectClass", _CLASSES), *told]


def unused(spec: AccountSpec) -> Account:
    """The account that is wanted: one address, no password, no lock."""
    return Account(
        mailbox_id=spec.mailbox_id,
        addresses=(spec.address,),
        display_name=spec.display_name,
        quota_mb=spec.quota_mb,
        has_password=False,
        login_lock=None,
        send_lock=None,
        revoked_at=None,
    )


def addressed_as(addresses: Sequence[str]) -> dict[str, list[bytes]]:
    """The attributes of the addresses, the primary one first."""
    whole = [address.lower().encode() for address in addresses]
    return {PRIMARY: whole[:1], ADDRESS: list(dict.fromkeys(whole))}


def reason_of(lock: str | None) -> list[bytes]:
    """The values of a lock; none where it is open."""
    return [] if lock is None else [lock.encode()]


def shown_as(display_name: str) -> dict[str, list[bytes]]:
    """The attributes of a name; the family name comes first in Vietnamese."""
    family = (display_name.split() or [display_name])[0]
    return {NAME: [display_name.encode()], FAMILY_NAME: [family.encode()]}


def stored_hash(password_hash: str) -> bytes:
    """As Dovecot verifies it."""
    return _SCHEME + password_hash.encode()


def stored_moment(at: datetime) -> bytes:
    """A moment as the directory writes it."""
    return at.astimezone(UTC).strftime(_TIME).encode()


def account_of(entry: Entry) -> Account:
    """The account that an entry describes."""
    primary = _one(entry, PRIMARY) or ""
    others = sorted(_all(entry, ADDRESS) - {primary})
    revoked = _one(entry, REVOKED)
    return Account(
        mailbox_id=_one(entry, ID) or "",
        addresses=(primary, *others),
        display_name=_one(entry, NAME) or "",
        quota_mb=int(_one(entry, QUOTA) or 0),
        has_password=bool(entry.get(PASSWORD)),
        login_lock=_one(entry, LOGIN_LOCK),
        send_lock=_one(entry, SEND_LOCK),
        revoked_at=_moment(revoked) if revoked else None,
    )


def operation_of(entry: Entry) -> str | None:
    """Which operation changed it last."""
    return _one(entry, OPERATION)


def _one(entry: Entry, name: str) -> str | None:
    values = entry.get(name)
    return values[0].decode() if values else None


def _all(entry: Entry, name: str) -> set[str]:
    return {value.decode().lower() for value in entry.get(name, ())}


def _moment(text: str) -> datetime:
    whole, _, fraction = text.removesuffix("Z").partition(".")
    at = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return at.replace(microsecond=int(fraction[:6].ljust(6, "0")) if fraction else 0)
