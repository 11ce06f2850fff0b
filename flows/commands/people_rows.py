"""Accounts as JSON documents and as lines for people; ``logins``: of all accounts, by number."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.commands.output import LOCAL, moment
from flows.desk.people import UserView
from tasks.wording import ROLE_WORDS


def _dates(starts: date, ends: date | None) -> str:
    return f"từ {starts:%d/%m/%Y}" + (f" đến {ends:%d/%m/%Y}" if ends else "")


def user_lines(view: UserView, logins: dict[int | None, str]) -> list[str]:
    """An account for people: its roles and substitutes that hold or will hold."""
    user = view.user
    state = "" if user.active else " – đã đóng"
    state += (
        f" – bị khóa đến {view.locked_until.astimezone(LOCAL):%H:%M}" if view.locked_until else ""
    )
    lines = [f"{user.login}: {user.name}{state}"]
    for grant in view.grants:
        if grant.revoked_at is None:
            place = grant.policy or "mọi tỉnh"
            place += f", O{grant.organisation_id}" if grant.organisation_id else ""
            dates = _dates(grant.starts, grant.ends)
            lines.append(f"  vai trò số {grant.id}: {ROLE_WORDS[grant.role]} ({place}), {dates}")
    for each in view.substitutes:
        if each.revoked_at is None:
            dates = _dates(each.starts, each.ends)
            lines.append(f"  làm thay số {each.id}: {logins[each.user_id]}, {dates}")
    return lines


def user_row(view: UserView, logins: dict[int | None, str]) -> dict[str, Any]:
    """An account with all that it was ever granted, as JSON."""
    user = view.user
    return {
        "login": user.login,
        "name": user.name,
        "active": user.active,
        "must_change": user.must_change,
        "locked_until": moment(view.locked_until),
        "roles": [
            {
                "grant": grant.id,
                "role": grant.role,
                "policy": grant.policy,
                "organisation": grant.organisation_id,
                "from": grant.starts,
                "until": grant.ends,
                "ended": moment(grant.revoked_at),
            }
            for grant in view.grants
        ],
        "substitutes": [
            {
                "substitute": each.id,
                "login": logins[each.user_id],
                "from": each.starts,
                "until": each.ends,
                "ended": moment(each.revoked_at),
            }
            for each in view.substitutes
        ],
    }
