"""Text to facts: the whole way from characters to what the rules look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.rules import cues
from bot.rules.facts import FAMILIES, KINDS, Fact, Measure, Mention, Value
from bot.rules.lex import Token, lex
from bot.rules.lexicon import Hits, Lexicon
from bot.rules.measures import Binder
from bot.rules.quantities import Reader
from bot.rules.text import Normal, normalise
from bot.rules.values import tie

NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything that is known of a text; `facts` by the names that rules use, each kind in order."""

    normal: Normal
    tokens: Sequence[Token]
    hits: Hits
    values: Sequence[Value]
    facts: Mapping[str, Sequence[Fact]]

    @property
    def measures(self) -> list[Measure]:
        return [fact for fact in self.facts.get("measure", ()) if isinstance(fact, Measure)]

    def families(self) -> tuple[str, ...]:
        there = {measure.family for measure in self.measures}
        return tuple(family for family in FAMILIES if family in there)

    def mentioned(self) -> tuple[str, ...]:
        named = {fact.family for fact in self.facts.get("metric_mention", ()) if isinstance(fact, Mention)}
        return tuple(family for family in FAMILIES if family in named and family not in self.families())


def extract(text: str, lexicon: Lexicon) -> Extract:
    normal = normalise(text)
    tokens = lex(normal)
    hits = lexicon.find(tokens)
    values = tie(lexicon, tokens, hits, Reader(lexicon, tokens, hits).all())
    facts = [
        *Binder(lexicon, tokens, hits, values).all(),
        *cues.Reader(lexicon, normal.low, tokens, hits).all(),
    ]
    return Extract(normal, tokens, hits, values, _grouped(facts))


def _grouped(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(NAMES[type(fact)], []).append(fact)
    return grouped
