"""Sets of projects and one-page summaries."""

import json
from typing import Any

import pytest

from bot.rules import Critic
from bot.rules.batch import MOST, Bad, Judged, judge_lines
from bot.rules.sets import Project, judge
from tests.rules.corpus import HERE
from tools.model.samples import jsonl_rows

FULL = Project(
    "Parcels",
    (
        "Couriers lost 40 min a day on unparsed addresses; collected 220k labels.",
        "Fine-tuned a T5 on them; live in all depots since May, unparsed addresses fell from 7.4% to 1.6%.",
    ),
)
TOOLS = Project("Tools", ("LangChain, LlamaIndex, Chroma, OpenAI API, Streamlit",))
TOY = Project("Digits", ("Keras CNN with dropout, batch norm, Adam and data augmentation.",))
RESULT = Project("Tagger", ("Trained an encoder on 80k tracks; F1 from 0.58 to 0.66.",))


def row(critic: Critic, item: dict[str, Any]) -> dict[str, Any] | Bad:
    (one,) = judge_lines(critic, "project", [json.dumps(item).encode()])
    if isinstance(one, Bad):
        return one
    found: dict[str, Any] = json.loads(one.json())
    return found


@pytest.mark.parametrize(("count", "right"), [(0, False), (1, False), (2, True), (3, True), (4, False)])
def test_two_or_three_projects_are_right(project_critic: Critic, count: int, right: bool) -> None:
    assert judge(project_critic, [FULL] * count).right_count is right


def test_a_full_cycle_needs_all_four(project_critic: Critic) -> None:
    assert judge(project_critic, [FULL, RESULT, TOOLS]).full_cycle == (True, False, False)


def test_the_four_are_seen_in_all_these_words(project_critic: Critic) -> None:
    rows = jsonl_rows(HERE / "long" / "full_cycle_probes.jsonl")
    said = {row["text"]: judge(project_critic, [Project("", (row["text"],))]).full_cycle for row in rows}
    assert [row["text"] for row in rows if said[row["text"]] != (row["full_cycle"],)] == []


@pytest.mark.parametrize(
    "missing",
    [
        "Couriers lost 40 min a day on unparsed addresses; ",
        "Fine-tuned a T5 on them; ",
        "live in all depots since May, ",
    ],
)
def test_without_one_of_the_four_it_is_not_full(project_critic: Critic, missing: str) -> None:
    cut = Project("", tuple(bullet.replace(missing, "") for bullet in FULL.bullets))
    if not missing.startswith("Fine-tuned"):
        cut = Project("", tuple(one.replace("unparsed addresses fell", "F1 rose") for one in cut.bullets))
    assert judge(project_critic, [cut]).full_cycle == (False,)


@pytest.mark.parametrize(
    ("projects", "listed"),
    [
        ([TOOLS, TOY, FULL], True),
        ([TOOLS, FULL], False),
        ([RESULT, FULL], False),
        ([TOOLS], True),
        ([Project("", ("YOLOv5, Detectron2, EfficientDet on COCO",))], True),
        ([Project("", ("A classifier of Titanic survivors.",))], True),
    ],
)
def test_most_projects_being_lists_makes_a_list(
    project_critic: Critic, projects: list[Project], listed: bool
) -> None:
    assert judge(project_critic, projects).laundry_list is listed


def test_a_set_has_its_own_row(critic: Critic) -> None:
    item = {
        "id": "p",
        "projects": [{"title": one.title, "bullets": list(one.bullets)} for one in (FULL, TOOLS)],
    }
    found = row(critic, item)
    assert isinstance(found, dict)
    assert list(found) == ["id", "projects", "right_count", "full_cycle", "laundry_list", "findings"]
    assert (found["right_count"], found["full_cycle"], found["laundry_list"]) == (True, [True, False], False)
    assert found["projects"] == item["projects"]


def test_a_summary_is_asked_for_what_it_lacks(project_critic: Critic) -> None:
    summary = "Users complained. Trained a tagger on 9k labels; F1 from 0.70 to 0.78."
    found = row(project_critic, {"id": "p", "text": summary})
    assert isinstance(found, dict)
    assert found["has_problem"] and found["has_data"] and found["has_accuracy"]
    assert {one["rule"] for one in found["findings"]} >= {"no_speed_metric", "no_impact"}
    assert found["verdict"] == "fair"


@pytest.mark.parametrize(
    ("projects", "why"),
    [
        ("x", "'projects' must be a list"),
        ([1], "projects, each as"),
        ([{"title": "a"}], "projects, each as"),
        ([{"title": 1, "bullets": []}], "projects, each as"),
        ([{"bullets": [1]}], "projects, each as"),
        ([{"bullets": ["x" * 5000]}], "5,000 characters"),
        ([{"bullets": []}] * (MOST + 1), "at most"),
        ([{"bullets": ["\ud800"]}], "surrogate"),
    ],
)
def test_a_bad_set_is_named(project_critic: Critic, projects: Any, why: str) -> None:
    found = row(project_critic, {"id": "p", "projects": projects})
    assert isinstance(found, Bad)
    assert why in str(found)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "I would not ship it: accuracy brings 0.6 x $400K = $240K, latency costs 15 x $30K = $450K a year. "
            "p99 stays within the SLA. Break-even is 8 ms.",
            "strong",
        ),
        ("I would ship it, accuracy wins over latency.", "fair"),
        ("There are arguments for both sides.", "weak"),
    ],
)
def test_an_answer_is_judged_by_decision_both_sides_and_sum(
    answer_critic: Critic, text: str, verdict: str
) -> None:
    (one,) = judge_lines(answer_critic, "answer", [json.dumps({"id": "a", "text": text}).encode()])
    assert isinstance(one, Judged)
    assert json.loads(one.json())["verdict"] == verdict


@pytest.mark.parametrize(
    ("limit", "named"), [("yes", False), ("", False), ("300 ms", True), ("the SLO is tight", True)]
)
def test_a_heading_with_nothing_under_it_earns_nothing(
    answer_critic: Critic, limit: str, named: bool
) -> None:
    report = answer_critic.critique(f"I would ship it.\nLimit: {limit}\n", "answer")
    assert report.flags["names_limit"] is named


@pytest.mark.parametrize("joint", [". ", " - ", " "])
def test_a_decision_is_found_without_marks(answer_critic: Critic, joint: str) -> None:
    said = ("I would ship the smaller model", "it saves two GPUs", "recall falls by half a point")
    assert answer_critic.critique(joint.join(said), "answer").flags["decides"]
