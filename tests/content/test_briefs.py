"""Interviewers' briefs: enough for each round, complete, with numbers that come out the same elsewhere."""

import re
from pathlib import Path

import content
from content.finder import load
from content.formula import SLOT, fill_slots
from content.models import Round
from tests.content.brief_figures import FIGURES

ROOT = Path(content.__file__).parent
SHIPPED = load()
BRIEFS = SHIPPED.briefs
FILES = sorted((ROOT / "briefs").glob("*.yaml"))


def figures() -> dict[str, list[float]]:
    """For each brief that computes: the values that its formulas show, in the order of the file."""
    found: dict[str, list[float]] = {}
    for path in FILES:
        for part in re.split(r"^  - id: ", path.read_text(), flags=re.MULTILINE)[1:]:
            shown_values = [_value(slot[0]) for slot in SLOT.finditer(part)]
            if shown_values:
                found[part.split("\n", 1)[0]] = shown_values
    return found


def _value(slot: str) -> float:
    return float(fill_slots(" ".join(slot.split())).replace(",", ""))


def test_every_brief_is_complete_and_says_nothing_twice() -> None:
    for brief in BRIEFS.values():
        lines = list(brief.lines())
        assert brief.question.endswith((".", "?")), brief.id
        assert all(line.endswith((".", "?")) for line in brief.follow_ups), brief.id
        assert len(set(lines)) == len(lines), brief.id
        assert 150 <= len(" ".join(lines).split()) <= 1_000, brief.id
    assert len({brief.title for brief in BRIEFS.values()}) == len(BRIEFS)


def test_hints_and_staged_prompts_come_while_the_candidate_works() -> None:
    for brief in BRIEFS.values():
        starts = {stage.title: stage.minute for stage in SHIPPED.rounds[brief.round].plan}
        begins, ends = list(starts.values())[1], starts["Candidate's questions"]
        assert all(begins < hint.minute < ends for hint in brief.hints), brief.id
        expected = [15, 25] if brief.round is Round.BEHAVIOURAL else []
        assert [stage.minute for stage in brief.stages] == expected, brief.id


def test_each_figure_equals_one_that_was_worked_out_from_the_question() -> None:
    assert len(FIGURES) >= 70
    assert set(FIGURES) == set(figures())
    for key, values in figures().items():
        known = FIGURES[key].items()
        expected = {round(one + 1e-9, places) for places, some in known for one in some}
        assert set(values) == expected


def test_the_guide_for_the_first_time_says_what_matters() -> None:
    (guide,) = SHIPPED.guides.values()
    text = " ".join(line for part in guide.parts for line in part.lines)
    for needed in ("hint", "silence", "aloud", "Not seen", "never about the person"):
        assert needed in text, needed
