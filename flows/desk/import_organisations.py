"""Take over organisations that exist: from a list, or a province's communes by their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.imported_file import Subject, begin_import, imported
from models.portions import portions
from models.trail import record
from models.user import Actor
from policies.administrative_units import Units, bodies_of
from policies.schema import Regulation
from tasks.importing.list_rows import UnreadableList
from tasks.importing.organisation_list import ListedOrganisation, read_organisations
from tasks.importing.places import Places
from tasks.importing.plan import Effect, Report, RowPlan
from tasks.importing.plan_organisations import (
    PlannedOrganisation,
    plan_organisations,
    told_addresses,
)
from tasks.importing.write_organisations import write_organisations
from tasks.office import Office, local_date


@dataclass(frozen=True)
class _Import:
    """One call: whose list, and how it was read."""

    office: Office
    actor: Actor
    regulation: Regulation
    rows: Sequence[ListedOrganisation]
    faulty: Sequence[RowPlan]
    report: Report  # still without rows

    def planned(self, session: Session) -> list[PlannedOrganisation]:
        policy = self.regulation.id
        before = imported(session, policy, Subject.ORGANISATIONS, self.report.sha256)
        return plan_organisations(self.rows, Places(session, policy), done=before is not None)


def import_organisations(
    office: Office,
    actor: Actor,
    regulation: Regulation,
    content: bytes,
    file_name: str,
    *,
    apply: bool,
) -> Report:
    """What a list does to the directory; with ``apply`` it is done, unless a row is refused.

    All of it is one transaction.  What the same list brought before is left as it is now.  Raises
    Refused, NotAllowed.
    """
    require(office, actor, Act.IMPORT).province(regulation.id)
    try:
        listed = read_organisations(content, file_name)
    except UnreadableList as error:
        raise Refused(*error.faults) from error
    faulty = [
        RowPlan(row, name or "…", None, Effect.REFUSED, faults=faults)
        for row, name, faults in listed.faulty
    ]
    read = listed.read
    digest = sha256(content).hexdigest()
    report = Report(file_name, digest, read.told, read.columns, (), read.remarks)
    return _done(_Import(office, actor, regulation, listed.rows, faulty, report), apply)


def import_communes(
    office: Office, actor: Actor, regulation: Regulation, units: Units, *, apply: bool
) -> Report:
    """The same for the bodies of a province's communes and districts, keyed by the units' codes.

    Rows are counted from 1.  Raises Refused, NotAllowed.
    """
    require(office, actor, Act.IMPORT).province(regulation.id)
    bodies = [body for unit in units.units for body in bodies_of(regulation, unit)]
    rows = [
        ListedOrganisation(
            row=row,
            name=body.name,
            code=body.code,
            superior_code=body.superior_code,
            superior=body.superior,
        )
        for row, body in enumerate(bodies, start=1)
    ]
    digest = sha256(repr(rows).encode()).hexdigest()
    told = f"{len(units.units)} đơn vị, {len(rows)} cơ quan"
    report = Report(units.told, digest, told, (), (), ())
    return _done(_Import(office, actor, regulation, rows, (), report), apply)


def _done(call: _Import, apply: bool) -> Report:
    on = local_date(call.office.clock())
    with reading(call.office.engine) as session:
        planned = call.planned(session)
        clashes = told_addresses(planned, call.regulation, on, session)
    plans = [*(one.plan for one in planned), *call.faulty]
    told = [f"trùng tên hộp thư: {clash}" for clash in clashes]
    report = replace(
        call.report,
        rows=tuple(sorted(plans, key=lambda plan: plan.row)),
        remarks=(*call.report.remarks, *told),
    )
    if not apply or not report.accepted:
        return report
    stopped = None
    try:
        if report.count(Effect.NEW) + report.count(Effect.CHANGED):
            with writing(call.office.engine) as session:
                _write(call, session)
    except Refused as error:
        stopped = str(error)
    except IntegrityError:
        stopped = "một việc khác vừa ghi trùng dữ liệu: chưa ghi gì, hãy chạy lại"
    return replace(report, applied=stopped is None, stopped=stopped)


def _write(call: _Import, session: Session) -> None:
    planned = call.planned(session)  # anew: the directory may have moved since it was looked at
    refused = [one.plan for one in planned if one.plan.effect is Effect.REFUSED]
    if refused:
        told = "; ".join(map(str, refused[0].faults))
        raise Refused(f"dòng {refused[0].row} vừa không còn nhận được: {told}; chưa ghi gì")
    report, at = call.report, call.office.clock()
    number = begin_import(
        session,
        policy=call.regulation.id,
        subject=Subject.ORGANISATIONS,
        file_name=report.file_name,
        sha256=report.sha256,
        at=at,
        author=call.actor.name,
    )
    write_organisations(session, call.regulation, planned)
    done = [one for one in planned if one.plan.effect is not Effect.UNCHANGED]
    for some in portions(done):
        record(
            session,
            policy=call.regulation.id,
            at=at,
            actor=call.actor,
            action="organisations-imported",
            detail={
                "import": number,
                "file": report.file_name,
                "sha256": report.sha256,
                "organisations": [_told(one) for one in some],
            },
        )


def _told(one: PlannedOrganisation) -> dict[str, object]:
    return {
        "row": one.listed.row,
        "effect": one.plan.effect.value,
        "code": one.listed.code,
        "name": one.names[0],
        "superior": one.superior,
        "changes": [str(change) for change in one.plan.changes],
    }
