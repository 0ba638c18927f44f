"""What the doctor says: one finding per line, for people in columns, for programs as JSON."""

import json
import re
from collections.abc import Iterable
from typing import Literal

from bot.core.errors import StoreDown, StoreFull, StoreRefused
from bot.core.values import Frozen

State = Literal["ready", "warning", "failed", "skipped"]
AREA = 10
"""Characters of the first column."""
DOWN = (
    "start it, or correct host, port and TLS (redis:// without, rediss:// with) in LOOPMATE_REDIS_URL; without that "
    "setting Redis is built in"
)


class Finding(Frozen):
    """`found` is what was seen, `fix` what to do about it (empty where nothing is to be done).

    `private` are names in them that are nobody else's business: of a workspace, a server, a person.
    """

    area: str
    state: State
    found: str
    fix: str = ""
    private: tuple[str, ...] = ()

    def line(self) -> str:
        """For people: area, state, what was found, and the fix."""
        fix = f" Fix: {self.fix.rstrip('.')}." if self.fix else ""
        stop = "" if not fix or self.found.endswith("?") else "."
        found = self.found.rstrip(".") + stop
        return f"{self.area:<{AREA}}{self.state}: {found}{fix}"

    def row(self) -> str:
        """For programs: one object, without what is private about it."""
        return json.dumps(self.model_dump(exclude={"private"}), ensure_ascii=False)


def quote_finding(area: str, found: str, fix: str = "", state: State = "failed") -> Finding:
    """A finding whose names, in double quotes, are private; short ones are in words, too. Ready without a `fix`."""
    names = (name for name in re.findall(r'"(.+?)"', f"{found}\n{fix}") if len(name) > 3)
    state = state if fix else "ready"
    return Finding(area=area, state=state, found=found, fix=fix, private=tuple(names))


def merge_ready(area: str, findings: Iterable[Finding]) -> list[Finding]:
    """One line for all that works, and one for each thing that doesn't."""
    found = list(findings)
    ready = ", ".join(one.found.rstrip(".") for one in found if one.state == "ready")
    return [
        *([quote_finding(area, ready)] if ready else []),
        *(one for one in found if one.state != "ready"),
    ]


def has_failed(findings: Iterable[Finding]) -> bool:
    """Whether something does not work; a warning doesn't count."""
    return any(one.state == "failed" for one in findings)


def map_refusal(area: str, error: StoreRefused | StoreDown | StoreFull) -> Finding:
    """A store that cannot be used; its sentence is taken apart into what was found and the fix."""
    if type(error) is StoreDown:
        return Finding(area=area, state="failed", found="Redis doesn't answer", fix=DOWN)
    found, fix = split_fix(str(error))
    fix = fix or "use a newer server, or take LOOPMATE_REDIS_URL away for the built-in one"
    return Finding(area=area, state="failed", found=found, fix=fix)


def split_fix(said: str) -> tuple[str, str]:
    """What was found, and the fix: what follows `Fix:`, else the last of several sentences."""
    found, marked, fix = said.partition(" Fix: ")
    if marked:
        return found, fix
    found, _, last = said.rstrip(".").rpartition(". ")
    return (found, last[:1].lower() + last[1:]) if found else (last, "")
