"""Questions for tests, small enough to be worked out by hand."""

from collections.abc import Sequence

from content.quiz import Choice, Numeric, Ordering, Question, Scenario
from content.templates import Template
from handlers.quiz.model import Bank


def single(
    name: str = "one", topic: str = "latency", *, options: int = 4, right: str = "b", **changed: object
) -> Choice:
    keys = "abcdef"[:options]
    asked = {
        "id": name,
        "topic": topic,
        "round": "inference",
        "difficulty": 2,
        "stem": f"What about {name}?",
        "explanation": "It is as it is.",
        "sources": ["M01"],
        "kind": "single",
        "options": [{"key": k, "text": f"option {k}", "why": f"Why {k} tempts."} for k in keys],
        "answer": [right],
    }
    return Choice.model_validate({**asked, **changed})


def multiple(name: str = "many", right: Sequence[str] = ("a", "c")) -> Choice:
    return single(name, kind="multiple", answer=list(right))


def numeric(
    key: str = "20", unit: str = "ms", tolerance: str = "2 %", name: str = "number", **changed: object
) -> Numeric:
    asked = {
        "id": name,
        "topic": "latency",
        "round": "inference",
        "difficulty": 1,
        "stem": "How much is it?",
        "explanation": "It is as much as it is.",
        "sources": ["M01"],
        "kind": "numeric",
        "formula": key,
        "unit": unit,
        "write": ".1",
        "tolerance": tolerance,
        "slips": [{"formula": "7777", "why": "That is the known mistake."}],
    }
    return Numeric.model_validate({**asked, **changed})


def ordering(name: str = "order", items: int = 4, **changed: object) -> Ordering:
    asked = {
        "id": name,
        "topic": "latency",
        "round": "inference",
        "difficulty": 2,
        "stem": "Put these in order, the smallest first.",
        "explanation": "They grow.",
        "sources": ["M01"],
        "kind": "ordering",
        "items": [{"text": f"item {n}", "why": f"Why {n} stands there."} for n in range(1, items + 1)],
    }
    return Ordering.model_validate({**asked, **changed})


def scenario(name: str = "case", **changed: object) -> Scenario:
    asked = {
        "id": name,
        "topic": "tradeoffs",
        "round": "behavioural",
        "difficulty": 2,
        "stem": "Do you ship it?",
        "explanation": "I would not ship it.",
        "sources": ["M01"],
        "kind": "scenario",
        "points": [
            {"says": "a decision on the 15 ms", "shown_by": [["ship"], ["15"]]},
            {"says": "the sum", "shown_by": [["240K"], ["450K"]]},
        ],
        "weak": "I would ship it.",
    }
    return Scenario.model_validate({**asked, **changed})


def template(name: str = "doubling", topic: str = "queueing", **changed: object) -> Template:
    asked = {
        "id": name,
        "version": 1,
        "topic": topic,
        "round": "system_design",
        "difficulty": 1,
        "kind": "numeric",
        "draws": [{"name": "one", "from": 10, "to": 90, "step": 1}],
        "stem": "How many ms are twice {one} ms?",
        "explanation": "2 x {one} = {= 2*one}.",
        "steps": ["Double it.", "2 x {one} = {= 2*one}."],
        "sources": ["M01"],
        "formula": "2*one",
        "unit": "ms",
        "sane": [20, 180],
        "slips": [{"formula": "one", "why": "That is once."}],
    }
    return Template.model_validate({**asked, **changed})


def bank(*asked: Question | Template) -> Bank:
    """A bank of these alone."""
    return Bank(
        {one.id: one for one in asked if not isinstance(one, Template)},
        {one.id: one for one in asked if isinstance(one, Template)},
    )
