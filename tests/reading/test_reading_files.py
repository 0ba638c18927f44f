"""A resume is read as its writer sees it: bullets by their marks, wrapped lines joined, columns one by one."""

import pytest

from bot.reading import bullets
from bot.reading.bullets import Bullet, FileLimits, Row
from bot.reading.document import parse
from bot.reading.plain import order_columns
from tests.reading import hostile, papers

SHORT = "Halved training time"
ONE = "Cut p95 latency from 90 to 40 ms by caching prompts"
TWO = "Fine-tuned DistilBERT on reviews; F1 from 0.78 to 0.81"


def texts(name: str, data: bytes) -> list[str]:
    return [one.text for one in papers.parsed(name, data).bullets]


def found(text: str) -> list[Bullet]:
    rows = [Row(text=line, line=n) for n, line in enumerate(text.splitlines(), 1)]
    return bullets.find_bullets(rows, each_line=True)


@pytest.mark.parametrize("mark", ["•", "-", "12)", "(a)", "\uf0b7"])
def test_every_usual_mark_opens_a_bullet_and_is_no_part_of_it(mark: str) -> None:
    assert texts("cv.txt", f"Jane Doe\n{mark} {ONE}\n{mark} {TWO}\n".encode()) == [ONE, TWO]


def test_a_wrapped_line_belongs_to_its_bullet_and_a_heading_or_a_blank_ends_it() -> None:
    text = "# Work\n- Cut p95 latency from 90\n  to 40 ms\n## School\n- Wrote a low-\n  latency thesis\n\n  Berlin\n"
    assert [one.text for one in found(text)] == [
        "Cut p95 latency from 90 to 40 ms",
        "Wrote a low-latency thesis",
    ]


def test_a_place_in_a_wrapped_bullet_is_the_place_in_the_file() -> None:
    one = found("Jane\n  - Cut p95\n    to 40 ms\n  - more")[0]
    assert one.text == "Cut p95 to 40 ms"
    assert one.place(0) == (2, 5)
    assert one.place(one.text.index("p95")) == (2, 9)
    assert one.place(one.text.index("40")) == (3, 8)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("cv.txt", f"{ONE}\n\n{TWO}\n".encode(), [ONE, TWO]),  # no marks at all
        (
            "cv.pdf",
            papers.pdf(papers.lines(["Data scientist", SHORT, ONE])),
            [SHORT, ONE],
        ),  # a title, not a bullet
        ("cv.txt", f"- {ONE}".encode("utf-8-sig"), [ONE]),
        ("cv.txt", f"- {ONE}".encode("utf-16"), [ONE]),
        ("cv.docx", papers.pdf(papers.lines([f"• {ONE}"])), [ONE]),
        ("cv.pdf", papers.word(("List Bullet", ONE)), [ONE]),
        ("cv.pdf", papers.locked(papers.pdf(papers.lines([f"• {ONE}"])), ""), [ONE]),
    ],
)
def test_what_a_file_is_its_content_says_not_its_name(name: str, data: bytes, expected: list[str]) -> None:
    assert texts(name, data) == expected


def test_latex_in_plain_text_is_read_as_it_prints_and_money_stays_money() -> None:
    text = (
        r"- Cut p99 from $90$\,ms to $40$ ms" + "\n  at \\textbf{equal} recall\n- Cut cost from $90 to $40\n"
    )
    assert texts("cv.md", text.encode()) == [
        "Cut p99 from 90 ms to 40 ms at equal recall",
        "Cut cost from $90 to $40",
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["SKILLS", "- Python and C++", "- Kubernetes and", "  Terraform", "- SQL"]
    right = ["WORK", "- Cut p95 from 90", "  to 40 ms", "- Halved the bill", "  within a month"]
    page = ["Jane Doe, Machine Learning Engineer, Berlin", ""]
    page += [f"{a:<24}{b}" for a, b in zip(left, right, strict=True)]
    joined = [one.text for one in bullets.find_bullets(order_columns(page, 1), each_line=True)]
    assert joined == [
        "Python and C++",
        "Kubernetes and Terraform",
        "SQL",
        "Cut p95 from 90 to 40 ms",
        "Halved the bill within a month",
    ]
    cut = bullets.find_bullets(order_columns(page, 1), each_line=True)[3]
    assert cut.place(0) == (4, 27)


def test_dates_at_the_right_edge_are_no_second_column() -> None:
    page = ["Engineer at Shop                          2019 - 2023", f"- {ONE}", f"- {TWO}"] * 3
    assert [row.text for row in order_columns(page, 1)] == page


def test_a_pdf_of_two_columns_is_read_one_after_the_other() -> None:
    left = papers.lines(["• Python", "• Kubernetes", "• SQL", "• Rust", "• Go"])
    right = papers.lines(
        ["• Cut p95 from 90 to 40 ms", "• Halved the bill", "• Taught", "• Wrote", "• Led"], x=320
    )
    assert texts("cv.pdf", papers.pdf([*left, *right])) == [
        *("Python", "Kubernetes", "SQL", "Rust", "Go"),
        *("Cut p95 from 90 to 40 ms", "Halved the bill", "Taught", "Wrote", "Led"),
    ]


def test_marks_that_are_drawn_and_not_written_show_in_the_indentation_of_a_pdf() -> None:
    page = papers.lines(
        [
            "Jane Doe, Berlin, jane at example dot org, since 1990",
            "Engineer at Shop in Berlin            2019 to 2023",
            " Cut p95 latency from 90 to 40 ms by caching the prompts of",
            " Berlin and Paris",
            " Halved the bill",
            " Fine-tuned DistilBERT on reviews; F1 from",
            " 0.78 to 0.81",
            "Master of Science, Berlin, 2019",
        ]
    )
    assert texts("cv.pdf", papers.pdf(page)) == [
        "Cut p95 latency from 90 to 40 ms by caching the prompts of Berlin and Paris",
        "Halved the bill",
        "Fine-tuned DistilBERT on reviews; F1 from 0.78 to 0.81",
    ]


def test_a_bullet_may_go_on_over_two_hundred_pages_of_others() -> None:
    heard: list[tuple[int, int]] = []
    data = papers.pdf(*[papers.lines([f"• {ONE}, case {n}"]) for n in range(200)])
    found = parse("cv.pdf", data, FileLimits(), lambda page, pages: heard.append((page, pages)))
    assert [one.text for one in found.bullets] == [f"{ONE}, case {n}" for n in range(200)]
    assert heard == [(n, 200) for n in range(1, 201)]


def test_a_word_document_gives_its_lists_and_its_tables() -> None:
    data = papers.word(
        ("Title", "Jane Doe"),
        ("List Bullet", ONE),
        ("Normal", "Berlin"),
        ("List Number", TWO),
        table=[["• Python"]],
    )
    assert texts("cv.docx", data) == [ONE, TWO, "Python"]


def test_text_boxes_fields_and_links_of_a_word_document_are_read_once() -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    box = f"<w:txbxContent><w:p>{run('• Halved the bill')}</w:p></w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('• Cut p95 from 90')}<w:r><w:tab/></w:r>"
        f"<w:hyperlink>{run('to 40 ms')}</w:hyperlink></w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><m:AlternateContent xmlns:m='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:AlternateContent></w:r></w:p>"
    )
    assert texts("cv.docx", hostile.body(body)) == ["Cut p95 from 90 to 40 ms", "Halved the bill"]


def test_more_bullets_than_are_read_are_counted_as_cut() -> None:
    found = parse("cv.md", b"- Wrote code\n" * 501, FileLimits(bullets=500), lambda _page, _pages: None)
    assert (len(found.bullets), found.cut) == (500, True)
