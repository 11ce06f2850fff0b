"""The audit of a round: the books, the letters that were sent, the files, the passwords shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from models.reply import ReplyState
from models.row import id_of
from tasks.office import Office
from tests.flows.audit import at_rest, audit
from tests.flows.books import Books
from tests.soak.place import Place


def audit_of(office: Office, place: Place) -> list[str]:
    """What is wrong after the recovery; empty where nothing was lost and nothing done twice."""
    books = Books(office)
    return [
        *audit(books),
        *at_rest(books),
        *_letters(books, place),
        *_files(books, place),
        *_passwords(books, place),
    ]


def _letters(books: Books, place: Place) -> Iterator[str]:
    """Every file that was sent is one letter, however often its sender was killed."""
    came = Counter(letter.sha256 for letter in books.letters)
    for file in place.letters.iterdir():
        times = came[sha256(file.read_bytes()).hexdigest()]
        if times != 1:
            yield f"{file.name} came {times} times"


def _files(books: Books, place: Place) -> Iterator[str]:
    """The files of each issued letter are those that are kept, and there are no others."""
    before = {reply.letter_id for reply in books.replies if int(reply.number or 0) < 1000}
    wanted = {}
    for reply in books.replies:
        if reply.state is ReplyState.ISSUED and reply.letter_id not in before and reply.dated:
            stem = f"{reply.dated.isoformat()}_so-{reply.number}_L{reply.letter_id}"
            wanted[f"{stem}.docx"] = reply.docx_sha256
            wanted[f"{stem}.pdf"] = reply.pdf_sha256
    found = {
        file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(place.out.iterdir())
    }
    for name in sorted({*wanted, *found}):
        if wanted.get(name) != found.get(name):
            yield f"{name}: kept {wanted.get(name)}, on the disk {found.get(name)}"


def _passwords(books: Books, place: Place) -> Iterator[str]:
    """A line's password was shown once at most, and the one that was shown worked."""
    shown: Counter[tuple[int, int]] = Counter()
    for line in place.journal.read():
        if "shown" in line:
            request, number = line["shown"]
            shown[request, number] += 1
            if not line["works"]:
                yield f"the password of R{request}, line {number} did not work when it was shown"
    claimed = {hand_over.line_id for hand_over in books.hand_overs}
    for request in books.requests:
        for line in books.lines_of[id_of(request)]:
            times = shown[id_of(request), line.number]
            if times > 1 or (times and line.id not in claimed):
                yield f"the password of R{request.id}, line {line.number} was shown {times} times"
