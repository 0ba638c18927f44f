"""One resume in every format that people keep it in: the same three bullets, each at its own line."""

import json
from pathlib import Path

import pytest

from bot.reading.bullets import Unreadable
from tests.reading import papers

RESUMES = Path(__file__).parent / "resumes"
BULLETS = [
    "Cut p95 latency of search from 90 ms to 40 ms by caching the query embeddings",
    "Raised nDCG@10 from 0.41 to 0.47 with hard negatives; orders per visit rose by 3%",
    "Fine-tuned DistilBERT on 12k reviews, F1 0.78 to 0.81 at $0.40 per 1M tokens",
]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHTWARDS ARROW}", "to")


def word_resume() -> bytes:
    items = [("List Bullet", bullet) for bullet in BULLETS]
    return papers.word(
        ("Title", "Mira Okafor"),
        ("Heading 1", "Experience"),
        *items[:2],
        ("Heading 1", "Projects"),
        *items[2:],
    )


def pdf_resume() -> bytes:
    wrapped = ["Mira Okafor", "Experience"]
    for bullet in BULLETS:
        words = bullet.split()
        wrapped += ["• " + " ".join(words[:9]), " " + " ".join(words[9:])]
    return papers.pdf(papers.lines(wrapped))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("list.tex", [9, 11, 16]),
        ("moderncv.tex", [9, 10, 13]),
        ("resume.json", [10, 11, 16]),
        ("resume.md", [9, 11, 15]),
        ("resume.txt", [6, 8, 12]),
    ],
)
def test_a_resume_gives_exactly_its_bullets_at_their_lines(name: str, lines: list[int]) -> None:
    found = papers.parsed(name, (RESUMES / name).read_bytes()).bullets
    assert [plain(one.text) for one in found] == BULLETS
    assert [one.line for one in found] == lines


@pytest.mark.parametrize(("name", "data"), [("cv.docx", word_resume()), ("cv.pdf", pdf_resume())])
def test_a_word_document_and_a_pdf_give_exactly_its_bullets(name: str, data: bytes) -> None:
    assert [one.text for one in papers.parsed(name, data).bullets] == BULLETS


def test_macros_that_draw_an_item_are_known_by_their_definition() -> None:
    found = papers.parsed("cv.tex", (RESUMES / "macros.tex").read_bytes()).bullets
    assert [plain(one.text) for one in found] == [*BULLETS[:2], f"Reviews: {BULLETS[2]}"]
    assert [one.line for one in found] == [14, 16, 20]


def test_a_place_within_a_latex_item_is_the_place_in_the_source() -> None:
    source = (RESUMES / "list.tex").read_text("utf-8")
    second = papers.parsed("cv.tex", source.encode()).bullets[1]
    assert second.place(second.text.index("orders")) == (12, 3)
    assert source.splitlines()[11][2:].startswith("orders")


@pytest.mark.parametrize("indent", [None, "\t"])
def test_a_json_resume_is_read_however_it_is_spaced(indent: str | int | None) -> None:
    document = json.loads((RESUMES / "resume.json").read_bytes())
    text = json.dumps(document, indent=indent)
    assert [plain(one.text) for one in papers.parsed("cv.json", text.encode()).bullets] == BULLETS


def test_a_json_resume_without_highlights_is_read_by_its_summaries() -> None:
    document = {"work": [{"name": "Shopfront", "summary": BULLETS[0]}]}
    assert BULLETS[0] in [one.text for one in papers.parsed("cv.json", json.dumps(document).encode()).bullets]


def test_the_texts_of_json_lines_are_bullets_at_their_lines() -> None:
    lines = [json.dumps({"id": at, "text": text}) for at, text in enumerate(BULLETS)]
    found = papers.parsed("pasted.txt", "\n\n".join(lines).encode()).bullets
    assert [one.text for one in found] == BULLETS
    assert [one.line for one in found] == [1, 3, 5]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("cv.json", '{"basics": {', "It isn't JSON: .* line 1, column 13"),
        ("cv.json", '{"recipe": "soup"}', "not a JSON Resume: I looked for work, projects or basics"),
    ],
)
def test_what_is_no_resume_is_said_with_the_place(name: str, text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        papers.parsed(name, text.encode())
