"""Vietnamese words for what the tables hold as English terms; one word for one thing everywhere."""

from __future__ import annotations

from models.deadline import DeadlineKind
from models.letter import LetterState
from models.mailbox import MailboxState
from models.role import Role
from models.transitions import LineState, Queue, RequestState
from models.verdict import Outcome
from policies.forms import WORD_OF_TYPE
from policies.schema import Kind, RequestType

TYPE_WORDS: dict[RequestType, str] = {
    type_: word[0].lower() + word[1:] for type_, word in WORD_OF_TYPE.items()
}
KIND_WORDS: dict[Kind, str] = {Kind.PERSON: "cá nhân", Kind.ORGANISATION: "cơ quan, đơn vị"}
QUEUE_WORDS: dict[Queue, str] = {
    Queue.NEW: "Mới nhận",
    Queue.IN_REVIEW: "Đang thẩm định",
    Queue.WAITING_FOR_APPROVAL: "Chờ phê duyệt",
    Queue.WAITING_FOR_AGENCY: "Chờ cơ quan bổ sung",
    Queue.PROVISIONING: "Đang thực hiện",
    Queue.TO_SIGN: "Chờ phát hành",
    Queue.FAILED: "Lỗi, cần xử lý",
}
REQUEST_WORDS: dict[RequestState, str] = {
    RequestState.NEW: "mới nhận",
    RequestState.IN_REVIEW: "đang thẩm định",
    RequestState.WAITING_FOR_APPROVAL: "chờ phê duyệt",
    RequestState.APPROVED: "đã duyệt",
    RequestState.PROVISIONING: "đang thực hiện",
    RequestState.PROVISIONED: "đã thực hiện",
    RequestState.TO_SIGN: "chờ phát hành",
    RequestState.WAITING_FOR_AGENCY: "chờ cơ quan bổ sung",
    RequestState.FAILED: "lỗi",
    RequestState.CLOSED: "đã xong",
    RequestState.WITHDRAWN: "đã rút",
}
LETTER_WORDS: dict[LetterState, str] = {
    LetterState.RECEIVED: "đã nhận",
    LetterState.RETURNED: "trả lại vì có lỗi",
    LetterState.ANSWERED: "đã trả lời",
    LetterState.WITHDRAWN: "đã rút",
}
LINE_WORDS: dict[LineState, str] = {
    LineState.RECEIVED: "đã nhận",
    LineState.PROPOSED: "chờ quyết định",
    LineState.APPROVED: "đồng ý, chờ thực hiện",
    LineState.REFUSED: "không đồng ý",
    LineState.RETURNED: "trả lại để bổ sung",
    LineState.DONE: "đã thực hiện",
    LineState.FAILED: "lỗi",
}
DEADLINE_WORDS: dict[DeadlineKind, str] = {
    DeadlineKind.STARTED: "bắt đầu",
    DeadlineKind.RETURNED: "dừng vì trả lại",
    DeadlineKind.EXTENDED: "gia hạn",
    DeadlineKind.RECOMPUTED: "tính lại",
    DeadlineKind.ENDED: "kết thúc",
}
CHANNEL_WORDS: dict[str, str] = {
    "letter": "văn bản giấy",
    "document-system": "hệ thống quản lý văn bản",
    "e-mail": "thư điện tử",
    "form": "biểu mẫu",
    "fax": "fax",
    "phone": "điện thoại",
    "in-person": "gặp trực tiếp",
}
#: By which ways a request may come without a letter, as a sentence goes on with them.
WAY_WORDS: dict[str, str] = {
    "phone": "qua điện thoại",
    "fax": "qua fax",
    "e-mail": "qua thư điện tử",
    "in-person": "trực tiếp",
}
OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.APPROVED: "đồng ý",
    Outcome.REFUSED: "không đồng ý",
    Outcome.RETURNED: "trả lại để bổ sung",
}
ROLE_WORDS: dict[Role, str] = {
    Role.AGENCY: "cơ quan, đơn vị",
    Role.STAFF: "chuyên viên",
    Role.SUPERVISOR: "lãnh đạo",
    Role.ADMINISTRATOR: "quản trị",
}
MAILBOX_WORDS: dict[MailboxState, str] = {
    MailboxState.RESERVED: "đang tạo",
    MailboxState.ACTIVE: "hoạt động",
    MailboxState.LOCKED: "tạm khóa",
    MailboxState.SEND_LOCKED: "khóa gửi",
    MailboxState.REVOKED: "đã thu hồi",
    MailboxState.PURGED: "đã hủy",
}
#: What the trail tells of, by the name of the action.
ACTION_WORDS: dict[str, str] = {
    "letter-received": "nhận văn bản",
    "letter-returned": "nhận văn bản, trả lại vì có lỗi",
    "request-recorded": "ghi nhận đề nghị không có văn bản",
    "correction-received": "nhận văn bản chỉnh sửa",
    "request-made": "lập đề nghị",
    "request-taken-in": "tiếp nhận đề nghị",
    "request-proposed": "đề xuất từng dòng",
    "request-retried": "cho chạy lại",
    "request-withdrawn": "rút đề nghị",
    "request-taken": "nhận xử lý",
    "request-handed-on": "chuyển xử lý",
    "request-approved": "phê duyệt",
    "request-sent-back": "trả về thẩm định",
    "line-approved": "đồng ý",
    "line-refused": "không đồng ý",
    "line-returned": "trả lại để bổ sung",
    "line-done": "đã thực hiện",
    "line-failed": "thực hiện lỗi",
    "work-ordered": "giao đơn vị vận hành thực hiện",
    "reply-drafted": "dự thảo văn bản trả lời",
    "partial-reply-drafted": "dự thảo văn bản trả lời một phần",
    "deadline-extended": "gia hạn",
    "deadline-recounted": "tính lại thời hạn",
    "calendar-applied": "áp dụng quyết định về ngày nghỉ",
    "reply-issued": "phát hành văn bản trả lời",
    "letter-downloaded": "tải văn bản đến",
    "reply-downloaded": "tải văn bản trả lời",
    "person-added": "tạo tài khoản",
    "person-activated": "mở lại tài khoản",
    "person-deactivated": "đóng tài khoản",
    "account-locked": "khóa đăng nhập do nhập sai nhiều lần",
    "password-reset": "cấp lại mật khẩu tài khoản",
    "password-changed": "đổi mật khẩu tài khoản",
    "role-granted": "cấp vai trò",
    "role-revoked": "thôi vai trò",
    "substitute-set": "cử người làm thay",
    "substitute-ended": "thôi làm thay",
    "approval-levels-set": "đặt số cấp phê duyệt",
    "numbers-started": "bắt đầu dãy số văn bản",
    "numbers-stopped": "dừng dãy số văn bản",
    "password-handed-over": "bàn giao mật khẩu",
    "hand-over-refused": "từ chối bàn giao mật khẩu",
    "hand-over-failed": "bàn giao mật khẩu không thành",
    "organisations-added": "thêm cơ quan theo danh sách hộp thư",
    "organisations-imported": "nhập cơ quan đã có",
    "mailboxes-imported": "nhập hộp thư đã có",
    "mailbox-changed-by-import": "đổi thông tin hộp thư theo danh sách",
}
