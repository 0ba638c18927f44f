"""What happened in a run, and what the checkers say of it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.store.members import LedgerLine
from tests.simulation.mocks import ASKED_AFTER, appointments
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
FILES_A_MINUTE = 3
"""Files of one member that are read in a minute: what a heavy command may cost."""
HOURS = range(24)
"""Of each day, at which work of the group is due (UTC)."""


@dataclass(frozen=True)
class Due:
    """When a message is due, and until when it makes sense. `owed`: it has to come unless there is a reason."""

    at: dt.datetime
    until: dt.datetime
    owed: bool = True


@dataclass(frozen=True)
class Sent:
    """A message that a platform took, by the true clock. `excused`: whether it was sent before could not be seen."""

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
    looks: list[dt.datetime] = field(default_factory=list)
    """When some of the processes looked at what is due."""
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
    held_up: int = 0
    """How often something waited for files to be read that others had sent."""
    files: list[int] = field(default_factory=list)
    """Of each flood, how many of one member's files were read."""

    def note(self, name: str, line: LedgerLine) -> None:
        """Takes note of a line of a member's ledger, where it says that something came too late to be sent."""
        mine = [one for one in appointments(self.days) if name in one.people]
        if line.outcome != "late":
            return
        match line.path:
            case "checklist.reminder":
                self.late.add(f"{name} {line.due.astimezone(ZoneInfo(MEMBERS[name])):%Y-%m-%d}")
            case "mocks.now":
                self.late |= {f"now {one.key}" for one in mine if one.at == line.due}
            case "mocks.did-you-meet":
                ended = [one.key for one in mine if one.end + ASKED_AFTER <= line.due + SKEW]
                self.late |= {f"did-you-meet {key} {name}" for key in ended[-1:]}

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
            *([f"held up by files {self.held_up} times"] if self.held_up else []),
            *(f"files beyond the limit: {count}" for count in self.files if count > FILES_A_MINUTE),
            *([] if self.aside.get("sim.poison") == 5 else ["pending: poison was not set aside"]),
        ]

    def _messages(self) -> list[str]:
        times, expected = Counter(one.name for one in self.sent), self.expected()
        excused = Counter(one.name for one in self.sent if one.excused)
        missing = {name: due for name, due in expected.items() if name not in times}
        found = [f"lost {name}" for name, due in missing.items() if self._owed(name, due)]
        found += [f"doubled {name}" for name, count in times.items() if count - excused[name] > 1]
        known = [(one, expected[one.name]) for one in self.sent if one.name in expected]
        found += [f"early {one.name}" for one, due in known if one.at < due.at - SKEW]
        found += [
            f"{'late' if due.until - due.at >= LATE else 'after the end:'} {one.name}"
            for one, due in known
            if one.at > due.until + SKEW
        ]
        unexplained = (name for name in sorted(self.late) if not self._troubled(expected.get(name)))
        found += [f"late without a reason {name}" for name in unexplained]
        if self.unsure < self.repeats:
            found.append(f"doubled: {self.unsure} counted of {self.repeats}")
        return found

    def _owed(self, name: str, due: Due) -> bool:
        """Whether there is no reason for a message not to have come."""
        if name.startswith(FORGOTTEN) and self.forgotten is not None:  # their ledger is gone as well
            return due.at < self.forgotten - LATE and not self._troubled(due)
        return due.owed and name not in self.late and self.failures[name] < 5

    def _troubled(self, due: Due | None) -> bool:
        if due is None or any(due.at - SKEW <= at <= due.until + SKEW for at in self.troubles):
            return True
        # one look to find that it is time, and one to say so
        return sum(due.at + SKEW <= at <= due.until - SKEW for at in self.looks) < 2

    def _works(self) -> list[str]:
        expected = self.expected_works()
        found = [f"lost work {due}" for due in expected if not self.works.get(due)]
        return found + [f"doubled work {due}" for due, count in self.works.items() if count > 1]

    def expected(self) -> dict[str, Due]:
        """All that has to come at its time: lists, and what is said of mocks."""
        return self._lists() | self._stages()

    def _lists(self) -> dict[str, Due]:
        """Every weekday's 08:00 of each member, counted in their zone by hand."""
        days = {}
        for name, zone in MEMBERS.items():
            for number in range(self.days + 2):
                date = START.date() + dt.timedelta(days=number)
                day = dt.datetime.combine(date, dt.time(8), ZoneInfo(zone))
                if START < day <= self.end and day.weekday() < 5:
                    days[f"{name} {day:%Y-%m-%d}"] = Due(day, day + LATE)
        return days

    def _stages(self) -> dict[str, Due]:
        """To both in the place that they share that it is time; later each is asked whether they met. Five minutes
        past, the one who is there hears of the other, who is asked after."""
        found = {}
        for mock in appointments(self.days):
            asked, waiting = mock.end + ASKED_AFTER, mock.at + dt.timedelta(minutes=5)
            found[f"now {mock.key}"] = Due(mock.at, mock.end)
            for what, who in zip(("alone", "missed"), mock.people, strict=True):
                found[f"{what} {mock.key} {who}"] = Due(waiting, mock.end, owed=False)
            for who in mock.people:
                found[f"did-you-meet {mock.key} {who}"] = Due(asked, asked + dt.timedelta(days=1))
        return {name: due for name, due in found.items() if due.at <= self.end}

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
