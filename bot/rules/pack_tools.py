"""For authors of rules: run the rules' own examples, find rules that never fire, see what a text is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from bot.rules import sets
from bot.rules.engine import Critic
from bot.rules.extract import Extract
from bot.rules.facts import CUES, Fact
from bot.rules.model.reader import words_for
from bot.rules.pack import Case, Rule
from bot.rules.report import Finding
from bot.rules.words.tokens import span_of

ROLE_NAMES = {
    "accuracy": "an accuracy result",
    "efficiency": "an efficiency result",
    "cost": "a cost result",
    "business": "a business result",
    "training": "a figure of training",
    "loose": "a result whose metric I can't tell",
    "alternative": "a figure of an option that was turned down",
    "none": "no result",
}
CERTAINTY = ((1.0, "clearly"), (0.4, "probably"), (float("-inf"), "perhaps"))
"""How a score's lead over the next role is said."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """An example that doesn't do what it should: `why` is a sentence for the rule's author, `path` its place in the
    pack's file."""

    rule: str
    text: str
    why: str
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        return f"rule {self.rule}: {self.why}: {self.text[:120]}"


def examples(critic: Critic) -> Iterator[Wrong]:
    """`rules test`: every example of every rule, and what is wrong with it."""
    for at, rule in enumerate(critic.pack.rules):
        for nth, case in enumerate(rule.tests):
            if why := _why_wrong(critic, rule, case, rule.kinds[0]):
                yield Wrong(rule.id, case.bad or case.good or "", why, ("rules", at, "tests", nth))


def _why_wrong(critic: Critic, rule: Rule, case: Case, kind: str) -> str:
    text = case.bad if case.bad is not None else case.good or ""
    found = next((finding for finding in findings(critic, text, kind) if finding.rule == rule.id), None)
    if case.good is not None:
        return "speaks on its good example: narrow 'when', or fix the example" if found else ""
    if found is None:
        return "is silent on its bad example: widen 'when', or fix the example"
    pointed = text[slice(*found.span)]
    if case.span and case.span not in pointed and pointed not in case.span:
        return f"points at '{pointed}', not at '{case.span}': fix 'span' in the rule or in the example"
    return ""


def findings(critic: Critic, text: str, kind: str) -> tuple[Finding, ...]:
    """All that is said of a text, hints too. A set is written short: "3 projects, 2 lists"."""
    if kind == "set":
        return sets.judge_short(critic, text)
    report = critic.critique(text, kind)
    return (*report.findings, *report.hints)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a rule spoke; `fired` is 0 for a rule that no text of the corpus wakes."""

    rule: str
    fired: int
    texts: int


def coverage(critic: Critic, texts: Iterable[str], kind: str = "bullet") -> list[Coverage]:
    """`rules coverage`: every rule of this kind with the number of texts it speaks on, the silent ones first.

    Raises Refused for a text that is longer than is read."""
    known = {rule.id: 0 for rule in critic.pack.rules if kind in rule.kinds}
    total = 0
    for text in texts:
        total += 1
        for finding in findings(critic, text, kind):
            known[finding.rule] += 1
    counted = (Coverage(rule, fired, total) for rule, fired in known.items())
    return sorted(counted, key=attrgetter("fired", "rule"))


def why(critic: Critic, text: str, kind: str = "bullet") -> Iterator[str]:
    """`rules why`: what each number is, every fact with its words, and the rules that hold.

    Raises Refused for a text that is longer than is read."""
    known = critic.read(text, kind)
    yield from explain(critic, text, known)
    for name, facts in known.facts.items():
        for fact in facts:
            yield f"{name} {_words(text, fact.span)}{_details(fact) if name not in CUES else ''}"
    report = critic.critique(text, kind)
    yield from (f"flag {name}: {so}" for name, so in report.flags.items())
    for finding in (*report.findings, *report.hints):
        yield f"rule {finding.rule} ({finding.severity}) at {_words(text, finding.span)}"
    yield f"verdict {report.verdict}"


def explain(critic: Critic, text: str, known: Extract) -> Iterator[str]:
    """A sentence or two about each number: what it is, how sure that is, what it was bound to, and the nearest words
    that spoke for it."""
    for at, one in enumerate(known.numbers):
        sure = next(name for least, name in CERTAINTY if one.sure >= least)
        change = {1: " that got better", -1: " that got worse"}.get(one.good, "")
        said = f"{_words(text, one.value.span)} is {sure} {ROLE_NAMES[one.role]}{change}."
        if one.metric is not None and one.role not in ("none", "loose"):
            span = span_of(known.reading.tokens, one.metric.start, one.metric.end)
            said += f" It goes with {_words(text, span)}."
        found = words_for(critic.model, known.view, at, one.role)
        if words := [word for word in found if repr(word) not in said]:
            said += f" I can tell by {join_words([repr(word) for word in words])}."
        yield said


def join_words(words: Sequence[str]) -> str:
    """As in "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _words(text: str, span: tuple[int, int]) -> str:
    return f"'{' '.join(text[slice(*span)].split())}'"


def _details(fact: Fact) -> str:
    """The fields of a fact that say something, without its span."""
    said = [
        f"{field}={value}"
        for field, value in fact._asdict().items()
        if field not in ("span", "sure") and value not in (None, "", 0, False)
    ]
    return f": {', '.join(said)}" if said else ""
