"""Text to facts: the whole way from characters to what the rules look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.rules.facts import FAMILIES, NAMES, Fact, Later, Measure, Phrase, Value
from bot.rules.learned_facts import read_numbers, read_statements
from bot.rules.model.features import View
from bot.rules.model.reader import Model, NumberPrediction, settle
from bot.rules.numbers.claims import Claims
from bot.rules.numbers.pairs import read_values
from bot.rules.numbers.scene import NumberScene
from bot.rules.openers import Openers
from bot.rules.stories.narrative import Narrator
from bot.rules.words.lex import PUNCT, Token, lex
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.text import Normal, normalise

LEAD = 14  # tokens
MARKS = frozenset([",", ":"])
SENTENCE_ENDS = frozenset([".", "!", "?", "\n", ""])
END = Token(PUNCT, "", 0, 0, "")


class Reading(NamedTuple):
    """A text read by grammar alone: its tokens, the phrases found, its numbers."""

    normal: Normal
    tokens: Sequence[Token]
    hits: Hits
    values: Sequence[Value]


class Extract(NamedTuple):
    """Everything that is known of a text; `facts` by the names that rules use, each kind in order; `families` are
    those that have a number, `scores` what the text model says, by head."""

    reading: Reading
    facts: Mapping[str, Sequence[Fact]]
    measures: Sequence[Measure]
    families: tuple[str, ...]
    view: View
    numbers: Sequence[NumberPrediction]
    scores: Mapping[str, float]


def read_grammar(text: str, lexicon: Lexicon, *, long: bool = False) -> Reading:
    """Tokens, phrases and numbers of a text."""
    normal = normalise(text, lexicon.function, long=long)
    tokens = lex(normal)
    found = lexicon.find(tokens)
    if not long and (first := _first_act(tokens, found, lexicon)):
        tokens = tokens[first:]
        found = lexicon.find(tokens)
    hits = _without_look_alikes(found)
    return Reading(normal, tokens, hits, read_values(NumberScene(lexicon, tokens, hits)))


def extract(
    text: str, lexicon: Lexicon, model: Model, own: Sequence[str] = (), *, long: bool = False
) -> Extract:
    """Reads `text`; `own` are the names of a pack's own phrases. Of a `long` text also its sentences, sections,
    people and ends are read."""
    reading = read_grammar(text, lexicon, long=long)
    view = model.view(reading.tokens, reading.hits, reading.values)
    numbers = model.numbers(view)
    scores = {} if long else model.text(view, numbers)
    return collect(reading, lexicon, view, numbers, scores, model, own, long=long)


def collect(
    reading: Reading,
    lexicon: Lexicon,
    view: View,
    numbers: Sequence[NumberPrediction],
    scores: Mapping[str, float],
    model: Model,
    own: Sequence[str],
    *,
    long: bool,
) -> Extract:
    """All facts of a text whose numbers and statements have been scored."""
    normal, tokens, hits, values = reading
    if scores:
        numbers = settle(view, numbers, scores)
    facts: dict[str, Any] = {}
    _group(facts, read_numbers(numbers))
    openers = Openers(lexicon, normal.low, tokens, hits)
    _group(facts, openers.all())
    facts["method"] = Later(openers.methods)
    facts["team_role"] = Later(openers.partners)
    for part, of_part, so in [(view, numbers, scores)] if scores else _parts(reading, lexicon, model):
        for name, told in read_statements(model, part, of_part, so):
            facts[name] = [*facts.get(name, ()), *told] if name in facts else told
    measures: list[Measure] = list(facts.get("measure", ()))
    if len(values) > 1 and "change" in [one.shape for one in values]:
        _group(facts, Claims(lexicon, tokens, hits, values, measures).all())
    if long:
        _group(facts, Narrator(lexicon, normal, tokens, hits, values, model.weights.sentences).all(own))
    else:
        _group(facts, _phrases(tokens, hits, own))
    there = {measure.family for measure in measures}
    families = tuple([family for family in FAMILIES if family in there])
    return Extract(reading, facts, measures, families, view, numbers, scores)


def _parts(
    reading: Reading, lexicon: Lexicon, model: Model
) -> Iterator[tuple[View, Sequence[NumberPrediction], Mapping[str, float]]]:
    """The sentences of a longer text from its first act on, each read as a bullet is: what was so before is no
    outcome."""
    tokens = reading.tokens
    first = min([hit.start for hit in reading.hits.get("action", ())], default=0)
    for at, token in enumerate((*tokens, END)):
        if token.key not in SENTENCE_ENDS or at < first:
            continue
        if at == first:
            first = at + 1
            continue
        values = [
            value._replace(first=value.first - first, last=value.last - first)
            for value in reading.values
            if first <= value.first and value.last <= at
        ]
        part = list(tokens[first:at])
        view = model.view(part, _without_look_alikes(lexicon.find(part)), values)
        numbers = model.numbers(view)
        yield view, numbers, model.text(view, numbers)
        first = at + 1


def _first_act(tokens: Sequence[Token], hits: Hits, lexicon: Lexicon) -> int:
    """Past what only says when, where and with how many: "In 2023, ", "At Acme (2019-2023), ", "Team of six: ". A
    bullet begins with its act. Nothing if no act follows, or if others or a result may be told there."""
    lead = hits.words[:LEAD]
    end = (
        next((at for at in range(1, len(lead)) if lead[at] in MARKS), 0) if not MARKS.isdisjoint(lead) else 0
    )
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


def _group(grouped: dict[str, Any], facts: Iterable[Any]) -> None:
    for fact in facts:
        name = NAMES.get(type(fact)) or fact.name  # a cue or phrase says its kind itself
        grouped.setdefault(name, []).append(fact)


def _phrases(tokens: Sequence[Token], hits: Hits, own: Sequence[str]) -> Iterator[Phrase]:
    """A short text has one part."""
    for name in own:
        for hit in hits.get(name, ()):
            yield Phrase((tokens[hit.start].start, tokens[hit.end - 1].end), name, "opening")
