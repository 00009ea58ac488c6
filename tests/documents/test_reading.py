"""The door: what a file is, is told by its content; what cannot be read is refused in one line."""

import tracemalloc
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import paper
from stocktake.documents import read, reading
from stocktake.errors import DataError
from stocktake.model.text import Text

NAMES = ("Ada", "Bo", "Cleo", "Dan", "Eve", "Finn")


def said(text: Text) -> list[tuple[str, str]]:
    return [(passage.kind, text.plain(passage).text) for passage in text.passages]


def report(pages: int = 3) -> bytes:
    """Return a PDF: running head, number, a heading in large type, paragraphs parted by distance only."""
    return paper.pdf([page(n) for n in range(1, pages + 1)])


def page(n: int) -> bytes:
    name = NAMES[n % len(NAMES)]
    lines = [
        (60, 800, 9, "Report of the dialogue"),
        (60, 760, 18, f"What {name} proposed"),
        (60, 730, 11, f"The delegate {name} of Atlantis noted that seasonal workers need clear con-"),
        (60, 716, 11, f"tracts, and told {name} that all contracts shall be written in two languages."),
        (60, 690, 11, f"For the offices at the coast {name} asked for help with the register of the"),
        (60, 676, 11, f"boats of {name}, which the harbours have kept since then."),
        (290, 40, 9, str(n + 11)),
    ]
    return paper.sheet(lines)


def test_a_pdf_becomes_passages_with_page_and_line(tmp_path):
    text = read(paper.saved(tmp_path, "report.pdf", report()))
    assert said(text)[:5] == [
        ("running", "Report of the dialogue"),
        ("heading", "What Bo proposed"),
        (
            "paragraph",
            "The delegate Bo of Atlantis noted that seasonal workers need clear contracts, and told Bo that all contracts shall be written"
            " in two languages.",
        ),
        (
            "paragraph",
            "For the offices at the coast Bo asked for help with the register of the boats of Bo, which the harbours have kept since then.",
        ),
        ("number", "12"),
    ]
    assert [passage.page for passage in text.passages] == [1] * 5 + [2] * 5 + [3] * 5
    assert (text.id, text.language, text.issues) == ("report", "en", ())
    assert text.content.count("\f") == 2
    assert all(text.lines(passage.first_line, passage.last_line).strip() for passage in text.passages)


def test_bold_lines_and_lines_that_break_off_part_paragraphs(tmp_path):
    lines = [
        (60, 700, -11, "What the coast asked for and what it got in the end of all"),
        (60, 686, 11, "The delegates of the coast asked for more boats, and were heard by all of them"),
        (60, 672, 11, "who had come from the hills to the harbour."),
        (60, 658, 11, "Ada Stone, Minister"),
        (60, 644, 11, "Bo Reed, Mayor of a town on the coast, who spoke of boats, and of the Harbour"),
        (60, 630, 11, "Office"),
    ]
    text = read(paper.saved(tmp_path, "bold.pdf", paper.pdf([paper.sheet(lines)])))
    assert said(text) == [
        ("heading", "What the coast asked for and what it got in the end of all"),
        (
            "paragraph",
            "The delegates of the coast asked for more boats, and were heard by all of them who had come from the hills to the harbour.",
        ),
        ("heading", "Ada Stone, Minister"),
        ("paragraph", "Bo Reed, Mayor of a town on the coast, who spoke of boats, and of the Harbour Office"),
    ]


def test_progress_is_told_page_by_page(tmp_path):
    told = []
    read(paper.saved(tmp_path, "report.pdf", report()), lambda done, pages: told.append((done, pages)))
    assert told == [(1, 3), (2, 3), (3, 3)]


COLUMNS = [
    ("On the left it is said that migrants send", "On the right one reads how towns on"),
    ("money home at a lower cost since the new", "the coast take part in the work of the"),
    ("law came into force in the last year, and", "ministry, and how they share what was"),
    ("that banks have to show what they take", "learned with other towns that asked to"),
] * 3


def test_lines_that_run_over_two_columns_are_read_column_by_column(tmp_path):
    cells = [(x, 700 - 14 * n, 11, side) for n, row in enumerate(COLUMNS) for x, side in zip((60, 320), row, strict=True)]
    text = read(paper.saved(tmp_path, "columns.pdf", paper.pdf([paper.sheet(cells)])))
    assert text.content.splitlines() == [row[0] for row in COLUMNS] + [row[1] for row in COLUMNS]


def test_cells_of_a_table_stay_in_their_row(tmp_path):
    cells = [(x, 700 - 14 * n, 11, words) for n in range(9) for x, words in ((60, "Atlantis"), (220, str(n)), (320, str(n * 9)))]
    text = read(paper.saved(tmp_path, "table.pdf", paper.pdf([paper.sheet(cells)])))
    assert [passage.kind for passage in text.passages] == ["table"]
    assert text.content.splitlines()[3] == "Atlantis\t3\t27"


def test_pages_with_pictures_only_are_named(tmp_path):
    text = read(paper.saved(tmp_path, "mixed.pdf", paper.pdf([page(1), page(2), *[paper.PICTURE] * 5, b"", page(3)])))
    assert text.issues == ("pages 3 to 7 hold pictures and no text; recognise the text first (OCR) if it is wanted",)
    assert text.passages[-1].page == 9


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\n\t", "holds no text, only white space", id="white space"),
        pytest.param(paper.pdf([paper.PICTURE] * 3), "pages 1 to 3 hold pictures and no text; recognise", id="scanned"),
        pytest.param(paper.pdf([b""]), "its pages are empty", id="blank pages"),
        pytest.param(paper.pdf([page(1)], password="sesame"), "is locked by a password; save a copy without one", id="locked"),
        pytest.param(report()[:700], "is damaged and cannot be read as a PDF", id="cut short"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old or locked Office file", id="old Office"),
        pytest.param(b"{\\rtf1 hello}", "is RTF", id="RTF"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "is a picture", id="picture"),
        pytest.param(b"\x1f\x8b\x08" + bytes(99), "is packed", id="packed"),
        pytest.param(b"words\0and more", "is no text", id="binary"),
        pytest.param(b"PK\x03\x04" + bytes(99), "is damaged and cannot be read as DOCX", id="broken zip"),
        pytest.param(b"\xff\xfea", "says it is utf-16 and is not", id="half a character"),
        pytest.param(
            b"<html><body><script>x()</script><nav>Home</nav></body></html>", "holds no text; a page that", id="only a program"
        ),
        pytest.param(paper.docx("<w:p/>"), "holds no text", id="DOCX without words"),
        pytest.param(paper.docx("<w:p>"), "is damaged and cannot be read as DOCX", id="broken XML"),
        pytest.param(paper.docx("", extra=[("word/media/big", bytes(40_000_000))]), "unpacks to .* bytes from", id="bomb"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, data, message):
    with pytest.raises(DataError, match=rf"^thing\.any: .*{message}") as caught:
        read(paper.saved(tmp_path, "thing.any", data))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("sort", "first"), [("PDF", b"%PDF-1.4"), ("DOCX", b"PK\x03\x04"), ("text", b"words")])
def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, sort, first):
    path = paper.saved(tmp_path, "huge", first)
    with path.open("r+b") as file:
        file.truncate(500_000_000)
    tracemalloc.start()
    with pytest.raises(DataError, match=rf"huge: has 500 MB; a {sort} file of more than \d+ MB is not read: split it"):
        read(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="is no file"):
        read(tmp_path)
    with pytest.raises(DataError, match=r"nowhere\.pdf: cannot be read"):
        read(tmp_path / "nowhere.pdf")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.txt", report(), id="a PDF called text"),
        pytest.param("a.pdf", "The delegate Bo noted it.\n", id="text called PDF"),
        pytest.param("a.doc", "<!DOCTYPE html><p>The delegate Bo noted it.", id="HTML called Word"),
        pytest.param("a", paper.docx("<w:p><w:r><w:t>The delegate Bo noted it.</w:t></w:r></w:p>"), id="DOCX without an ending"),
    ],
)
def test_the_ending_says_nothing(tmp_path, name, data):
    assert any("The delegate Bo" in words for _, words in said(read(paper.saved(tmp_path, name, data))))


@pytest.mark.parametrize(
    ("data", "content", "issues"),
    [
        pytest.param("Chère amie\n".encode(), "Chère amie\n", 0, id="UTF-8"),
        pytest.param("Chère amie\n".encode("utf-8-sig"), "Chère amie\n", 0, id="with a mark"),
        pytest.param("Chère amie\n".encode("utf-16"), "Chère amie\n", 0, id="UTF-16"),
        pytest.param(
            "le retour de la mère dans les îles".encode("cp1252"), "le retour de la mère dans les îles", 1, id="Western"
        ),
        pytest.param("и в городе на берегу не что".encode("cp1251"), "и в городе на берегу не что", 1, id="Cyrillic"),
        pytest.param("العودة من المدينة إلى الوطن في هذا".encode("cp1256"), "العودة من المدينة إلى الوطن في هذا", 1, id="Arabic"),
        pytest.param(b"one\rtwo\r", "one\ntwo\n", 0, id="line ends of old"),
        pytest.param(b"one\r\ntwo\r\n", "one\r\ntwo\r\n", 0, id="line ends of Windows"),
    ],
)
def test_text_keeps_its_characters_and_lines(tmp_path, data, content, issues):
    text = read(paper.saved(tmp_path, "a.txt", data))
    assert text.content == content
    assert len(text.issues) == issues


def test_form_feeds_of_a_text_file_begin_pages(tmp_path):
    text = read(paper.saved(tmp_path, "a.txt", "The first page.\n\fThe second page.\n"))
    assert [(passage.page, passage.first_line) for passage in text.passages] == [(1, 1), (2, 2)]


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_docx_is_read_with_lists_tables_notes_and_boxes(tmp_path):
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>{run("Data")}</w:p>'
        f"<w:p>{run('Kept ')}<w:del><w:r><w:delText>gone </w:delText></w:r></w:del><w:ins>{run('added')}</w:ins>"
        f"<w:r><w:footnoteReference w:id='2'/></w:r>{run('.')}</w:p>"
        f"<w:p><w:pPr><w:numPr/></w:pPr>{run('an item')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Atlantis')}</w:p></w:tc><w:tc><w:p>{run('7')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('In a frame.')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p>{run('Beside.')}<w:r><w:pict><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    notes = (
        f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote w:id="2"><w:p>{run("See the act.")}</w:p></w:footnote>'
    )
    styles = '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    text = read(paper.saved(tmp_path, "a.docx", paper.docx(body, footnotes=notes, styles=styles)))
    assert said(text) == [
        ("heading", "Data"),
        ("paragraph", "Kept added."),
        ("item", "an item"),
        ("paragraph", "In a control."),
        ("table", "Atlantis | 7"),
        ("paragraph", "In a frame."),
        ("paragraph", "Beside."),
        ("paragraph", "In a box."),
        ("footnote", "See the act."),
    ]
    assert text.title == "Data"


def test_docx_of_a_word_processor_is_read(tmp_path):
    made = python_docx.Document()
    made.core_properties.title = "Return home"
    made.add_heading("Return home", 1)
    made.add_paragraph("The delegate Bo noted it.")
    made.add_paragraph("one thing", style="List Bullet")
    table = made.add_table(3, 2)
    for row, (time, what) in zip(
        table.rows, (("09:00 – 10:00", "Opening"), ("10:00 – 11:00", "Talk"), ("11:00 – 11:15", "End")), strict=True
    ):
        row.cells[0].text, row.cells[1].text = time, what
    made.save(tmp_path / "a.docx")
    text = read(tmp_path / "a.docx")
    assert text.title == "Return home"
    assert said(text) == [
        ("heading", "Return home"),
        ("paragraph", "The delegate Bo noted it."),
        ("item", "one thing"),
        ("agenda", "09:00 – 10:00 | Opening"),
        ("agenda", "10:00 – 11:00 | Talk"),
        ("agenda", "11:00 – 11:15 | End"),
    ]


def test_html_is_read_without_what_leads_about_the_site(tmp_path):
    page = """<!doctype html><html><head><title>Return
    home</title><style>p {}</style></head><body><nav><a>Start</a></nav><script>var x = "<p>no</p>";</script>
    <h1>Return</h1> <p>The <b>delegate</b> Bo<br>noted it.</p> loose words <ul><li>one <i>thing</i><li><p>two</p></ul>
    <table><tr><th>Area</th><th>People</th></tr><tr><td>Atlantis</td><td>7</td></tr></table>
    <table><tr><td><h2>Laid out</h2><p>in a table</p></td></tr></table>
    <div hidden>no</div><p style="display: none">no</p><address>Sea Road 1</address><footer>Imprint</footer></body></html>"""
    text = read(paper.saved(tmp_path, "a.html", page))
    assert said(text) == [
        ("heading", "Return"),
        ("paragraph", "The delegate Bo noted it."),
        ("paragraph", "loose words"),
        ("item", "one thing"),
        ("item", "two"),
        ("table", "Area | People"),
        ("table", "Atlantis | 7"),
        ("heading", "Laid out"),
        ("paragraph", "in a table"),
        ("address", "Sea Road 1"),
    ]
    assert text.title == "Return home"


def test_html_says_its_own_encoding(tmp_path):
    data = '<html><meta charset="windows-1251"><p>Возвращение на родину</p>'.encode("cp1251")
    text = read(paper.saved(tmp_path, "a.html", data))
    assert (text.content, text.language, text.issues) == ("Возвращение на родину\n", "ru", ())


def test_nested_html_is_read_and_never_in_part(tmp_path):
    assert read(paper.saved(tmp_path, "a.html", "<html>" + "<div>" * 800 + "The end is here.")).content == "The end is here.\n"
    with pytest.raises(DataError, match="nested too deeply"):
        read(paper.saved(tmp_path, "a.html", "<html><p>First.</p>" + "<div>" * 50_000 + "The end is here."))


def test_two_thousand_pages_are_read(tmp_path):
    pages = [paper.sheet([(60, 700, 11, f"The delegate {NAMES[n % 6]} noted it.")]) for n in range(2000)]
    text = read(paper.saved(tmp_path, "long.pdf", paper.pdf(pages)))
    assert len(text.page_starts) == 2000
    assert text.passages[-1].page == 2000


BROWSER_PAGE = """<html><body style="font-family: sans-serif"><h1>Return home</h1>
<p style="width: 260px">The delegates of the islands spoke of the return of workers to the harbours and of what they need there.</p>
<p dir="rtl">العودة الطوعية إلى الوطن مع كل ما يلزم من عون</p></body></html>"""


def test_what_a_browser_prints_is_read_and_text_from_right_to_left_is_marked(browser, tmp_path):
    tab = browser.new_page()
    tab.set_content(BROWSER_PAGE)
    tab.pdf(path=tmp_path / "a.pdf")
    tab.close()
    text = read(tmp_path / "a.pdf")
    assert said(text)[0] == ("heading", "Return home")
    assert any(words.endswith("what they need there.") for _, words in said(text))
    assert any("from right to left" in issue and "to be checked" in issue for issue in text.issues)
    assert text.passages[-1].language == "ar"


def samples() -> dict[str, bytes]:
    body = f"<w:p>{run('The delegate Bo noted it.')}</w:p>" * 5
    return {
        "pdf": report(2),
        "docx": paper.docx(body, footnotes=f'<w:footnote w:id="2"><w:p>{run("See.")}</w:p></w:footnote>'),
        "html": b"<!doctype html><html><head><title>a</title></head><body><h1>Return</h1><p>Bo<table><tr><td>1<td>2</table></body></html>",
        "text": "Return\n\nThe delegate Bo – of Atlantis – noted it.\n• one\n\f2\n".encode(),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sort=st.sampled_from(sorted(samples())), data=st.data())
def test_spoilt_files_are_read_or_refused_in_one_line(tmp_path, sort, data):
    spoilt = bytearray(samples()[sort])
    if data.draw(st.booleans()):
        del spoilt[data.draw(st.integers(0, len(spoilt) - 1)) :]
    for place in data.draw(st.lists(st.integers(0, max(len(spoilt) - 1, 0)), max_size=8)) if spoilt else ():
        spoilt[place] = data.draw(st.integers(0, 255))
    assert outcome(paper.saved(tmp_path, "spoilt", bytes(spoilt)))


def outcome(path: Path) -> bool:
    """Read a file; true when it gave words, or was refused in one line that names it. Anything else goes through."""
    try:
        return read(path).content.strip() != ""
    except DataError as refusal:
        return str(refusal).startswith(f"{path.name}: ") and "\n" not in str(refusal)


def test_the_limits_stand_in_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "reading-documents.md").read_text(encoding="utf-8")
    for limit in (reading.LARGEST_PDF, reading.LARGEST_DOCX, reading.LARGEST_TEXT):
        assert f"{limit // 1_000_000} MB" in page
