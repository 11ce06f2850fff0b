"""Steps, and other rows of which there is one."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.database import reading, writing
from models.letter import Letter
from models.organisation import Organisation, find_or_add
from models.regulation_text import RegulationText, keep
from models.step import Step, StepDone, done_row, is_done, mark_done
from tests.models.rows_made import NOON, add_request, request_ids


def intake(engine: Engine, request_id: int, run: str) -> None:
    """A step with an effect: a letter named for the run."""
    with writing(engine) as session:
        add_request(session, name=run)
        mark_done(session, request_id, Step.INTAKE, at=NOON, flow_run_id=run)


def test_step_is_done_once(engine: Engine) -> None:
    """A step done twice undoes what the second did in the same transaction."""
    [request_id] = request_ids(engine, 1)
    intake(engine, request_id, "first")
    with pytest.raises(IntegrityError):
        intake(engine, request_id, "second")
    with reading(engine) as session:
        row = done_row(session, request_id, Step.INTAKE)
        assert (True, False) == tuple(
            is_done(session, request_id, step) for step in (Step.INTAKE, Step.REVIEW)
        )
        assert ("first", 1, 0) == (
            row and row.flow_run_id,
            len(session.exec(select(StepDone)).all()),
            len(session.exec(select(Letter).where(Letter.file_name == "second")).all()),
        )


def test_same_file_comes_once(engine: Engine) -> None:
    """The same file under the same regulation is refused as a second letter."""
    with writing(engine) as session:
        add_request(session, name="same.docx")
    with pytest.raises(IntegrityError), writing(engine) as session:
        add_request(session, name="same.docx")


def test_regulation_text_is_kept_once(engine: Engine) -> None:
    """One text is one row; a changed text is another."""
    with writing(engine) as session:
        for text in ("id: p\n", "id: p\n", "id: p # changed\n"):
            keep(session, policy_id="p", file_name="p.yaml", text=text, at=NOON)
        assert 2 == len(session.exec(select(RegulationText)).all())


@pytest.mark.parametrize("under_a_parent", [False, True])
def test_organisation_is_found_again(engine: Engine, under_a_parent: bool) -> None:
    """The same folded name under the same parent, or at the root, is one organisation."""
    with writing(engine) as session:
        parent = find_or_add(session, Organisation(policy="p", name="Tỉnh", key="tinh"))
        found = [
            find_or_add(
                session,
                Organisation(
                    policy="p",
                    name="Xã Mẫu",
                    key="xa mau",
                    parent_id=parent.id if under_a_parent else None,
                ),
            )
            for _ in range(2)
        ]
        assert found[0].id == found[1].id


@pytest.mark.parametrize("parent_id", [None, 1])
def test_database_refuses_a_twin(engine: Engine, parent_id: int | None) -> None:
    """Two organisations of one name in one place are refused, at the root too."""
    with writing(engine) as session:
        session.add(Organisation(policy="p", name="Tỉnh", key="tinh"))
        session.flush()
        session.add(Organisation(policy="p", name="Xã Mẫu", key="xa mau", parent_id=parent_id))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(Organisation(policy="p", name="Xã Mẫu", key="xa mau", parent_id=parent_id))
