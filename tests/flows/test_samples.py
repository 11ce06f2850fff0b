"""The shipped sample letters through intake and review: what is proposed for each line."""

from __future__ import annotations

from collections import Counter

from models.transitions import RequestState
from models.verdict import Outcome
from policies.loader import load
from tasks.forms.sampling import Sample, shipped
from tasks.proposing.asking import main_channel
from tests.flows.cases import Desk

EXCEPTIONS = {
    "phu-tho-5-mau-03.docx": {"approved": 1, "refused": 1},
    "phu-tho-6-mau-04.xlsx": {"returned": 1},
    "hung-yen-1-ba-tram-nguoi.xlsx": {"approved": 287, "returned": 13},
    "tien-giang-1-trung-ten.xlsx": {"approved": 11, "returned": 1},
}


def follow(desk: Desk, sample: Sample) -> Counter[str]:
    """Submit a sample, decide as proposed, run on; what was proposed."""
    desk.clock.now = sample.received
    done = desk.submit(
        sample.path.read_bytes(),
        sample.policy,
        file_name=sample.path.name,
        received=sample.received,
        channel=main_channel(load(sample.policy)),
    )
    proposed: Counter[str] = Counter()
    for request_id, _ in done.requests:
        desk.run(request_id)
        for line in desk.lines(request_id):
            assert line.suggested_verdict is not None
            proposed[line.suggested_verdict.value] += 1
            if line.suggested_verdict is not Outcome.APPROVED:
                desk.decide(request_id, line.suggested_verdict, line.number)
        if desk.request(request_id).state is RequestState.IN_REVIEW:
            desk.decide(request_id)
        desk.run(request_id)
    return proposed


def test_the_samples_are_proposed_as_the_demo_shows_them(desk: Desk) -> None:
    """All for approval, but for the lines that show a refusal, a return and an agreement."""
    seen = {}
    for sample in shipped():
        proposed = follow(desk, sample)
        if set(proposed) - {"approved"}:
            seen[sample.path.name] = dict(proposed)
    assert seen == EXCEPTIONS
