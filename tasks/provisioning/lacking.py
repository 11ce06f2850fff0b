"""What the mail system cannot do of a kind of work: said to the reviewer before the verdict."""

from __future__ import annotations

from collections.abc import Set

from policies.schema import RequestType
from tasks.connectors.port import Capability

NO_LOGIN_LOCK = "hệ thống thư không khóa đăng nhập được: phải khóa bằng tay"
LOCKED_INSTEAD = (
    "hệ thống thư không có khóa gửi riêng: trong thời gian lưu giữ hộp thư bị khóa đăng nhập,"
    " vẫn nhận thư"
)
OLD_ADDRESS_LOST = "hệ thống thư không giữ địa chỉ cũ: thư gửi tới đó sẽ bị từ chối sau khi đổi"
NO_QUOTA = "hệ thống thư không đặt được dung lượng cho từng hộp thư"

_T, _C = RequestType, Capability
_WORDS: dict[RequestType, dict[Capability, str]] = {
    _T.NEW: {_C.QUOTA: NO_QUOTA},
    _T.CHANGE: {_C.QUOTA: NO_QUOTA, _C.OLD_ADDRESS_KEPT: OLD_ADDRESS_LOST},
    _T.LOCK: {_C.LOGIN_LOCK: NO_LOGIN_LOCK},
    _T.REVOKE: {_C.SEND_LOCK: LOCKED_INSTEAD},
}


def lacking(type_: RequestType, capabilities: Set[Capability]) -> tuple[str, ...]:
    """A sentence for each thing that this work may ask for and the mail system has not."""
    words = _WORDS.get(type_, {})
    return tuple(said for needed, said in words.items() if needed not in capabilities)
