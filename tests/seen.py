"""What a person saw on a platform, read back into plain words, so that one story can be told on all of them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["caller", "dm", "channel", "meeting", "home"]


@dataclass(frozen=True)
class Seen:
    """A message or a form. Instants stand as 2026-11-24T08:00Z, names without marks, nothing escaped."""

    at: dt.datetime
    where: Where
    lines: list[str]
    labels: list[str] = field(default_factory=list)
    """The buttons in their order."""
    payloads: list[str] = field(default_factory=list)
    title: str = ""
    """Of a form."""
    fields: dict[str, str] = field(default_factory=dict)
    """A form's fields with what stands in them."""
    problems: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    ref: str = ""
    """The platform's id of the message."""
    goes_on: bool = False
    """Whether the first line is drawn as a headline with the rest of it below."""

    @property
    def text(self) -> str:
        """The words, a headline and the rest of its line on one, and the buttons as labels in brackets."""
        lines = [" ".join(self.lines[:2]), *self.lines[2:]] if self.goes_on else self.lines
        return "\n".join([*lines, " ".join(f"[{label}]" for label in self.labels)])

    def payload(self, label: str) -> str:
        """What a press of that button sends."""
        assert label in self.labels, f"[{label}] is not on this card:\n{self.text}"
        return self.payloads[self.labels.index(label)]
