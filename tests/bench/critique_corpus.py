"""Judges the critic on a labeled file: `python -m tests.bench.critique_corpus FILE [--errors]`.

A line of FILE is an object: a bullet with text, families, findings and verdict, or (kind story) a story with its
eight booleans and verdict. Rules beyond the eleven of the labeling guide are left out. Prints plain figures."""

import argparse
import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.rules import Critic, sets
from bot.rules.facts import FAMILIES
from bot.rules.pack import CONFIDENCES
from bot.rules.sets import Project

ELEVEN = CONFIDENCES
BOOLEANS = (
    "has_situation",
    "has_task",
    "has_action",
    "has_result",
    "result_quantified",
    "collaboration_specific",
    "learning_from_failure",
    "monologue",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A bullet or a story and what is said of it; `flags` are a story's."""

    item: dict[str, Any]
    families: frozenset[str]
    findings: frozenset[str]
    verdict: str
    flags: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    hit: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.hit + self.extra + self.missed
        return 2 * self.hit / total if total else 1.0

    def __str__(self) -> str:
        low, high = interval(self.hit, self.hit + self.extra)
        return (
            f"P {self.precision:.3f} [{low:.2f}, {high:.2f}]  R {self.recall:.3f}  F1 {self.f1:.3f}"
            f"  ({self.hit} right, {self.extra} extra, {self.missed} missed)"
        )


def interval(hit: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of 95% for `hit` of `total` (Wilson 1927); nothing is known of an empty cell."""
    if not total:
        return 0.0, 1.0
    share, spread = hit / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half_width = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half_width), min(1.0, middle + half_width)


def judge(critic: Critic, item: dict[str, Any], kind: str = "bullet") -> Judged:
    report = critic.critique(item["text"], kind)
    rules = frozenset(finding.rule for finding in report.findings)
    return Judged(item, frozenset(report.families), rules, report.verdict, dict(report.flags))


def hold(critic: Critic, items: Iterable[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Of sets of projects: how often each statement agrees with its label, of how many."""
    agreed = {"right_count": [0, 0], "full_cycle": [0, 0], "laundry_list": [0, 0]}
    for item in items:
        projects = [Project(one["title"], tuple(one["bullets"])) for one in item["projects"]]
        report = sets.judge(critic, projects)
        pairs = [
            ("right_count", report.right_count, item["right_count"]),
            ("laundry_list", report.laundry_list, item["laundry_list"]),
            *(("full_cycle", *pair) for pair in zip(report.full_cycle, item["full_cycle"], strict=True)),
        ]
        for name, said, true in pairs:
            agreed[name][0] += said == true
            agreed[name][1] += 1
    return {name: (right, count) for name, (right, count) in agreed.items()}


def tally(judged: Iterable[Judged], names: Iterable[str], field: Literal["findings", "families"]) -> Tally:
    hit = extra = missed = 0
    wanted = set(names)
    for one in judged:
        ours = one.findings if field == "findings" else one.families
        said, true = ours & wanted, set(one.item[field]) & wanted
        hit, extra, missed = hit + len(said & true), extra + len(said - true), missed + len(true - said)
    return Tally(hit, extra, missed)


def figures(judged: Sequence[Judged], rules: Sequence[str]) -> Iterable[str]:
    yield f"items               {len(judged)}"
    yield f"findings, pooled    {tally(judged, rules, 'findings')}"
    for rule in rules:
        yield f"  {rule:<24}{tally(judged, [rule], 'findings')}"
    exact = sum(one.families == set(one.item["families"]) for one in judged)
    yield f"families, exact     {exact}/{len(judged)} = {exact / len(judged):.3f}"
    for family in FAMILIES:
        yield f"  {family:<24}{tally(judged, [family], 'families')}"
    right = sum(one.verdict == one.item["verdict"] for one in judged)
    yield f"verdict             {right}/{len(judged)} = {right / len(judged):.3f}"


def story_figures(told: Sequence[Judged]) -> Iterable[str]:
    yield f"stories             {len(told)}"
    rows = {f"  {name:<24}": sum(one.flags[name] == one.item[name] for one in told) for name in BOOLEANS}
    rows["story verdict       "] = sum(one.verdict == one.item["verdict"] for one in told)
    for name, right in rows.items():
        yield f"{name}{right}/{len(told)} = {right / len(told):.3f}"


def errors(judged: Iterable[Judged]) -> Iterable[str]:
    for one in judged:
        parts = [
            f"wrong {name}" for name in BOOLEANS if name in one.item and one.flags[name] != one.item[name]
        ]
        kinds = (("family", "families", one.families), ("finding", "findings", one.findings & set(ELEVEN)))
        for what, labels, ours in kinds if "families" in one.item else ():
            true = set(one.item[labels])
            parts += [f"extra {what} {name}" for name in sorted(ours - true)]
            parts += [f"missed {what} {name}" for name in sorted(true - ours)]
        if one.verdict != one.item["verdict"]:
            parts.append(f"verdict {one.verdict}, labeled {one.item['verdict']}")
        if parts:
            yield f"{one.item['id']}: {one.item['text']}\n    {'; '.join(parts)}"


def speed(critic: Critic, texts: Sequence[str], rounds: int = 5) -> float:
    """Bullets a second of a core's time: the best of `rounds` passes over the texts."""
    best = 0.0
    for _ in range(rounds):
        began = time.process_time()
        for text in texts:
            critic.critique(text)
        best = max(best, len(texts) / (time.process_time() - began))
    return best


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args(given)
    items = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines: list[str] = []
    if bullets := [item for item in items if "families" in item]:
        critic = Critic.load()
        judged = [judge(critic, item) for item in bullets]
        lines += [*figures(judged, ELEVEN), *(errors(judged) if asked.errors else ())]
        lines.append(f"bullets a second    {speed(critic, [item['text'] for item in bullets]):,.0f}")
    if stories := [item for item in items if "has_situation" in item]:
        critic = Critic.load(pack="star")
        told = [judge(critic, item, "story") for item in stories]
        lines += [*story_figures(told), *(errors(told) if asked.errors else ())]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
