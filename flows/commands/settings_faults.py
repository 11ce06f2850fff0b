"""Settings that cannot be, told by the names of their variables; and files that cannot be used."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_settings import SettingsError

from models.key import KeyFault
from models.settings import Settings
from policies.official_days import OfficialDaysError
from tasks.connectors.mail_file import MailFileFault

_PREFIX = Settings.model_config["env_prefix"]
# what is wrong, by pydantic's name of the fault; the value itself may be a password
_WORDS = {
    "greater_than": "phải lớn hơn {gt:g}",
    "greater_than_equal": "phải từ {ge:g} trở lên",
    "float_parsing": "phải là một số",
    "int_parsing": "phải là một số nguyên",
    "int_from_float": "phải là một số nguyên",
    "key_in_home": "phải nằm ngoài thư mục dữ liệu (CONGVU_HOME), để bản sao lưu không kèm khóa",
}


def faults_of(error: BaseException) -> tuple[str, ...]:
    """One sentence for each bad variable, key or file that cannot be used, or fault of own
    decisions.

    None where the error is about something else.
    """
    if isinstance(error, KeyFault | MailFileFault):
        return (str(error),)
    if isinstance(error, OfficialDaysError):  # the centre's own file of decisions was spoilt
        return tuple(str(fault) for fault in error.faults)
    if isinstance(error, SettingsError):  # its message names the field: the text is not even JSON
        names = [name for name in Settings.model_fields if f'"{name}"' in str(error)]
        return tuple(_fault(name, "không đọc được") for name in names)
    if not isinstance(error, ValidationError) or error.title != Settings.__name__:
        return ()
    return tuple(
        _fault(
            str(fault["loc"][0]),
            _WORDS.get(fault["type"], "giá trị không dùng được").format(**fault.get("ctx", {})),
        )
        for fault in error.errors(include_input=False, include_url=False)
    )


def _fault(name: str, words: str) -> str:
    return f"biến môi trường {_PREFIX}{name.upper()}: {words}"
