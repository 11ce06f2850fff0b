"""What congvu is told of a mail system that was started, where its settings look for it."""

from __future__ import annotations

import os
import shutil

from flows.mailstack.folder import Folder
from models.settings import Settings

_OURS = '# Written by "congvu mailstack up"'


def tell_client(folder: Folder, settings: Settings) -> str:
    """Write the settings' mail file, for the owner of its folder; a sentence that says so.

    A file that somebody wrote for a mail system of his own is left alone.
    """
    file = settings.mail_file
    if file.exists() and not file.read_text(encoding="utf-8").startswith(_OURS):
        return (
            f"{file} của hệ thống thư khác được giữ nguyên; tệp của hệ thống này: {folder.client}"
        )
    if file.parent == settings.home:
        settings.make_home()
    new = file.with_name(file.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(folder.client.read_text(encoding="utf-8"))
    owner = file.parent.stat()
    shutil.chown(new, owner.st_uid, owner.st_gid)
    new.replace(file)
    return f"kết nối: {file}"
