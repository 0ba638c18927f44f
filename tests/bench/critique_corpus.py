"""Judges the critic on labeled texts: a bullet has families, findings and a verdict, a story eight booleans and a
verdict. Rules beyond the eleven of the labeling guide are left out."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.rules import Critic, sets
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
