"""Text to facts: the whole way from characters to what the rules look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from bot.rules.facts import FAMILIES, KINDS, Fact, Measure, Mention, Phrase, Value
from bot.rules.numbers.quantities import Reader
from bot.rules.numbers.values import tie
from bot.rules.results.claims import Claims
from bot.rules.results.measures import Binder
from bot.rules.stories.narrative import Narrator
from bot.rules.told import cues
from bot.rules.told.outcomes import Outcomes
from bot.rules.told.tradeoffs import Tradeoffs
from bot.rules.words.lex import Token, lex
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import once
from bot.rules.words.text import Normal, normalise

LEAD = 14  # tokens
NAMES = {kind: name for name, kind in KINDS.items()}


class Later(Sequence[Fact]):
    """Facts that are read when somebody asks for them: of most texts no rule comes to that."""

    def __init__(self, reading: Iterable[Fact]) -> None:
        self._reading = reading

    @once
    def _read(self) -> list[Fact]:
        return list(self._reading)

    def __len__(self) -> int:
        return len(self._read)

    def __getitem__(self, at: Any) -> Any:
        return self._read[at]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything that is known of a text; `facts` by the names that rules use, each kind in order; `told` are the
    families that have a number."""

    normal: Normal
    tokens: Sequence[Token]
    hits: Hits
    values: Sequence[Value]
    facts: Mapping[str, Sequence[Fact]]
    measures: Sequence[Measure]
    told: tuple[str, ...]

    def families(self) -> tuple[str, ...]:
        return self.told

    def mentioned(self) -> tuple[str, ...]:
        named = {fact.family for fact in self.facts.get("metric_mention", ()) if isinstance(fact, Mention)}
        if not named:
            return ()
        return tuple([family for family in FAMILIES if family in named and family not in self.told])


def extract(text: str, lexicon: Lexicon, own: Sequence[str] = (), *, long: bool = False) -> Extract:
    """Reads `text`; `own` are the names of a pack's own phrases. Of a `long` text also its sentences, sections,
    people and ends are read."""
    normal = normalise(text, lexicon.function, long=long)
    tokens = lex(normal)
    found = lexicon.find(tokens)
    if not long and (first := _first_act(tokens, found, lexicon)):
        tokens = tokens[first:]
        found = lexicon.find(tokens)
    hits = _without_look_alikes(found)
    values = tie(lexicon, tokens, hits, Reader(lexicon, tokens, hits).all())
    bound = Binder(lexicon, tokens, hits, values).all()
    measures = [fact for fact in bound if isinstance(fact, Measure)]
    phrases = cues.Reader(lexicon, normal.low, tokens, hits)
    facts: dict[str, Any] = {}
    _group(facts, bound)
    _group(facts, phrases.all())
    facts["team_role"] = Later(phrases.partners())
    facts["listing"] = Later(phrases.listing())
    facts["method"] = Later(phrases.methods())
    facts["reference"] = Later(chain(facts.get("reference", ()), phrases.references()))
    facts["outcome"] = Later(islice(Outcomes(lexicon, tokens, hits).all(), None if long else 1))
    if any(one.good < 0 for one in measures):
        _group(facts, Tradeoffs(lexicon, tokens, hits).all(measures, values))
    if len(values) > 1 and "change" in [one.shape for one in values]:
        _group(facts, Claims(lexicon, tokens, hits, values, measures).all())
    if long:
        _group(facts, Narrator(lexicon, normal, tokens, hits, values, measures).all(own))
    else:
        _group(facts, _phrases(tokens, hits, own))
    there = {measure.family for measure in measures}
    told = tuple([family for family in FAMILIES if family in there])
    return Extract(normal, tokens, hits, values, facts, measures, told)


def _first_act(tokens: Sequence[Token], hits: Hits, lexicon: Lexicon) -> int:
    """Past what only says when, where and with how many: "In 2023, ", "At Acme (2019-2023), ", "Team of six: ". A
    bullet begins with its act. Nothing if no act follows, or if others or a result may be told there."""
    end = next((at for at in range(1, min(LEAD, len(tokens))) if tokens[at].key in (",", ":")), 0)
    if not end or not _is_circumstance(tokens[: end + 1], lexicon):
        return 0
    acts = (hit.start for kind in ("action", "weak") for hit in hits.get(kind, ()))
    return end + 1 if end + 1 in acts else 0


def _is_circumstance(lead: Sequence[Token], lexicon: Lexicon) -> bool:
    sets, keys = lexicon.sets, [token.key for token in lead]
    if keys[-1] == ":":
        return not sets["headers"].isdisjoint(keys)
    if keys[0] not in sets["circumstances"]:
        return False
    dated = all(token.num is None or (token.key.isdigit() and len(token.key) == 4) for token in lead)
    roots = tuple(sets["team_roots"])
    return dated and not any(key in sets["company"] or key.startswith(roots) for key in keys)


def _without_look_alikes(hits: Hits) -> Hits:
    """The speed of "wind speed" and the size of "sample size" are no metrics of a program."""
    blocks = [(block.start, block.end) for block in hits.get("no_metric", ())]
    if not blocks:
        return hits
    kept = [
        hit
        for hit in hits.get("metric", ())
        if not any(start <= hit.start and hit.end <= end for start, end in blocks)
    ]
    return Hits(hits.words, {**hits, "metric": kept})


def _group(grouped: dict[str, Any], facts: Iterable[Fact]) -> None:
    for fact in facts:
        name = fact.name if isinstance(fact, Phrase) else NAMES[type(fact)]
        grouped.setdefault(name, []).append(fact)


def _phrases(tokens: Sequence[Token], hits: Hits, own: Sequence[str]) -> Iterator[Phrase]:
    """A short text has one part."""
    for name in own:
        for hit in hits.get(name, ()):
            yield Phrase((tokens[hit.start].start, tokens[hit.end - 1].end), name, "opening")
