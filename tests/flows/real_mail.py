"""A desk whose mailboxes are on the real mail system, and their holders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from flows.desk.hand_over import HandedOver, hand_over
from models.database import reading
from models.mailbox import Mailbox
from models.request import Line
from policies.schema import RequestType
from tasks.connectors.ldap_directory import LdapDirectory
from tasks.connectors.port import Account
from tasks.forms.content import LineFields
from tasks.forms.filling import FilledRow
from tests.flows.cases import CLERK, Desk, new_people
from tests.mail_system import MailSystem

UNIT = "Phòng Pháp chế"


@dataclass
class Holder:
    """Somebody with a mailbox, and the password that was handed over last."""

    name: str
    mailbox_id: str
    address: str
    password: str


@dataclass
class RealMail:
    """The desk, the servers, and the connector between them."""

    desk: Desk
    servers: MailSystem
    connector: LdapDirectory

    def account(self, mailbox_id: str) -> Account:
        """As the directory has it."""
        found = self.connector.get(mailbox_id)
        assert found is not None
        return found

    def holders(self, *names: str, policy: str = "hung-yen") -> list[Holder]:
        """People whose mailboxes were asked for, approved in the queue, and handed over."""
        form, channel = ("mau-03", "form") if policy == "phu-tho" else ("mau-chuan", "letter")
        done = self.desk.send(policy, form, [new_people(*names), []], channel=channel)
        ((request_id, _),) = done.requests
        self.desk.approve(request_id)
        passwords = self.hand_over(request_id)
        with reading(self.desk.office.engine) as session:
            wanted = select(Line).where(Line.request_id == request_id).order_by(col(Line.number))
            return [
                Holder(line.name or "", line.mailbox_id or "", given.address, given.password)
                for line, given in zip(session.exec(wanted), passwords, strict=True)
            ]

    def hand_over(self, request_id: int) -> list[HandedOver]:
        """The passwords that a request brought."""
        given = list(hand_over(self.desk.office, CLERK, request_id).each())
        assert all(isinstance(each, HandedOver) for each in given)
        return [each for each in given if isinstance(each, HandedOver)]

    def ask(
        self, type_: RequestType, holder: Holder, policy: str = "hung-yen", **fields: Any
    ) -> int:
        """A request about a mailbox, approved and carried out."""
        given = {"name": holder.name, "unit": UNIT, "address": holder.address, **fields}
        row = FilledRow(type_, LineFields(**given))
        if policy == "phu-tho":
            done = self.desk.send(policy, "mau-03", [[], [row]])
        else:
            done = self.desk.send(policy, "mau-chuan", [[row], []], channel="letter")
        assert () == done.faults
        ((request_id, _),) = done.requests
        self.desk.approve(request_id)
        return request_id

    def mailbox(self, holder: Holder) -> Mailbox:
        """As our records have it."""
        with reading(self.desk.office.engine) as session:
            return session.get_one(Mailbox, holder.mailbox_id)


def on_real_mail(desk: Desk, servers: MailSystem, connector: LdapDirectory) -> RealMail:
    """The desk, now provisioning on the servers."""
    desk.office = replace(desk.office, connector=connector)
    return RealMail(desk, servers, connector)
