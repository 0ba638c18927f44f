"""Faults that are planted, to see whether the checkers flag them: each is a mistake that somebody might make."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.store import keys
from bot.store.agenda import TICK
from bot.store.commit import COMMIT, DRAIN
from bot.store.outbox import TAKE_OVER
from bot.store.wire import Command, Script
from tests.simulation.faults import Bend


@dataclass(frozen=True)
class Plant:
    """A mistake, the word that its finding begins with, and the seed of a day that is known to flag it."""

    name: str
    sign: str
    seed: int
    bends: tuple[Bend, ...] = ()
    told_again: Callable[[bool], bool] = bool
    one_worker: bool = False
    """Whether pictures are drawn where files are read."""


NOTHING = Plant("", "", 0)
NEVER = '"2099-01-01T00:00:00Z"'


def otherwise(script: Script, *changes: tuple[str, str]) -> Bend:
    """The script says something else: the second text of each change for the first."""
    text = script.text
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the script does not say {old!r}")
        text = text.replace(old, new)

    def bend(command: Command) -> Command | None:
        if command[0] in ("EVALSHA", "EVAL") and command[1] in (script.digest, script.text):
            return ("EVAL", text, *command[2:])
        return command

    return bend


def _both(old: str, new: str) -> tuple[Bend, Bend]:
    return otherwise(COMMIT, (old, new)), otherwise(DRAIN, (old, new))


def _rewritten(pattern: str, to: str, script: Script | None = None) -> Bend:
    """What scripts are given (or one of them) has `to` in place of the pattern."""
    found = re.compile(pattern)

    def bend(command: Command) -> Command | None:
        meant = command[1:2] if script is None else (script.digest, script.text)
        if command[0] not in ("EVALSHA", "EVAL") or command[1] not in meant:
            return command
        return tuple(found.sub(to, part) if isinstance(part, str) else part for part in command)

    return bend


def _outlives(path: str) -> Bend:
    """An entry of this path never expires: nobody compares with the mock's end."""
    return _rewritten(rf'("path":"{re.escape(path)}".*?"expires":)"[^"]*"', rf"\1{NEVER}")


def _hasty(command: Command) -> Command | None:
    """The tick looks an hour ahead."""
    if command[0] == "ZRANGE" and "BYSCORE" in command and keys.kind_of(command[1]) == "due":
        return (*command[:3], int(command[3]) + 3_600_000, *command[4:])
    return command


def _no_ack_needed(command: Command) -> Command | None:
    """What is claimed counts as done at once."""
    if command[0] == "XREADGROUP" and ">" in command:
        return (*command[:4], "NOACK", *command[4:])
    return command


def _keeps_work(command: Command) -> Command | None:
    """Work that was done stays in the outbox."""
    if command[0] not in ("EVALSHA", "EVAL") or not any(str(part).endswith("/did") for part in command):
        return command
    at = command.index("DONE")
    return (*command[: at + 4], "0-1", *command[at + 5 :])


def _keeps_ledgers(command: Command) -> Command | None:
    """Forgetting passes over the ledger."""
    if "DEL" in command and command[1] in (DRAIN.digest, DRAIN.text):
        return tuple(f"{part}:elsewhere" if "}:led:" in str(part) else part for part in command)
    return command


_FORGETFUL = _both("if redis.call('ZSCORE', KEYS[2], once[i]) then", "if false then")
"""What was done is not remembered."""
PLANTS = (
    Plant("hasty tick", "early", 1, (_hasty,)),
    Plant(
        "tick adds no entry",
        "lost",
        1,
        (otherwise(TICK, ("redis.call('XADD', KEYS[3], '*', 'e', ARGV[at + 5])", "moved = moved + 0")),),
    ),
    Plant(
        "nothing is acknowledged",
        "pending",
        1,
        _both(
            "elseif name == 'DONE' then",
            "elseif name == 'DONE' then at = at + count\n  elseif name == 'never' then",
        ),
    ),
    Plant(
        "tick compares nothing + seen is not asked",
        "doubled",
        1,
        (
            otherwise(
                TICK,
                ("if is and tonumber(is) == score then", "if true then"),
                (
                    "redis.call('ZADD', KEYS[4], 'NX', now, id) == 1",
                    "redis.call('ZADD', KEYS[4], now, id) >= 0",
                ),
            ),
        ),
    ),
    Plant(
        "inbounds are not remembered",
        "effects",
        1,
        _FORGETFUL,
    ),
    Plant(
        "the dead are not looked at again + work is not remembered",
        "doubled work",
        11,
        (
            otherwise(
                TAKE_OVER, ("if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[5] then return {} end", "")
            ),
            *_FORGETFUL,
        ),
    ),
    Plant(
        "work is not acknowledged + work is not remembered",
        "doubled work",
        1,
        (_keeps_work, *_FORGETFUL),
    ),
    Plant("claimed is done", "lost", 2, (_no_ack_needed,)),
    Plant(
        "nobody takes over",
        "pending",
        1,
        (
            otherwise(
                TAKE_OVER,
                ("if #pending == 0 then", "if #pending > 0 then return {} end\nif #pending == 0 then"),
            ),
        ),
    ),
    Plant("nothing expires", "late", 1, (_rewritten(r'("expires":)"[^"]*"', rf"\1{NEVER}", TICK),)),
    Plant("platforms are not told that it may have been sent", "doubled", 1, told_again=lambda _: False),
    Plant("forgetting passes over the ledger", "forgotten", 1, (_keeps_ledgers,)),
    Plant(
        "what is to be tried again is dropped",
        "lost",
        3,
        _both(
            "redis.call(name, key, unpack(ARGV, at + 1, at + count))",
            "if name ~= 'ZADD' or not string.find(ARGV[at + 2] or '', '/held/', 1, true) then "
            "redis.call(name, key, unpack(ARGV, at + 1, at + count)) end",
        ),
    ),
    Plant("it is time is said after the mock's end", "after the end: now", 1, (_outlives("mocks.now"),)),
    Plant("a mock is waited for after its end", "after the end: alone", 1, (_outlives("mocks.waiting"),)),
    Plant("files are read where pictures are drawn", "held up", 5, one_worker=True),
    Plant("stale records are not noticed", "effects", 1, _both("if is ~= stamp then", "if false then")),
    Plant("tries are not counted", "pending", 1, (_rewritten(r'"tries":[0-9]', '"tries":0'),)),
)
