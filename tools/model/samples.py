"""Labeled texts as training samples: what grammar reads of each, its labels, and what the old readers said."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bot.rules.extract import read_grammar
from bot.rules.model.reader import ROLES
from bot.rules.model.view import View
from bot.rules.model.weights import Rows, Tables
from bot.rules.pack import CONFIDENCES, Pack
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.scene import Reading

CORPUS = Path(__file__).parents[2] / "tests" / "rules" / "corpus"
RULES = CONFIDENCES
"""The findings that texts are labeled with."""
TOLD_FLAGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "answer": {
        "decides": ("decision",),
        "both_sides": ("gain", "burden"),
        "calculates": ("sum",),
        "names_limit": ("limit",),
        "names_break_even": ("break_even",),
        "names_assumption": ("assumption",),
        "names_check": ("check",),
    },
    "project": {
        f"has_{what}": (f"told_{what}",)
        for what in ("problem", "data", "approach", "accuracy", "speed", "cost", "impact", "alternative")
    },
}
"""By kind of text what a pack states of one: that its sentences tell each of these."""
PROBE_GROUP = 8
"""Neighbors in a file of probes are often look-alikes: they stay in one fold."""


class Taught(NamedTuple):
    """What is known of a number: `good` is +1 better, -1 worse, 0 neither. None where nothing is known."""

    role: str
    ref: int | None
    good: int | None
    operating: int | None


@dataclass(frozen=True, slots=True)
class Labels:
    """`known` are the rules that were labeled; `families` are None where they weren't."""

    families: frozenset[str] | None
    findings: frozenset[str]
    known: frozenset[str]
    verdict: str = ""


@dataclass(slots=True)
class Sample:
    """One text. `taught` has an entry for each number (None where the old readers saw none), `facts` are theirs that
    agree with the labels. `roles` are the labels of its numbers, None as long as nothing is sure. `rewritten` texts
    count for training only."""

    text: str
    group: str
    labels: Labels
    reading: Reading
    view: View
    rows: list[Rows]
    taught: list[Taught | None]
    facts: Mapping[str, int]
    rewritten: bool
    roles: list[int] | None = field(default=None)


def labeled_texts() -> Iterator[tuple[str, str, Labels]]:
    """Text, group and labels of every bullet and probe that may be trained on."""
    every = frozenset(RULES)
    for path in sorted((CORPUS / "tuned").glob("*.jsonl")):
        for row in jsonl_rows(path):
            if row["kind"] == "bullet":
                labels = Labels(frozenset(row["families"]), frozenset(row["findings"]), every, row["verdict"])
                yield row["text"], path.stem, labels
    for path in sorted((CORPUS / "probes").glob("*/*.jsonl")):
        for at, row in enumerate(jsonl_rows(path)):
            group = f"{path.parent.name} {path.stem} {at // PROBE_GROUP}"
            if path.stem == "families":
                yield row["text"], group, Labels(frozenset(row["families"]), frozenset(), frozenset())
            elif path.stem in RULES:
                given = frozenset([path.stem] if row["given"] else [])
                yield row["text"], group, Labels(None, given, frozenset([path.stem]))


def jsonl_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def told_rows(kind: str) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Texts that are labeled sentence by sentence: the group, and each sentence (with the space around it) with what
    it tells."""
    for path in sorted((CORPUS / "told" / kind).glob("*.jsonl")):
        for row in jsonl_rows(path):
            prefix = "told_" if kind == "project" else ""
            told = [(sentence, [prefix + role for role in roles]) for sentence, roles in row["sentences"]]
            yield f"{path.stem} {row['hand']}", told


def teacher_rows(kind: str) -> Iterator[dict[str, Any]]:
    """What the old readers said of bullets or stories, as far as it teaches anything."""
    with gzip.open(CORPUS / "teacher" / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _teacher() -> dict[str, list[dict[str, Any]]]:
    """By each text: first as typed, then rewritten."""
    said: dict[str, list[dict[str, Any]]] = {}
    original = ""
    for row in teacher_rows("bullets"):
        original = original if "rewriting" in row else row["text"]
        said.setdefault(original, []).append(row)
    return said


def _examples(pack: Pack) -> Iterator[tuple[str, str, Labels]]:
    """The tests that the rules carry."""
    for rule in pack.rules:
        if rule.id in RULES:
            for at, case in enumerate(rule.tests):
                given = frozenset([rule.id] if case.bad else [])
                labels = Labels(None, given, frozenset([rule.id]))
                yield case.bad or case.good or "", f"pack {rule.id} {at}", labels


def read_samples(pack: Pack, lexicon: Lexicon, tables: Tables, every: int = 1) -> list[Sample]:
    """All samples, each `every`th labeled text with its rewritings; `tables` learn the features' names."""
    codes = {name: f"M{metric.family} {metric.kind}" for name, metric in lexicon.metrics.items()}
    teacher = _teacher()
    samples: list[Sample] = []
    known: set[str] = set()
    for text, group, labels in [*_examples(pack), *labeled_texts()][::every]:
        if text in known:
            continue
        known.add(text)
        for at, said in enumerate(teacher.get(text, [{"text": text}])):
            reading = read_grammar(said["text"], lexicon)
            view = View(reading, codes)
            rows = [view.of_number(index, tables) for index in range(len(view.values))]
            numbers = {(start, end): Taught(*told) for start, end, *told in said.get("numbers", ())}
            taught = [numbers.get(value.span) for value in view.values]
            facts = said.get("facts", {})
            sample = Sample(said["text"], group, labels, reading, view, rows, taught, facts, at > 0)
            if said.get("agrees") and None not in taught:
                sample.roles = [ROLES.index(one.role) for one in taught if one is not None]
            samples.append(sample)
    return samples
