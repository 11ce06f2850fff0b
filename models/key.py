"""The key under which personal data is sealed: what it does, and the file in which it is kept."""

from __future__ import annotations

import os
import stat
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_HEAD = "congvu-key-1"
_SECRET = 32  # bytes
_NONCE = 12  # bytes: what GCM asks for (NIST SP 800-38D 8.2.2), drawn anew for every value
_RANDOM, _ALIKE = b"s1", b"f1"  # the ways of sealing, each the first letters of what it makes


class KeyFault(Exception):
    """The key cannot be used; the message (Vietnamese) names its file and says what to do."""


class SealBroken(ValueError):
    """A sealed value was changed, damaged, moved to another column, or never sealed."""

    def __init__(self, place: str) -> None:
        super().__init__(f"giá trị mã hóa ở {place} đã bị sửa hoặc hỏng")
        self.place = place


class Key:
    """Seals values and opens them; ``id`` names the key and tells nothing of it.

    ``place`` ("line.phone") is bound to each value: it opens nowhere else.
    """

    def __init__(self, secret: bytes) -> None:
        self.id = _derived(secret, b"id", 8).hex()
        self._mark = bytes.fromhex(self.id)
        self._random = AESGCM(_derived(secret, b"values", 32))
        self._alike = AESSIV(_derived(secret, b"values to find", 64))

    def seal(self, plain: bytes, place: str) -> bytes:
        """AES-256-GCM under a nonce of its own: no two seals are alike."""
        nonce = token_bytes(_NONCE)
        return _RANDOM + self._mark + nonce + self._random.encrypt(nonce, plain, place.encode())

    def seal_alike(self, plain: bytes, place: str) -> bytes:
        """AES-256-SIV (RFC 5297): equal values of one place have equal seals, and can be found."""
        return _ALIKE + self._mark + self._alike.encrypt(plain, [place.encode()])

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value.  Raises SealBroken, or KeyFault where another key sealed it."""
        way, mark, rest = sealed[:2], sealed[2:10], sealed[10:]
        if way not in (_RANDOM, _ALIKE):
            raise SealBroken(place)
        if mark != self._mark:
            raise KeyFault(
                f"giá trị ở {place} được mã hóa bằng khóa {mark.hex()}, không phải khóa"
                f" {self.id} đang dùng"
            )
        try:
            if way == _RANDOM:
                nonce, cipher = rest[:_NONCE], rest[_NONCE:]
                return self._random.decrypt(nonce, cipher, place.encode())
            return self._alike.decrypt(rest, [place.encode()])
        except (InvalidTag, ValueError) as error:  # ValueError: cut too short
            raise SealBroken(place) from error


def _derived(secret: bytes, purpose: bytes, length: int) -> bytes:
    """One secret for each purpose (HKDF, RFC 5869)."""
    return HKDF(SHA256(), length, salt=None, info=b"congvu " + purpose).derive(secret)


def read_key(file: Path) -> Key:
    """The key in that file.  Raises KeyFault: not there, open to others, malformed."""
    try:
        with file.open("rb") as source:
            about = os.fstat(source.fileno())
            text = source.read(4096).decode("ascii", errors="replace")
    except FileNotFoundError as error:
        raise KeyFault(
            f"không tìm thấy tệp khóa {file}. Số định danh, số điện thoại và tệp văn bản trong cơ"
            " sở dữ liệu được mã hóa bằng khóa đó: hãy chép khóa từ bản sao lưu về đúng chỗ này"
            " (quyền 0600), hoặc đặt CONGVU_KEY_FILE chỉ đến nơi có khóa. Chương trình không tự"
            " tạo khóa khác thay cho khóa đã mất."
        ) from error
    except OSError as error:
        raise KeyFault(f"không đọc được tệp khóa {file}: {error.strerror}") from error
    if stat.S_IMODE(about.st_mode) & 0o077:
        mode = stat.S_IMODE(about.st_mode)
        raise KeyFault(
            f"tệp khóa {file} để người khác đọc được (quyền {mode:04o}): hãy chạy chmod 600 {file}"
        )
    head, _, encoded = text.strip().partition(" ")
    secret = b""
    with suppress(ValueError):  # told below, as anything else that is no key
        secret = b64decode(encoded, validate=True)
    if head != _HEAD or len(secret) != _SECRET:
        raise KeyFault(
            f"tệp khóa {file} không đúng dạng («{_HEAD} …» trên một dòng): hãy chép lại từ bản sao"
            " lưu"
        )
    return Key(secret)


def make_key(file: Path) -> None:
    """Make the key where there is none, for its owner alone (0600, its folder 0700).

    Of several at once one makes it; it stands whole and on disk, or not at all.  Raises KeyFault.
    """
    if file.exists():
        return
    new = file.with_name(f".{file.name}.{token_hex(8)}")
    try:
        for folder in (*reversed(file.parents[1:]), file.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(f"{_HEAD} {b64encode(token_bytes(_SECRET)).decode()}\n".encode())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another was first, and its key stands
            os.link(new, file)
        new.unlink()
        _sync(file.parent)
    except OSError as error:
        raise KeyFault(
            f"không tạo được tệp khóa {file}: {error.strerror}. Đặt CONGVU_KEY_FILE chỉ đến một nơi"
            " ghi được, ngoài thư mục dữ liệu."
        ) from error


def _sync(folder: Path) -> None:
    """A name is on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
