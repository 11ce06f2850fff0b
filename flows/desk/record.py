"""Record: what is asked by telephone, fax, e-mail or in person, as a letter would be taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from flows.desk.refusal import Refused
from flows.desk.rights import Act, require
from flows.desk.submit import Submitted, keep_and_go_on, law_on
from models.user import Actor
from policies.loader import parse
from policies.schema import Regulation
from tasks.forms.content import ReadLetter
from tasks.forms.told import Told, read_told
from tasks.office import Office
from tasks.proposing.asking import Who, objection_to_asker, objection_to_channel
from tasks.receive import Incoming
from tasks.wording import WAY_WORDS

_NOTE = "ghi-nhan.json"
# sealed where they are kept; a hash over them would let them be guessed
_LEFT_OUT = ("citizen_number", "phone", "change_to", "reason", "note")


@dataclass(frozen=True)
class Call:
    """A request without a letter.

    ``channel``: one of ``tasks.wording.WAY_WORDS``; ``at``: when it was made, aware;
    ``corrects``: the letter, or earlier request without one, that it corrects.
    """

    channel: str
    at: datetime
    told: Told
    corrects: int | None = None


def record(
    office: Office, actor: Actor, call: Call, regulation_text: str, regulation_file: str
) -> Submitted:
    """Keep what was asked with who took it (the actor), and make its request, as ``submit`` does.

    The same caller, lines and minute a second time are told and make nothing.  Raises Refused
    where the regulation does not let this be asked by whom or by which way it was, with the
    article; where what was told is not enough; and as ``submit`` does.  NotAllowed where the actor
    may not.
    """
    reach = require(office, actor, Act.RECORD)
    reach.province(parse(regulation_text, regulation_file).id)
    at = call.at.replace(second=0, microsecond=0)
    law = law_on(office, at, regulation_text, regulation_file)
    objections = tuple(_objections(call, law.regulation))
    if objections:
        raise Refused(*objections)
    read = read_told(call.told, law.regulation)
    if read.faults:
        raise Refused(*map(str, read.faults))
    incoming = Incoming(
        content=_note(call, read, at),
        file_name=_NOTE,
        media_type="application/json",
        channel=call.channel,
        received=at,
        corrects=call.corrects,
        without_letter=True,
    )
    return keep_and_go_on(office, actor, reach, law, incoming, read)


def _objections(call: Call, regulation: Regulation) -> Iterator[str]:
    if call.channel not in WAY_WORDS:
        yield f"«{call.channel}» là văn bản: nhận bằng congvu submit"
        return
    who: Who = "individual" if call.told.agency is None else "organisation"
    for objection in (
        objection_to_asker(regulation, call.told.type, who),
        objection_to_channel(regulation, call.told.type, call.channel),
    ):
        if objection:
            yield str(objection)


def _note(call: Call, read: ReadLetter, at: datetime) -> bytes:
    """What makes it this request and no other, in one way of writing: it stands for the file.

    Not by which way it came: who errs there and enters it again is told too.
    """
    lines = [
        {
            "kind": line.kind,
            **{name: told for name, told in asdict(line.fields).items() if name not in _LEFT_OUT},
        }
        for line in read.lines
    ]
    written = {
        "type": call.told.type,
        "at": at.astimezone(UTC).isoformat(),
        "requester": read.header.requester,
        "agency": read.header.sender,
        "lines": sorted(lines, key=_json),
    }
    return _json(written).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
