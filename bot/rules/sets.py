"""The projects of a resume as one set: how many there are, how deep, and whether they are only lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.engine import Critic
from bot.rules.facts import Amount, AmountName
from bot.rules.report import Finding, as_row

SHORT = re.compile(r"(\d+) (project|list|full cycle)s?")


@dataclass(frozen=True, slots=True)
class Project:
    title: str
    bullets: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n- ".join(self.bullets)


@dataclass(frozen=True, slots=True)
class SetReport:
    """`full_cycle` has one entry a project, in their order: problem, data, training and a measured result in
    production, all four."""

    right_count: bool
    full_cycle: tuple[bool, ...]
    laundry_list: bool
    findings: tuple[Finding, ...]


def judge(critic: Critic, projects: Sequence[Project]) -> SetReport:
    """Judges a set with the pack `project`. Raises Refused if one project has more characters than are read."""
    reports = [critic.critique(project.text, "project") for project in projects]
    cycles = tuple(report.flags.get("full_cycle", False) for report in reports)
    lists = sum(report.flags.get("enumeration", False) for report in reports)
    flags, findings = critic.judge(_facts(len(projects), sum(cycles), lists), "set")
    return SetReport(flags["right_count"], cycles, flags["laundry_list"], findings)


def judge_short(critic: Critic, text: str) -> tuple[Finding, ...]:
    """The findings for a set in short, as the tests of a rule write it: "3 projects, 2 lists, 1 full cycle"."""
    counted = {what: int(count) for count, what in SHORT.findall(text)}
    facts = _facts(counted.get("project", 0), counted.get("full cycle", 0), counted.get("list", 0))
    return critic.judge(facts, "set", text)[1]


def _facts(projects: int, cycles: int, lists: int) -> dict[str, Sequence[Amount]]:
    share = 100 * lists / projects if projects else 0
    named: dict[AmountName, float] = {"projects": projects, "full_cycles": cycles, "enumeration_share": share}
    return {"amount": [Amount((0, 0), name, value) for name, value in named.items()]}


def as_json(report: SetReport, id: str, projects: Sequence[Project]) -> dict[str, Any]:  # noqa: A002 # the field's name
    """One object of `loopmate critique --kind project --format json` for a set."""
    return {
        "id": id,
        "projects": [{"title": one.title, "bullets": list(one.bullets)} for one in projects],
        "right_count": report.right_count,
        "full_cycle": list(report.full_cycle),
        "laundry_list": report.laundry_list,
        "findings": [as_row(finding) for finding in report.findings],
    }
