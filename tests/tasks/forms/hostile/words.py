"""Word files that are sound archives and hostile inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.tasks.forms.hostile.case import (
    DOCUMENT,
    LINES,
    WORD,
    Hostile,
    before,
    put,
    word,
)
from tests.tasks.forms.hostile.raw_zip import packed
from tests.tasks.forms.letters_made import PEOPLE

_END = "<w:sectPr"  # the last element of the body
_RELATIONS = "word/_rels/document.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEADERS = "Họ và tên"
DECLARED = "khai báo DOCTYPE hoặc ENTITY"


def words() -> Iterator[Hostile]:
    """All of them."""
    yield from _declarations()
    yield from _links()
    yield from _tables()
    yield from _texts()
    yield from _markup()
    yield from _letters()


def _case(
    name: str, change: Callable[[str], str], told: str = "", remarked: str = "", lines: int = LINES
) -> Hostile:
    return Hostile(name, "a.docx", lambda: word(change), told, 0 if told else lines, remarked)


def _declared(declaration: str, encoding: str, said: str | None = None) -> bytes:
    """The letter with a declaration, and one entity in a name; ``said``: another encoding."""
    xml = WORD[DOCUMENT].decode()
    body = xml[xml.index("<w:document") :].replace(PEOPLE[0], "&x;" + PEOPLE[0])
    head = f'<?xml version="1.0" encoding="{(said or encoding).upper()}"?>'
    content = f"{head}{declaration}{body}".encode(encoding, "xmlcharrefreplace")
    return packed({**WORD, DOCUMENT: content})


def _declarations() -> Iterator[Hostile]:
    laughs = "<!ENTITY x0 'ha'>" + "".join(
        "<!ENTITY x{} '{}'>".format(n, f"&x{n - 1};" * 10) for n in range(1, 12)
    )
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for name, declaration, encoding in (
        ("an entity from a file", outside, "utf-8"),
        ("an entity from a file, in UTF-16", outside, "utf-16"),
        ("entities of entities", f'<!DOCTYPE a [{laughs}<!ENTITY x "&x11;">]>', "utf-8"),
        ("a DTD from elsewhere", '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', "utf-8"),
    ):
        build = lambda d=declaration, e=encoding: _declared(d, e)  # noqa: E731  # bound here
        yield Hostile(name, "a.docx", build, DECLARED)
    yield Hostile(
        "a DOCTYPE hidden by its encoding",
        "a.docx",
        lambda: _declared(outside.replace("<!", "+ADwAIQ-"), "ascii", "utf-7"),
        "bảng mã lạ",
    )
    yield Hostile(
        "a DOCTYPE among the relations",
        "a.docx",
        lambda: packed({**WORD, "_rels/.rels": outside.encode() + WORD["_rels/.rels"]}),
        DECLARED,
    )


def _links() -> Iterator[Hostile]:
    def linked(kind: str, target: str) -> bytes:
        relation = (
            f'<Relationship Id="rIdX" Type="{_TYPE}{kind}" Target="{target}"'
            ' TargetMode="External"/></Relationships>'
        )
        changed = WORD[_RELATIONS].decode().replace("</Relationships>", relation)
        return packed({**WORD, _RELATIONS: changed.encode()})

    for kind, target in (
        ("attachedTemplate", "http://127.0.0.1:9/mau.dotm"),
        ("image", "file:///etc/passwd"),
        ("oleObject", "\\\\127.0.0.1\\share\\x.xlsx"),
    ):
        build = lambda k=kind, t=target: linked(k, t)  # noqa: E731  # bound here
        told = "1 liên kết ra ngoài: không mở"
        yield Hostile(f"a link outward: {kind}", "a.docx", build, lines=LINES, remarked=told)
    foreign = '<w:altChunk xmlns:r="urn:r" r:id="rId1"/>'
    yield _case("content of another file", before(_END, foreign), "ghép nội dung từ tệp khác")


def _table(rows: str) -> str:
    return f"<w:tbl>{rows}</w:tbl><w:p/>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def _tables() -> Iterator[Hostile]:
    name = f"<w:t>{PEOPLE[0]}</w:t></w:r></w:p>"
    nested = name

    def nest(depth: int) -> str:
        opening = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p>"
        return opening * depth + "<w:p/></w:tc></w:tr></w:tbl>" * depth + "<w:p/>"

    yield _case(
        "tables nested 20 deep in a cell",
        put(nested, nested + nest(20)),
        "Mục 2, dòng 1, cột Họ và tên: ô chứa một bảng bên trong",
    )
    yield _case("tables nested 5,000 deep", before(_END, nest(5_000)), "lồng nhau quá sâu")
    span = '<w:gridSpan w:val="{}"/>'
    for value in ("99999", "101"):
        yield _case(
            f"a cell over {value} columns",
            before(_END, _table(f"<w:tr>{_cell('a', span.format(value))}</w:tr>")),
            "Bảng thứ 5, dòng 1: bảng có quá 100 cột",
        )
    for value in ("0", "-1", "NaN", "1e9", "٣"):
        yield _case(
            f"a cell over {value} columns",
            before(_END, _table(f"<w:tr>{_cell('a', span.format(value))}</w:tr>")),
            f"Bảng thứ 5, dòng 1: số cột của ô «{value}» không hợp lệ",
        )
    wide = f"<w:tr>{_cell('a', span.format(100))}</w:tr>"
    yield _case(
        "4,000 rows with a cell over 100 columns",
        before(_END, _table(wide * 4_000)),
        "văn bản có hơn 150.000 ô",
    )
    yield _case("400,000 rows", before(_END, _table("<w:tr/>" * 400_000)), "bảng có quá 5000 dòng")
    yield _case("100,000 tables", before(_END, "<w:tbl/>" * 100_000), "hơn 100 bảng")
    yield _case(
        "a million cells in a row",
        before(_END, _table(f"<w:tr>{'<w:tc/>' * 1_000_000}</w:tr>")),
        "bảng có quá 100 cột",
    )
    yield Hostile(
        "5,000 lines of which none is right",
        "a.docx",
        lambda: _many_lines(4_990, "12345"),
        "Mục 2, dòng 304: quá 300 lỗi: các dòng từ đây chưa đọc",
    )
    yield Hostile("2,000 lines", "a.docx", lambda: _many_lines(1_997), lines=2_000)


def _many_lines(number: int, citizen_number: str | None = None) -> bytes:
    xml = WORD[DOCUMENT].decode()
    at = xml.index(PEOPLE[2])
    start, end = xml.rindex("<w:tr>", 0, at), xml.index("</w:tr>", at) + len("</w:tr>")
    row = xml[start:end]
    if citizen_number is not None:
        row = row.replace("001099000002", citizen_number)
    rows = "".join(row.replace("<w:t>3</w:t>", f"<w:t>{n + 4}</w:t>") for n in range(number))
    return packed({**WORD, DOCUMENT: (xml[:end] + rows + xml[end:]).encode()})


def _texts() -> Iterator[Hostile]:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    yield _case("a paragraph of 8 MB", before(_END, paragraph("a b " * 2_000_000)))
    numbers = "".join(f"{n} " for n in range(4_500_000))
    yield _case("a paragraph of 34 MB", before(_END, paragraph(numbers)))
    yield _case(
        "a cell of 8 MB",
        put(f"<w:t>{PEOPLE[0]}</w:t>", f"<w:t>{'a ' * 4_000_000}</w:t>"),
        "cột Họ và tên: nội dung dài quá 1000 ký tự",
    )
    yield _case(
        "a name behind three thousand spaces",
        put(f"<w:t>{PEOPLE[0]}</w:t>", f"<w:t>{' ' * 3_000}{PEOPLE[0]}</w:t>"),
        "cột Họ và tên: nội dung dài quá 1000 ký tự",
    )
    yield _case("a million empty paragraphs", before(_END, "<w:p/>" * 1_000_000))
    yield _case(
        "250,000 short paragraphs",
        before(_END, paragraph("a") * 250_000),
        "văn bản có hơn 150.000 ô",
    )
    yield _case(
        "350,000 runs in a paragraph",
        before(_END, f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 350_000}</w:p>"),
    )
    yield _case(
        "a line on which a pattern for dates would go back and forth",
        put("<w:body>", "<w:body>" + paragraph("ngày tháng" + "tháng" * 1_000_000)),
    )
    yield _case(
        "a million marks over one letter",
        before(_END, paragraph("a" + "\u0301\u0323" * 500_000)),
    )
    yield _case(
        "thirty marks over a letter of a name",
        put(f"<w:t>{PEOPLE[0]}</w:t>", f"<w:t>{PEOPLE[0]}{chr(0x302) * 30}</w:t>"),
        "cột Họ và tên: chữ mang quá nhiều dấu (U+0302)",
    )


def _markup() -> Iterator[Hostile]:
    deep = "nội dung tệp lồng nhau quá sâu hoặc mang quá nhiều tên lạ"
    yield _case(
        "elements 100,000 deep", before(_END, "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), deep
    )
    yield _case(
        "200,000 names of elements",
        before(_END, "".join(f"<a{n}/>" for n in range(200_000))),
        deep,
    )
    yield _case(
        "200,000 names of attributes",
        before(_END, "".join(f'<a b{n}=""/>' for n in range(200_000))),
        deep,
    )
    yield _case(
        "200,000 namespaces",
        before(_END, "".join(f'<a xmlns:b{n}="c{n}"/>' for n in range(200_000))),
        "quá nhiều tên lạ",
    )
    long = "phần dài bất thường"
    yield _case("an attribute of 8 MB", before(_END, f'<a b="{"x" * 8_000_000}"/>'), long)
    yield _case("a comment of 8 MB", before(_END, f"<!--{'x' * 8_000_000}-->"), long)
    yield _case(
        "300,000 attributes of one element",
        before(_END, "<a {}/>".format(" ".join(f"b{n}='x'" for n in range(300_000)))),
        long,
    )
    yield _case(
        "a row outside of a table", before(_END, "<w:tr/>"), "Văn bản: cấu trúc văn bản hỏng"
    )
    yield _case(
        "a second body", put("</w:body>", "</w:body><w:body></w:body>"), "cấu trúc văn bản hỏng"
    )
    yield _case(
        "text outside of a paragraph",
        put("</w:tcPr>", "</w:tcPr><w:r><w:t>a</w:t></w:r>"),
        "Bảng thứ 1, dòng 1: cấu trúc văn bản hỏng",
    )
    yield Hostile(
        "a letter beside the one that Word shows",
        "a.docx",
        lambda: packed(
            {
                **WORD,
                "word/other.xml": WORD[DOCUMENT].replace(PEOPLE[0].encode(), "Lê Văn Giả".encode()),
                "_rels/.rels": WORD["_rels/.rels"].replace(b"word/document.xml", b"word/other.xml"),
            }
        ),
        "không phải tệp .docx hay .xlsx",
    )


def _letters() -> Iterator[Hostile]:
    def named(name: str) -> Callable[[str], str]:
        return put(f"<w:t>{PEOPLE[0]}</w:t>", f"<w:t>{name}</w:t>")

    place = "Mục 2, dòng 1, cột Họ và tên: "
    yield _case(
        "a Cyrillic а", named("Nguyễn Vаn Hùng"), place + "chữ «а» (CYRILLIC SMALL LETTER A)"
    )
    yield _case("a Greek ο", named("Hοàng Anh"), place + "chữ «ο» (GREEK SMALL LETTER OMICRON)")
    yield _case(
        "a full-width A", named("Ａnh"), place + "chữ «Ａ» (FULLWIDTH LATIN CAPITAL LETTER A)"
    )
    yield _case("a phonetic ɡ", named("Hùnɡ Văn"), place + "chữ «ɡ» (LATIN SMALL LETTER SCRIPT G)")
    yield _case(
        "an ı without its dot", named("Bình Mınh"), place + "chữ «ı» (LATIN SMALL LETTER DOTLESS I)"
    )
    yield _case(
        "a mathematical bold A", named("𝐀nh"), place + "chữ «𝐀» (MATHEMATICAL BOLD CAPITAL A)"
    )
    yield _case("a control character", put(PEOPLE[0], PEOPLE[0] + "&#1;"), "nội dung tệp hỏng")
    yield _case(
        "signs that turn the writing, and others that cannot be seen",
        named("\u202eNguyễn\u200b Văn\u2066 Hùng\u00ad\u2069"),
        remarked="bỏ ký tự điều khiển hoặc ký tự ẩn ở 1 ô",
    )
    yield _case(
        "a sign of a symbol font",
        put(f"<w:t>{PEOPLE[0]}</w:t>", '<w:sym w:font="Wingdings" w:char="F0FC"/>'),
        place + "ký tự U+F0FC không phải chữ",
    )
    yield _case(
        "hidden text", put("<w:rPr>", "<w:rPr><w:vanish/>"), remarked="chữ ẩn: vẫn được đọc"
    )
