"""How much a file may ask of this machine."""

from bot.core.values import Frozen


class Limits(Frozen):
    """`cpu` and `wall` in seconds, `memory`, `size`, `unpacked`, `xml` and `text` in bytes or characters."""

    cpu: int = 20
    wall: float = 120
    memory: int = 512 * 1024 * 1024
    size: int = 10_000_000
    pages: int = 200
    parts: int = 1_000
    unpacked: int = 50_000_000
    xml: int = 10_000_000
    ratio: int = 100
    text: int = 1_000_000
    lines: int = 20_000
    bullets: int = 20_000
