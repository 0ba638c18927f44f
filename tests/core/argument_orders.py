"""The golden file of a button's arguments: `python -m tests.core.argument_orders` appends what is new.

A button on somebody's card holds its arguments by position, for as long as the card is there. So a field may
be appended, and nothing else: the file keeps what was promised, also of paths that are gone.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.app import registry
from bot.core.registry import Registry

FILE = Path(__file__).with_name("argument_orders.txt")
Orders = Mapping[str, tuple[str, ...]]


def orders_of(some: Registry) -> Orders:
    """Path -> arguments of all that a button can call, in the order of the registry."""
    callables = sorted((c for c in some if c.kind in ("command", "press")), key=lambda c: c.path)
    return {c.path: tuple(p.name for p in c.parameters) for c in callables}


def read(text: str) -> Orders:
    """The orders that a golden file holds."""
    lines = (line.partition(":") for line in text.splitlines() if line)
    return {path: tuple(rest.split()) for path, _, rest in lines}


def written(orders: Orders) -> str:
    """A golden file: one line a path."""
    return "".join(f"{path}: {' '.join(order)}".rstrip() + "\n" for path, order in sorted(orders.items()))


def broken(promised: Orders, now: Orders) -> list[str]:
    """What buttons that are out there would get wrong."""
    return [
        f"{path}: buttons hold ({', '.join(order)}) by position, and it is now ({', '.join(now[path])}); "
        "put new fields at the end"
        for path, order in promised.items()
        if path in now and now[path][: len(order)] != order
    ]


def main() -> int:
    promised, now = read(FILE.read_text("utf-8") if FILE.exists() else ""), orders_of(registry())
    if problems := broken(promised, now):
        print("\n".join(problems), file=sys.stderr)
        return 1
    FILE.write_text(written({**promised, **now}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
