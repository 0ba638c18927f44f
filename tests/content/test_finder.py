"""Content is found lazily, fits its models, and is refused with the line of the nearest node."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from bot.rules.pack import Selector
from content.document import ContentError, fit, parse
from content.finder import load
from content.models import CallSpec
from content.quiz import Question

TASK = """\
tasks:
  - key: first
    item: 1
    title: A first task
    why: Because it comes first.
    done_when: It is done.
    steps:
      - {text: Do it, minutes: 5}
    sources: [L16]
"""


def planted(root: Path, text: str, name: str = "checklist/1.yaml") -> Path:
    path = root / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root / "content"


def refusal(root: Path, text: str) -> ContentError:
    content = load(planted(root, text))
    with pytest.raises(ContentError) as caught:
        _ = content.tasks
    return caught.value


def test_a_part_is_read_when_it_is_first_asked_for_and_then_kept(tmp_path: Path) -> None:
    root = planted(tmp_path, TASK)
    planted(tmp_path, "claims: yes\n", "claims.yaml")
    content = load(root)
    assert content.tasks["first"].minutes == 5
    (root / "checklist" / "1.yaml").unlink()
    assert content.tasks["first"].title == "A first task"
    with pytest.raises(ContentError, match=r"content/claims.yaml:1"):
        _ = content.claims


@pytest.mark.parametrize(
    ("old", "new", "line", "phrase"),
    [
        ("    why: Because it comes first.\n", "", 2, "'why' is missing: add it"),
        ("    item: 1\n", "    item: 1\n    color: red\n", 4, "'color' isn't a field here: remove it"),
        ("    item: 1\n", "    item: 1\n    afters: [x]\n", 4, "here: did you mean 'after'?"),
        ("    item: 1\n", "    item: 1\n    text: x\n", 4, "'text' isn't a field here: remove it"),
        ("    item: 1\n", "    item: one\n", 3, "should be a whole number (it is 'one')"),
        ("sources: [L16]", "sources: L16", 9, "should be a list (it is 'L16')"),
        ("why: Because it comes first.", "why: 5", 5, "should be text (it is 5)"),
        ("    item: 1\n", "    item: 8\n", 3, "less than or equal to 7"),
        ("minutes: 5", "minutes: 6", 8, "less than or equal to 5"),
        ("key: first", "key: First Task", 2, "written as other entries are"),
        ("sources: [L16]", "sources: [Z16]", 9, "written as other entries are"),
        ("    item: 1\n", "    item: 1\n    call: quiz topic=\n", 4, "isn't a call"),
        ("why: Because it comes first.", "why: It is {= 1/0 }.", 5, "divides by zero"),
        ("tasks:", "chores:", 1, "one list named 'tasks'"),
    ],
)
def test_an_author_learns_line_field_and_remedy(
    tmp_path: Path, old: str, new: str, line: int, phrase: str
) -> None:
    assert old in TASK
    error = refusal(tmp_path, TASK.replace(old, new))
    assert (error.file, error.line) == ("content/checklist/1.yaml", line)
    assert phrase in error.text
    assert not error.more


def test_all_errors_of_all_files_of_a_part_are_told_together(tmp_path: Path) -> None:
    planted(tmp_path, TASK.replace("item: 1", "item: 0").replace("title: A first task", "title: A"))
    content = load(planted(tmp_path, "tasks:\n  - key: x\n    item: yes\n", "checklist/2.yaml"))
    with pytest.raises(ContentError) as caught:
        _ = content.tasks
    assert [(one.file, one.line) for one in caught.value.all()] == [
        ("content/checklist/1.yaml", 3),
        ("content/checklist/1.yaml", 4),
        ("content/checklist/2.yaml", 3),
    ]


def test_the_same_key_in_two_files_names_both_places(tmp_path: Path) -> None:
    planted(tmp_path, TASK, "checklist/2.yaml")
    error = refusal(tmp_path, TASK)
    assert error.file == "content/checklist/2.yaml"
    assert "content/checklist/1.yaml:2" in error.text


def test_a_long_task_must_be_split(tmp_path: Path) -> None:
    step = "      - {text: Do it, minutes: 5}\n"
    assert "the steps take 30 minutes" in refusal(tmp_path, TASK.replace(step, step * 6)).text


def test_other_rooms_may_fit_their_own_models_with_line_numbers() -> None:
    class Rule(BaseModel):
        model_config = ConfigDict(extra="forbid")
        name: str
        weight: float

    document = parse("rules:\n  - name: one\n    weight: 0.5\n  - name: two\n    weight: heavy\n", "r.yaml")
    with pytest.raises(ContentError, match=r"r.yaml:5: rules > 2 > weight: .*'heavy'"):
        fit(document, list[Rule], "rules")
    good: list[Rule] = fit(parse("rules: [{name: one, weight: 0.5}]", "r.yaml"), list[Rule], "rules")
    assert good == [Rule(name="one", weight=0.5)]


def test_a_misspelled_kind_and_a_value_that_is_neither_word_nor_list_are_told_once() -> None:
    with pytest.raises(ContentError) as caught:
        fit(parse("questions:\n  - id: one\n    kind: numerc\n", "q.yaml"), list[Question], "questions")
    assert str(caught.value).startswith(
        "q.yaml:3: questions > 1 > kind: should be one of 'single', 'multiple'"
    )
    with pytest.raises(ContentError) as caught:
        fit(parse("fact: measure\nfamily: acuracy\n", "p.yaml"), Selector)
    assert (caught.value.line, caught.value.more) == (2, ())
    assert "should be 'accuracy', 'efficiency', 'cost' or 'business' (it is 'acuracy')" in caught.value.text


def test_a_call_is_its_dotted_path_and_its_values() -> None:
    assert CallSpec.of("mock hours") == CallSpec(path="mock.hours")
    spoken = CallSpec.of('tradeoff options="base: 78% 120ms" w1=400')
    assert (spoken.path, dict(spoken.values)) == (
        "tradeoff",
        {"options": "base: 78% 120ms", "w1": "400"},
    )
    for broken in ("", "topic=x", "quiz =x", "quiz topic=", "quiz topic=x today", 'quiz topic="x'):
        with pytest.raises(ValueError, match="isn't a call"):
            CallSpec.of(broken)
