"""The verbs user and approve: what is printed on the way."""

from __future__ import annotations

import io
import json
import sys
from getpass import getuser
from typing import Any

import pytest

from flows.desk.decide import Decision, decide
from flows.desk.sign_in import sign_in
from flows.surroundings import open_office
from models.settings import Settings
from models.verdict import Outcome
from tests.flows.cases import CLERK, REVIEWER, Call, Desk, new_people
from tests.flows.people_made import add_organisation


def told(call: Call, *words: str) -> dict[str, Any]:
    code, out, err = call(*words, "--json")
    assert (0, "") == (code, err), out
    document: dict[str, Any] = json.loads(out)
    return document


def test_the_first_administrator(call: Call) -> None:
    """An account, its role, and the list; the password is shown once and not kept."""
    made = told(call, "user", "add", "quantri", "--name", "Trần Quản Trị")
    assert {"login", "user", "password"} == set(made)
    assert 1 == told(call, "user", "role", "quantri", "administrator")["grant"]
    code, out, _ = call("user", "list")
    assert (0, True) == (code, out.startswith("quantri: Trần Quản Trị\n  vai trò số 1: quản trị"))
    for words in (("user", "list", "--json"), ("trail", "--json")):
        assert made["password"] not in call(*words)[1]
    _, out, _ = call("trail")
    assert ("tạo tài khoản" in out, "cấp vai trò" in out, "quantri" in out) == (True,) * 3


def test_a_password_comes_from_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never from the command line; it is not printed, and must do."""

    def typed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    typed("ngắn\n")
    code, out, _ = call("user", "add", "binh", "--name", "Bình", "--password-stdin")
    assert (1, "mật khẩu phải có ít nhất 12 ký tự\n") == (code, out)
    typed("mật khẩu tạm thời\n")
    code, out, _ = call("user", "add", "binh", "--name", "Bình", "--password-stdin")
    assert (0, "binh: phải đổi mật khẩu khi dùng lần đầu\n") == (code, out)
    office = open_office(Settings())
    assert sign_in(office, "binh", "mật khẩu tạm thời").must_change
    office.engine.dispose()
    new = told(call, "user", "password", "binh")["password"]
    assert 16 == len(new)


def test_roles_and_substitutes(call: Call) -> None:
    """Given with dates, ended by number; of an agency by the name of its organisation."""
    office = open_office(Settings())
    number = add_organisation(office, "phu-tho", "Sở Nội vụ")
    for _ in range(2):
        top = add_organisation(office, "phu-tho", f"Cơ quan {_}")
        add_organisation(office, "phu-tho", "Văn phòng", top)
    office.engine.dispose()
    for login in ("an", "binh"):
        told(call, "user", "add", login, "--name", login)
    agency = ("user", "role", "an", "agency", "--policy", "phu-tho", "--organisation")
    told(call, *agency, "sở nội vụ", "--from", "2026-01-01")
    told(call, *agency, f"O{number}", "--until", "2100-12-31")
    code, _, err = call(*agency, "Văn phòng")
    assert (2, True) == (code, "có nhiều «Văn phòng», hãy nêu số: O3 (Cơ quan 0); O5" in err)
    assert 2 == call(*agency, "Sở Không Có")[0]
    assert 2 == call("user", "role", "an", "chief")[0]
    assert 2 == call("user", "role", "an", "agency", "--organisation", "Sở Nội vụ")[0]
    made = told(call, "user", "substitute", "binh", "--for", "an", "--until", "2100-12-31")
    (an, _) = told(call, "user", "list")["users"]
    assert [(number, "2026-01-01", None), (number, None, "2100-12-31")] == [
        (role["organisation"], role["from"] if role["grant"] == 1 else None, role["until"])
        for role in an["roles"]
    ]
    assert ["binh"] == [each["login"] for each in an["substitutes"]]
    told(call, "user", "end-role", "2")
    told(call, "user", "end-substitute", str(made["substitute"]))
    code, out, _ = call("user", "end-role", "2")
    assert (1, "không có vai trò số 2 đang được cấp\n") == (code, out)
    _, out, _ = call("user", "list")
    assert ("vai trò số 1" in out, "vai trò số 2" in out, "làm thay" in out) == (True, False, False)
    told(call, "user", "close", "an")
    assert "an: an – đã đóng" in call("user", "list")[1]
    told(call, "user", "open", "an")


def test_two_levels_at_the_command_line(call: Call, desk: Desk) -> None:
    """Decided, it waits; sent back, decided again and approved, under three names."""
    told(call, "user", "levels", "2", "--policy", "phu-tho")
    office = open_office(Settings())
    here = Desk(office, desk.clock)
    rows = [new_people("Trần Mạnh Hùng"), []]
    ((request, _),) = here.send("phu-tho", "mau-03", rows).requests
    here.run(request)
    here.decide(request)
    office.engine.dispose()
    code, out, _ = call("approve", "R1", "--as", "Cường", "--back", "--reason", "xem lại dòng 1")
    assert (0, "R1: đang thẩm định\n") == (code, out)
    plan = told(call, "show", "R1")["plan"]
    assert 64 == len(plan)
    wrong = ("decide", "R1", "approve", "--as", "Bình", "--plan", "0" * 64)
    code, out, _ = call(*wrong)
    assert (1, True) == (code, "đã thay đổi so với khi xem" in out)
    office = open_office(Settings())
    decide(office, REVIEWER, Decision(request, Outcome.APPROVED, plan=plan))
    office.engine.dispose()
    for name in (CLERK.name, REVIEWER.name):
        assert 1 == call("approve", "R1", "--as", name, "--no-wait")[0]
    assert 2 == call("approve", "R1", "--as", "Cường", "--back")[0]
    trail = told(call, "trail")["trail"]
    (back,) = [entry for entry in trail if entry["action"] == "request-sent-back"]
    assert ("Cường", "command", getuser()) == (
        back["actor"],
        back["via"],
        back["detail"]["operator"],
    )
