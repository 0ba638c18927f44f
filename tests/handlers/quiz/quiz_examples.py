"""Questions of a name or a topic, and banks of them."""

from collections.abc import Sequence

from content.quiz import Choice, Numeric, Ordering, Question, Scenario
from content.templates import Template
from handlers.quiz.model import Bank
from tests.content import examples
from tests.content.examples import OPTIONS, RUNGS, question


def single(
    name: str = "one", topic: str = "latency", *, options: int = 4, right: str = "b", **changed: object
) -> Choice:
    own = {"stem": f"What about {name}?", "options": OPTIONS[:options], "answer": [right], "kind": "single"}
    found: Choice = question(**{**own, "id": name, "topic": topic, **changed})  # type: ignore[arg-type] # as tests spell it
    return found


def multiple(name: str = "many", right: Sequence[str] = ("a", "c")) -> Choice:
    return single(name, kind="multiple", answer=list(right))


def numeric(
    key: str = "20", unit: str = "ms", tolerance: str = "2 %", name: str = "number", **changed: object
) -> Numeric:
    given = {"id": name, "formula": key, "unit": unit, "tolerance": tolerance, **changed}
    found: Numeric = question("numeric", **given)
    return found


def ordering(name: str = "order", items: int = 4) -> Ordering:
    found: Ordering = question("ordering", id=name, items=RUNGS[:items])
    return found


def scenario(name: str = "case") -> Scenario:
    found: Scenario = question("scenario", id=name, topic="tradeoffs")
    return found


def template(name: str = "doubling", topic: str = "queueing", **changed: object) -> Template:
    return examples.template(id=name, topic=topic, **changed)


def bank(*asked: Question | Template) -> Bank:
    """A bank of these alone."""
    return Bank(
        {one.id: one for one in asked if not isinstance(one, Template)},
        {one.id: one for one in asked if isinstance(one, Template)},
    )
