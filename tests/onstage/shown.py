"""What a person saw on a real platform, in the shape that stories read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.card import Ask, Card, File, Form
from bot.core.kinds import text
from bot.core.reply import Answer
from bot.core.stock_cards import KEPT_NOTE
from bot.core.values import Call
from tests.seen import Seen
from tests.world import Shown

_UNKNOWN = Answer(body=Card(blocks=()))
"""What the bot said stays behind the stage: only what was shown of it can be read."""


@dataclass(frozen=True)
class Displayed(Shown):
    """A card or a form that stands on somebody's screen."""

    seen: Seen = field(kw_only=True)
    asked: Form | None = field(default=None, kw_only=True)

    @classmethod
    def of(cls, seen: Seen, form: Form | None = None) -> "Displayed":
        return cls(_UNKNOWN, seen.at, seen=seen, asked=form)

    @property
    def text(self) -> str:
        """The words on the screen, buttons as labels in brackets; of a form its title and fields."""
        if self.asked is None:
            return self.seen.text
        rows = [f"{a.name} = {a.value} {a.problem}".rstrip() for a in self.asked.asks]
        return "\n".join([self.asked.title, *rows])

    @property
    def labels(self) -> list[str]:
        return [] if self.asked else self.seen.labels

    @property
    def payloads(self) -> tuple[str, ...]:
        return tuple(self.seen.payloads)

    @property
    def form(self) -> Form:
        assert self.asked is not None, self.text
        return self.asked

    @property
    def files(self) -> list[File]:
        return [File(name=name, about="", data=data) for name, data in self.seen.files]

    def payload(self, label: str) -> str:
        return self.seen.payload(label)

    def with_problems(self, said: list[str]) -> "Displayed":
        """The same form, with what the card before it said of its fields."""
        form = self.form
        found = about(said, {ask.name: ask.value for ask in form.asks}) | form.problems
        asks = tuple(ask.model_copy(update={"problem": found.get(ask.name, "")}) for ask in form.asks)
        return Displayed.of(self.seen, form.model_copy(update={"asks": asks}))


_NOT_YET = "Not done yet."
_WORD = re.compile(r"\w+")


def refused(lines: list[str]) -> list[str]:
    """What a card says is wrong with a form that it opens again; nothing, when it only opens it."""
    if not lines or not lines[0].startswith(_NOT_YET):
        return []
    return [line for line in (lines[0].removeprefix(_NOT_YET).strip(), *lines[1:]) if line]


def about(said: list[str], fields: Mapping[str, str]) -> dict[str, str]:
    """Each sentence with the field that it is about, as a reader would tell: the one whose words it repeats."""
    found: dict[str, str] = {}
    for sentence in said:
        words = set(_WORD.findall(sentence))
        free = [name for name in fields if name not in found]
        if free and sentence != KEPT_NOTE:
            shared = {name: len(words & set(_WORD.findall(fields[name]))) for name in free}
            found[max(free, key=lambda name: (shared[name], bool(fields[name])))] = sentence
    return found


def form_shown(
    title: str,
    path: str,
    fields: Mapping[str, str],
    *,
    labels: Mapping[str, str],
    problems: Mapping[str, str],
    note: str = "",
) -> Form:
    """A form as far as a screen shows it: its fields take any text here."""
    asks = (
        Ask(name=name, label=labels.get(name, ""), kind=text(), value=value, problem=problems.get(name, ""))
        for name, value in fields.items()
    )
    return Form(title=title[:45], call=Call(path=path), asks=tuple(asks), note=note)
