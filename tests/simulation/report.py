"""What happened in a run, and what the checkers say of it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.world import START

MEMBERS = {
    "ann": "Europe/Berlin",
    "bob": "America/New_York",
    "cho": "Asia/Seoul",
    "dov": "Asia/Jerusalem",
    "eve": "Asia/Kathmandu",
    "fay": "Australia/Lord_Howe",
    "gus": "America/St_Johns",
}
FORGOTTEN = "eve"
"""Who has everything forgotten in the middle of the run."""
LATE = dt.timedelta(hours=2)
SKEW = dt.timedelta(minutes=10)
"""By how much a clock is wrong at most."""
HOURS = range(0, 24, 3)
"""Of each day, at which work of the group is due (UTC)."""


@dataclass(frozen=True)
class Sent:
    """A reminder that a platform took, by the true clock. `excused`: whether it was sent before could not be seen."""

    name: str
    at: dt.datetime
    excused: bool


@dataclass
class Report:
    """Faults by kind, what was sent, and what was found in the store at the end."""

    seed: int
    days: int
    plant: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    troubles: list[dt.datetime] = field(default_factory=list)
    """When something went wrong that takes time to get over."""
    sent: list[Sent] = field(default_factory=list)
    repeats: int = 0
    """Messages that were sent again because nobody could see that they had been."""
    unsure: int = 0
    """Repeats that could not be ruled out, as the platforms counted them."""
    late: set[str] = field(default_factory=set)
    """What the ledgers say was left out."""
    aside: dict[str, int] = field(default_factory=dict)
    """Paths of what was set aside, with the tries."""
    failures: Counter[str] = field(default_factory=Counter)
    """How often a platform failed for a message."""
    pending: int = 0
    works: dict[str, int] = field(default_factory=dict)
    """How often which work was done."""
    pressed: int = 0
    """Different presses that people made, each until it was answered."""
    counted: tuple[int, int] = (0, 0)
    """What became of them: as a count, and as a record that is read and written."""
    known_as: tuple[str, ...] = ()
    """The ids of the one who is forgotten."""
    traces: list[str] = field(default_factory=list)
    """Where something of the forgotten was found."""
    forgotten: dt.datetime | None = None

    @property
    def end(self) -> dt.datetime:
        return START + dt.timedelta(days=self.days)

    def problems(self) -> list[str]:
        """Lost, doubled, early, late, pending, and what is left of the forgotten; work and presses as well."""
        return [
            *self._messages(),
            *self._works(),
            *([f"pending {self.pending}"] if self.pending else []),
            *(f"forgotten text in {where}" for where in self.traces),
            *([f"effects {self.counted} of {self.pressed}"] if set(self.counted) != {self.pressed} else []),
            *([] if self.aside.get("sim.poison") == 5 else ["pending: poison was not set aside"]),
        ]

    def _messages(self) -> list[str]:
        times, expected = Counter(one.name for one in self.sent), self.expected()
        excused = Counter(one.name for one in self.sent if one.excused)
        found = [
            f"lost {name}" for name, due in expected.items() if name not in times and self._owed(name, due)
        ]
        found += [f"doubled {name}" for name, count in times.items() if count - excused[name] > 1]
        found += [
            f"early {o.name}" for o in self.sent if o.name in expected and o.at < expected[o.name] - SKEW
        ]
        found += [
            f"late {o.name}"
            for o in self.sent
            if o.name in expected and o.at > expected[o.name] + LATE + SKEW
        ]
        found += [
            f"late without a reason {name}"
            for name in sorted(self.late)
            if not self._troubled(expected.get(name))
        ]
        if self.unsure < self.repeats:
            found.append(f"doubled: {self.unsure} counted of {self.repeats}")
        return found

    def _owed(self, name: str, due: dt.datetime) -> bool:
        """Whether there is no reason for a message not to have come."""
        if name.startswith(FORGOTTEN) and self.forgotten is not None:  # their ledger is gone as well
            return due < self.forgotten - LATE and not self._troubled(due)
        return name not in self.late and self.failures[name] < 5

    def _troubled(self, due: dt.datetime | None) -> bool:
        return due is None or any(due - SKEW <= at <= due + LATE + SKEW for at in self.troubles)

    def _works(self) -> list[str]:
        expected = self.expected_works()
        found = [f"lost work {due}" for due in expected if not self.works.get(due)]
        return found + [f"doubled work {due}" for due, count in self.works.items() if count > 1]

    def expected(self) -> dict[str, dt.datetime]:
        """Every weekday's 08:00 of each member, counted in their zone by hand."""
        days = {}
        for name, zone in MEMBERS.items():
            for number in range(self.days + 2):
                day = dt.datetime.combine(
                    START.date() + dt.timedelta(days=number), dt.time(8), ZoneInfo(zone)
                )
                if START < day <= self.end and day.weekday() < 5:
                    days[f"{name} {day:%Y-%m-%d}"] = day
        return days

    def expected_works(self) -> list[str]:
        due = (
            dt.datetime.combine(START.date() + dt.timedelta(days=day), dt.time(hour), dt.UTC)
            for day in range(self.days + 1)
            for hour in HOURS
        )
        return [f"{at:%m-%dT%H}" for at in due if START < at <= self.end]

    @property
    def replay(self) -> str:
        """The line that does the same again."""
        plant = f' --plant "{self.plant}"' if self.plant else ""
        return f"python -m tests.simulation --seed {self.seed} --days {self.days}{plant}"

    def __str__(self) -> str:
        faults = ", ".join(f"{kind} {count}" for kind, count in sorted(self.faults.items()))
        found = "; ".join(self.problems()) or "nothing wrong"
        return f"replay: {self.replay}   [{faults}]   {found}"
