"""Criteria of feedback: what is refused, with its line."""

from pathlib import Path

import pytest

from content.check import check
from content.finder import load

ROOT = load().root


def tree(folder: Path, criteria: str) -> Path:
    """A copy of the shipped content with other criteria."""
    root = folder / "content"
    for path in ROOT.rglob("*.yaml"):
        if path.parent.name != "feedback":
            copy = root / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    (root / "feedback").mkdir()
    (root / "feedback" / "criteria.yaml").write_text(criteria, encoding="utf-8")
    return root


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
        ('title: "Hints helped"', "round: inference", "give either a title and four levels, or a round"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert SHIPPED.count(old) >= 1
    found = [e for e in check(tree(tmp_path, SHIPPED.replace(old, new, 1))) if "/feedback/" in e.file]
    assert any(said in error.text and error.line > 1 for error in found), found


def test_the_shipped_criteria_are_sound(tmp_path: Path) -> None:
    assert check(tree(tmp_path, SHIPPED)) == []
