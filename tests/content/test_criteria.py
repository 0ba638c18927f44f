"""Criteria of feedback: what is refused, with its line."""

from pathlib import Path

import pytest

from content import check_mocks
from content.document import ContentError
from content.finder import PARTS, load, placed

CONTENT = load()
ROOT = CONTENT.root
TOPICS = {one.topic for part in (CONTENT.questions, CONTENT.templates) for one in part.values()}


def problems(folder: Path, criteria: str) -> list[ContentError]:
    """What is wrong with these criteria beside the shipped rounds and topics."""
    root = folder / "content"
    (root / "feedback").mkdir(parents=True)
    (root / "feedback" / "criteria.yaml").write_text(criteria, encoding="utf-8")
    try:
        found = placed(root, PARTS["criteria"])
    except ContentError as error:
        return list(error.all())
    return list(check_mocks.check_criteria(found, placed(ROOT, PARTS["rounds"]), TOPICS))


SHIPPED = (ROOT / "feedback" / "criteria.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dimension: approach", "dimension: aproach", "'aproach' is no dimension of coding_algorithms"),
        ("topics: [stories]}", "topics: [storys]}", "there is no topic 'storys'"),
        ("topics: [tradeoffs]", "topics: []", "name one or more topics to drill"),
        (
            "  - {key: beh-learning, round: behavioural, dimension: learning, topics: [stories]}\n",
            "",
            "the round behavioural has 2 criteria of its own, 3 are asked",
        ),
        ("compression, decoding]", "compression]", "no weak mark leads to the topic 'decoding'"),
        ('title: "Hints helped"', "round: inference", "give either a title and four levels, or a round"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert SHIPPED.count(old) >= 1
    found = problems(tmp_path, SHIPPED.replace(old, new, 1))
    assert any(said in error.text and error.line > 1 for error in found), found


def test_the_shipped_criteria_are_sound(tmp_path: Path) -> None:
    assert problems(tmp_path, SHIPPED) == []
