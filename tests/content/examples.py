"""Questions and templates for tests, small enough to be worked out by hand."""

from typing import Any

from pydantic import TypeAdapter

from content.quiz import Question
from content.templates import Template

Item = dict[str, Any]
ASKED: Item = {
    "id": "one",
    "topic": "latency",
    "round": "inference",
    "difficulty": 2,
    "stem": "What about one?",
    "explanation": "It is as it is.",
    "sources": ["M01"],
}
OPTIONS: list[Item] = [{"key": k, "text": f"option {k}", "why": f"Why {k} tempts."} for k in "abcdef"]
RUNGS: list[Item] = [{"text": f"item {n}", "why": f"Why {n} stands there."} for n in range(1, 6)]
POINT: Item = {"says": "the sum", "shown_by": [["240K"], ["450K"]]}
OF_KIND: dict[str, Item] = {
    "single": {"options": OPTIONS[:4], "answer": ["b"]},
    "multiple": {"options": OPTIONS[:4], "answer": ["a", "c"]},
    "sentence": {
        "stem": None,
        "sentence": "It saves 12 million QPS.",
        "options": OPTIONS[:4],
        "answer": ["b"],
    },
    "numeric": {
        "formula": "20",
        "unit": "ms",
        "write": ".1",
        "tolerance": "2 %",
        "slips": [{"formula": "7777", "why": "That is the known mistake."}],
    },
    "ordering": {"items": RUNGS[:4]},
    "scenario": {
        "points": [{"says": "a decision on the 15 ms", "shown_by": [["ship"], ["15"]]}, POINT],
        "weak": "I would ship it.",
    },
}
DOUBLING: Item = ASKED | {
    "id": "doubling",
    "version": 1,
    "topic": "queueing",
    "kind": "numeric",
    "draws": [{"name": "one", "from": 10, "to": 90, "step": 1}],
    "stem": "How many ms are twice {one} ms?",
    "explanation": "2 x {one} = {= 2*one}.",
    "steps": ["Double it.", "2 x {one} = {= 2*one}."],
    "formula": "2*one",
    "unit": "ms",
    "sane": [20, 180],
    "slips": [{"formula": "one", "why": "That is once."}],
}


def question(kind: str, **changed: object) -> Any:
    """A question of a kind; None takes a field out."""
    given = ASKED | {"kind": kind} | OF_KIND.get(kind, {}) | changed
    return TypeAdapter(Question).validate_python({k: v for k, v in given.items() if v is not None})


def template(**changed: object) -> Template:
    return Template.model_validate(DOUBLING | changed)
