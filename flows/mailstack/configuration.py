"""The templates of ``deploy/mailstack``, filled in and laid into the folder."""

from __future__ import annotations

import base64
import os
import pwd
import secrets
import shutil
import sqlite3
import subprocess
from hashlib import sha1
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.mailstack.authority import make_certificates
from flows.mailstack.folder import BASE, Folder, Known, MailstackFailed

_TEMPLATES = "deploy.mailstack"


def configure(folder: Folder, known: Known) -> None:
    """Everything that the servers read, written anew; data that stands is left alone."""
    for path in (folder.tls, folder.slapd, folder.dovecot, folder.postfix):
        _folder(path, mode=0o755)
    _folder(folder.log, mode=0o700)
    make_certificates(folder.tls)
    values = _values(folder, known)
    _slapd(folder, values)
    _dovecot(folder, values)
    _postfix(folder, values)
    _write(folder.client, _filled("mail.toml.j2", values))


def _values(folder: Folder, known: Known) -> dict[str, Any]:
    mail = pwd.getpwnam("mail")
    return {
        **{name: getattr(folder, name) for name in ("tls", "slapd", "dovecot", "postfix", "log")},
        "queue": folder.queue,
        "mail": folder.mail,
        "mail_uid": mail.pw_uid,
        "mail_gid": mail.pw_gid,
        "base": BASE,
        "ports": known.ports,
        "secrets": known.secrets,
        "domains": known.domains,
        "hashes": {
            name: _salted(known.secrets[name]) for name in ("provisioner", "dovecot", "postfix")
        },
    }


def _slapd(folder: Folder, values: dict[str, Any]) -> None:
    own = folder.slapd
    for name in ("data", "run"):
        _folder(own / name, owner="openldap", mode=0o700)
    shutil.copyfile(folder.tls / "server.key", folder.tls / "slapd.key")
    _give(folder.tls / "slapd.key", "openldap", 0o400)
    _write(own / "schema.ldif", _filled("slapd-schema.ldif.j2", values), mode=0o644)
    _write(own / "config.ldif", _filled("slapd-config.ldif.j2", values))
    _write(own / "base.ldif", _filled("slapd-base.ldif.j2", values))
    shutil.rmtree(own / "slapd.d", ignore_errors=True)
    _folder(own / "slapd.d", mode=0o700)
    _run("slapadd", "-n0", "-F", own / "slapd.d", "-l", own / "config.ldif")
    if not (own / "data" / "data.mdb").exists():
        _run("slapadd", "-n1", "-F", own / "slapd.d", "-l", own / "base.ldif")
    for part in (own / "slapd.d", own / "data"):
        for path in (part, *part.rglob("*")):
            shutil.chown(path, "openldap", "openldap")


def _dovecot(folder: Folder, values: dict[str, Any]) -> None:
    own = folder.dovecot
    _folder(own / "run", mode=0o755)
    _folder(own / "state", mode=0o755)
    _folder(own / "last", owner="dovecot", mode=0o700)
    _folder(folder.mail, owner="mail", mode=0o700)
    with sqlite3.connect(own / "last" / "last.sqlite") as database:
        for what in ("login", "received", "sent"):
            database.execute(
                f"CREATE TABLE IF NOT EXISTS last_{what}"
                " (mailbox TEXT PRIMARY KEY, at INTEGER NOT NULL)"
            )
    _give(own / "last" / "last.sqlite", "dovecot", 0o600)
    _write(own / "dovecot.conf", _filled("dovecot-2.3.conf.j2", values))
    _write(own / "last.conf", _filled("dovecot-2.3-last.conf.j2", values), "dovecot")
    for name, of in (("passdb-open", "open"), ("passdb-locked", "locked"), ("userdb", "userdb")):
        _write(own / f"{name}.conf", _filled("dovecot-2.3-ldap.conf.j2", {**values, "of": of}))


def _postfix(folder: Folder, values: dict[str, Any]) -> None:
    own = folder.postfix
    for path in (own / "etc", folder.queue):
        _folder(path, mode=0o755)
    _folder(own / "data", owner="postfix", mode=0o700)
    _folder(folder.queue / "private", owner="postfix", mode=0o700)
    _write(own / "etc" / "main.cf", _filled("postfix-3.7-main.cf.j2", values), mode=0o644)
    _write(own / "etc" / "master.cf", _filled("postfix-3.7-master.cf.j2", values), mode=0o644)
    script = (files(_TEMPLATES) / "sent-policy.pl").read_text(encoding="utf-8")
    _write(own / "etc" / "sent-policy", script, mode=0o644)
    for of in ("receives", "sends-as", "sends-not"):
        filled = _filled("postfix-3.7-ldap.cf.j2", {**values, "of": of})
        _write(own / "etc" / f"{of}.cf", filled)


def _environment() -> Environment:
    return Environment(  # noqa: S701 - configuration, not HTML
        loader=PackageLoader(_TEMPLATES, ""),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )


def _filled(template: str, values: dict[str, Any]) -> str:
    return _environment().get_template(template).render(values)


def _folder(path: Path, *, owner: str = "root", mode: int) -> None:
    path.mkdir(exist_ok=True)
    _give(path, owner, mode)


def _write(path: Path, content: str, owner: str = "root", mode: int = 0o600) -> None:
    """Whole or not at all, and never readable by more accounts than ``mode`` says."""
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
    _give(new, owner, mode)
    new.replace(path)


def _give(path: Path, owner: str, mode: int) -> None:
    shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)
    path.chmod(mode)


def _run(*words: str | Path) -> None:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise MailstackFailed(f"{words[0]}: {done.stderr.strip()}")


def _salted(secret: str) -> str:
    """As slapd keeps the passwords of the servers' own accounts, which are drawn at random."""
    salt = secrets.token_bytes(8)
    digest = sha1(secret.encode() + salt).digest()  # noqa: S324 - 192 random bits need no slow hash
    return "{SSHA}" + base64.b64encode(digest + salt).decode()
