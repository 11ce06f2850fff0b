"""Take over mailboxes that exist: looked at first, then written in portions, each whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from models.database import reading, writing
from models.imported_file import Subject, begin_import, imported
from models.mailbox import AddressTaken, MailboxState
from models.portions import portions
from models.trail import record
from models.user import Actor
from policies.conformity import Judging
from policies.schema import Regulation
from tasks.connectors.errors import ConnectorError
from tasks.importing.change_known import change
from tasks.importing.list_rows import UnreadableList
from tasks.importing.mailbox_list import ListedMailbox, MailboxList, read_mailboxes
from tasks.importing.places import Place, Places, add_places
from tasks.importing.plan import Effect, Report, RowPlan
from tasks.importing.plan_mailboxes import PlannedMailbox, Planning
from tasks.importing.repeated import Repeated, repeated
from tasks.importing.write_mailboxes import Writing, accounts, confirm, write
from tasks.office import Office, local_date
from tasks.wording import MAILBOX_WORDS

_PORTION = 1_000  # rows of one transaction: others wait for it a fraction of a second
_AGAIN = "hãy chạy lại cùng lệnh: dòng đã nhập thì không nhập lần nữa"


@dataclass(frozen=True)
class _Import:
    """One call: the list, and all that its portions share."""

    office: Office
    actor: Actor
    regulation: Regulation
    file_name: str
    sha256: str
    listed: MailboxList
    judging: Judging
    repeated: Repeated

    def planning(self, session: Session, places: Places, *, telling: bool) -> Planning:
        policy = self.regulation.id
        known = imported(session, policy, Subject.MAILBOXES, self.sha256)
        return Planning(
            session, policy, places, self.judging, self.repeated, known, telling=telling
        )

    def begun(self, session: Session) -> int:
        return begin_import(
            session,
            policy=self.regulation.id,
            subject=Subject.MAILBOXES,
            file_name=self.file_name,
            sha256=self.sha256,
            at=self.office.clock(),
            author=self.actor.name,
        )


def import_mailboxes(
    office: Office,
    actor: Actor,
    regulation: Regulation,
    content: bytes,
    file_name: str,
    *,
    apply: bool,
) -> Report:
    """What a list does to the directory; with ``apply`` it is done, unless a row is refused.

    Written in portions: a kill between two leaves whole ones, and the same call does the rest.
    What the same file brought before is left as it is now.  Raises Refused, NotAllowed.
    """
    require(office, actor, Act.IMPORT).province(regulation.id)
    today = local_date(office.clock())
    try:
        listed = read_mailboxes(content, file_name, regulation, today)
    except UnreadableList as error:
        raise Refused(*error.faults) from error
    call = _Import(
        office,
        actor,
        regulation,
        file_name,
        sha256(content).hexdigest(),
        listed,
        Judging(regulation, today),
        repeated(listed.rows),
    )
    report, planned = _planned(call)
    if not apply or not report.accepted:
        return report
    wanted = [one.listed for one in planned if one.plan.effect is not Effect.UNCHANGED]
    failed: list[tuple[str, str]] = []
    stopped = None
    try:
        if wanted:
            places = _places_added(call, planned)
            for portion in portions(wanted, _PORTION):
                failed += _import(call, places, portion)
    except Refused as error:
        stopped = f"{error}; sửa danh sách rồi nhập lại: dòng đã nhập thì không nhập lần nữa"
    except (AddressTaken, IntegrityError):
        stopped = f"một việc khác vừa ghi trùng dữ liệu: {_AGAIN}"
    except ConnectorError as error:
        stopped = f"hệ thống thư không trả lời ({error}): {_AGAIN}"
    return replace(report, applied=True, failed=tuple(failed), stopped=stopped)


def _planned(call: _Import) -> tuple[Report, list[PlannedMailbox]]:
    with reading(call.office.engine) as session:
        planning = call.planning(session, Places(session, call.regulation.id), telling=True)
        rows = [each for some in portions(call.listed.rows) for each in planning.plan(some)]
    plans = [each if isinstance(each, RowPlan) else each.plan for each in rows]
    plans += [
        RowPlan(bad.row, bad.address or "…", bad.name, Effect.REFUSED, faults=bad.faults)
        for bad in call.listed.faulty
    ]
    planned = [each for each in rows if isinstance(each, PlannedMailbox)]
    read = call.listed.read
    report = Report(
        file_name=call.file_name,
        sha256=call.sha256,
        told=read.told,
        columns=read.columns,
        rows=tuple(sorted(plans, key=lambda plan: plan.row)),
        remarks=(*read.remarks, *_remarks(call, planned)),
    )
    return report, planned


def _remarks(call: _Import, planned: Sequence[PlannedMailbox]) -> Iterator[str]:
    """What was understood of the list as a whole: nothing is taken silently."""
    states = Counter(one.state for one in call.listed.rows)
    for state, count in states.items():
        yield f"{count} hộp thư {MAILBOX_WORDS[state]}"
    unsaid = sum(one.quota_mb is None for one in call.listed.rows)
    if unsaid:
        yield f"{unsaid} dòng không ghi dung lượng: hộp thư mới lấy mức của quy chế"
    new = _new_places(planned)
    if new:
        names = "; ".join(map(str, new))
        yield f"{len(new)} cơ quan, đơn vị chưa có trong danh bạ, được thêm: {names}"


def _new_places(planned: Sequence[PlannedMailbox]) -> list[Place]:
    places = (one.place for one in planned if one.plan.effect is not Effect.UNCHANGED)
    return list(dict.fromkeys(place for place in places if place.known is None))


def _places_added(call: _Import, planned: Sequence[PlannedMailbox]) -> Places:
    """The organisations of the directory, with those that the list names and it lacked."""
    new = _new_places(planned)
    if new:
        with writing(call.office.engine) as session:
            number = call.begun(session)
            for some in portions(new):
                add_places(session, call.regulation, some)
                detail = {"import": number, "file": call.file_name, "sha256": call.sha256}
                record(
                    session,
                    policy=call.regulation.id,
                    at=call.office.clock(),
                    actor=call.actor,
                    action="organisations-added",
                    detail={**detail, "organisations": [str(place) for place in some]},
                )
    with reading(call.office.engine) as session:
        return Places(session, call.regulation.id)


def _import(call: _Import, places: Places, rows: Sequence[ListedMailbox]) -> list[tuple[str, str]]:
    """One portion, planned anew in the transaction that writes it; what was not taken."""
    with writing(call.office.engine) as session:
        number = call.begun(session)
        planning = call.planning(session, places, telling=False)
        planned = []
        for each in planning.plan(rows):
            if isinstance(each, RowPlan):
                told = "; ".join(map(str, each.faults))
                raise Refused(f"dòng {each.row} vừa không còn nhận được: {told}")
            planned.append(each)
        using = Writing(session, call.regulation, number, call.file_name, call.office.clock())
        write(using, planned)
        change(session, planned, using.on)
        _record(call, using, planned)
        wanted = accounts(using, planned)
    answers = call.office.connector.adopt_accounts(wanted, operation=f"import-{number}")
    refused = {answer.mailbox_id: str(answer.error) for answer in answers if answer.error}
    with writing(call.office.engine) as session:
        confirm(session, _standing(planned, refused))
    addresses = {account.mailbox_id: account.address for account in wanted}
    return [(addresses[mailbox], why) for mailbox, why in refused.items()]


def _standing(
    planned: Sequence[PlannedMailbox], refused: dict[str, str]
) -> dict[str, MailboxState]:
    return {one.mailbox_id: one.listed.state for one in planned if one.mailbox_id not in refused}


def _record(call: _Import, using: Writing, planned: Sequence[PlannedMailbox]) -> None:
    """One entry a portion, with the addresses that it brought; one a mailbox that it changed."""
    source = {"import": using.file_id, "file": call.file_name, "sha256": call.sha256}
    # one that an import began and did not end stands on the trail already
    new = [one for one in planned if one.mailbox is None]
    if new:
        record(
            using.session,
            policy=call.regulation.id,
            at=using.at,
            actor=call.actor,
            action="mailboxes-imported",
            detail={
                **source,
                "rows": [one.listed.row for one in new],
                "addresses": [list(one.listed.addresses) for one in new],
                "states": Counter(one.listed.state.value for one in new),
                "departing": [one.listed.address for one in new if one.plan.departure],
            },
        )
    for one in planned:
        if one.plan.changes:
            record(
                using.session,
                policy=call.regulation.id,
                at=using.at,
                actor=call.actor,
                action="mailbox-changed-by-import",
                mailbox_id=one.mailbox_id,
                detail={
                    **source,
                    "row": one.listed.row,
                    "address": one.listed.address,
                    "changes": [str(change) for change in one.plan.changes],
                },
            )
