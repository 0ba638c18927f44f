"""Questions for tests, small enough to be worked out by hand."""

from collections.abc import Sequence

from content.quiz import Choice, Numeric


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
