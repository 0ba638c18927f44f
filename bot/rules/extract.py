"""Text to facts: the whole way from characters to what the rules look at; and whether it is a bullet at all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.rules.fact_readers import read_methods, read_numbers, read_openers, read_statements
from bot.rules.facts import FAMILIES, NAMES, TOLD, Cue, Fact, Measure
from bot.rules.model.reader import Model, NumberPrediction, settle
from bot.rules.model.view import View
from bot.rules.numbers.claims import Claims
from bot.rules.numbers.pairs import read_values
from bot.rules.stories.narrative import Narrator
from bot.rules.stories.sentences import sentences
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import Reading, Scene
from bot.rules.words.tokens import WORD, Token, lex, normalize, span_of

LEAD = 14  # tokens
MARKS = frozenset([",", ":"])
NO_PROSE = re.compile(
    r"\s*(?:(?:https?://|www\.)\S+\s*\Z|/[a-z][\w-]*(?:\s|$)"
    r"|def |class |import |from \w+ import|#include|SELECT |\{|\$ |>>> |```|function |const |<\?|#!)"
)
"""A bare link, a command, or how code begins."""
WORK = ("noun:domain", "noun:technical", "noun:machine", "noun:role", "noun:scope", "noun:audience", "metric")
"""Words of a trade and of those it serves."""
IN_CHATTER = frozenset(["method", "choice"])
"""Facts that small talk has, too."""
SENTENCES = {"project": ("story", "project")}
"""The models that read a kind of text, if not the one of its name: a summary tells what a story does, too."""
PAIR = 2
FEW = 4
"""Words that may well be a bullet, whatever they are."""


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

    @property
    def present(self) -> tuple[str, ...]:
        """What a draft has already, as keys: for "Better: the baseline is there"."""
        keys = list(self.families)
        if any(measure.ref and measure.family != "business" for measure in self.measures):
            keys.append("baseline")
        operating = any(measure.operating for measure in self.measures)
        if "business" in keys or operating or self.facts.get("outcome"):
            keys.append("outcome")
        if self.facts.get("own_act"):
            keys.append("action")
        if self.facts.get("mitigation"):
            keys.append("reason")
        return tuple(keys)


def read_grammar(text: str, lexicon: Lexicon, *, long: bool = False) -> Reading:
    """Tokens, phrases and numbers of a text."""
    normal = normalize(text, lexicon.function, long=long)
    tokens = lex(normal)
    found = lexicon.find(tokens)
    if not long and (first := _first_act(tokens, found, lexicon)):
        tokens = tokens[first:]
        found = lexicon.find(tokens)
    scene = Scene(lexicon, tokens, found)
    return Reading(normal, scene, read_values(scene))


def extract(
    text: str, lexicon: Lexicon, model: Model, own: Sequence[str] = (), kind: str = "bullet"
) -> Extract:
    """Reads `text`; `own` are the names of a pack's own phrases. Of a longer kind of text also its sentences and
    sections are read."""
    long = kind in TOLD
    reading = read_grammar(text, lexicon, long=long)
    view = View(reading, model.codes)
    numbers = model.numbers(view)
    scores = {} if long else model.text(view, numbers)
    return collect(reading, view, numbers, scores, model, own, kind)


def collect(
    reading: Reading,
    view: View,
    numbers: Sequence[NumberPrediction],
    scores: Mapping[str, float],
    model: Model,
    own: Sequence[str],
    kind: str,
) -> Extract:
    """All facts of a text whose numbers and statements have been scored."""
    normal, scene, values = reading
    if scores:
        numbers = settle(view, numbers, scores)
    facts: dict[str, Any] = {}
    _group(facts, read_numbers(numbers))
    _group(facts, read_openers(scene, normal.low))
    _group(facts, read_methods(scene))
    for part, of_part, so in [(view, numbers, scores)] if scores else _parts(reading, model):
        for name, told in read_statements(model, part, of_part, so):
            facts[name] = [*facts.get(name, ()), *told] if name in facts else told
    measures: list[Measure] = list(facts.get("measure", ()))
    if len(values) > 1 and "change" in [one.shape for one in values]:
        _group(facts, Claims(scene, values, measures).all())
    if kind in TOLD:
        scorers = [model.weights.sentences[name] for name in SENTENCES.get(kind, (kind,))]
        _group(facts, Narrator(reading, scorers).all(own))
    _group(facts, _phrases(scene, own))
    there = {measure.family for measure in measures}
    families = tuple([family for family in FAMILIES if family in there])
    return Extract(reading, facts, measures, families, view, numbers, scores)


def _parts(
    reading: Reading, model: Model
) -> Iterator[tuple[View, Sequence[NumberPrediction], Mapping[str, float]]]:
    """The sentences of a longer text from its first act on, each read as a bullet is: what was so before is no
    outcome."""
    tokens, lexicon = reading.tokens, reading.scene.lexicon
    act = min([hit.start for hit in reading.hits.get("action", ())], default=0)
    for one in sentences(tokens):
        first, last = max(one.first, act), one.last
        if first >= last:
            continue
        values = [
            value._replace(first=value.first - first, last=value.last - first)
            for value in reading.values
            if first <= value.first and value.last <= last
        ]
        part = list(tokens[first:last])
        view = View(Reading(reading.normal, Scene(lexicon, part, lexicon.find(part)), values), model.codes)
        numbers = model.numbers(view)
        yield view, numbers, model.text(view, numbers)


def _first_act(tokens: Sequence[Token], hits: Hits, lexicon: Lexicon) -> int:
    """Past what only says when, where and with how many: "In 2023, ", "At Acme (2019-2023), ", "Team of six: ". A
    bullet begins with its act. Nothing if no act follows, or if others or a result may be told there."""
    lead = hits.words[:LEAD]
    if MARKS.isdisjoint(lead):
        return 0
    end = next((at for at, key in enumerate(lead) if at and key in MARKS), 0)
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


def _group(grouped: dict[str, Any], facts: Iterable[Any]) -> None:
    for fact in facts:
        name = NAMES.get(type(fact)) or fact.name  # a cue or phrase says its kind itself
        grouped.setdefault(name, []).append(fact)


def _phrases(scene: Scene, own: Sequence[str]) -> Iterator[Cue]:
    """A pack's own, but for those within one of another meaning: the `problem` of "problem solver" is a
    `no_problem`."""
    for name in own:
        for hit in scene.found(name):
            near = scene.between(f"no_{name}", hit.start - 3, hit.start + 1)
            if not any(hit.end <= other.end for other in near):
                yield Cue(span_of(scene.tokens, hit.start, hit.end), name)


def is_bullet(text: str, extract: Extract, lexicon: Lexicon) -> bool:
    """No only where the text itself says so: it is empty, asks, greets, is a command, a bare link or another kind of
    text (a letter, an advertisement, chatter without a single word of the trade). A poor bullet is still a bullet:
    fragments, pictograms and jokes are judged as one."""
    if not text.strip() or NO_PROSE.match(text):
        return False
    letter = extract.reading.hits.get("other_text") and not (extract.measures or extract.facts.get("hype"))
    if letter and not _opens_with_act(extract):
        return False
    if _asks(extract) or _greets(extract):
        return False
    return _has_signal(extract, lexicon)


def _asks(extract: Extract) -> bool:
    """A question, unless it carries results."""
    if extract.measures:
        return False
    if extract.reading.normal.low.rstrip().endswith("?"):
        return True
    latest = 0 if _opens_with_act(extract) else 1
    return any(hit.start <= latest for hit in extract.reading.hits.get("question", []))


def _opens_with_act(extract: Extract) -> bool:
    """As in "Built the weather model" or "Redefined what is possible": told, not asked, whatever the words."""
    acts = extract.facts.get("own_act", ())
    return bool(acts) and acts[0].span[0] == extract.reading.tokens[0].start


def _greets(extract: Extract) -> bool:
    if extract.measures or extract.facts.get("own_act"):
        return False
    return any(hit.start == 0 for hit in extract.reading.hits.get("greeting", []))


def _has_signal(extract: Extract, lexicon: Lexicon) -> bool:
    """Words, but neither a number nor a word of work: another kind of text. Pictograms alone are an empty bullet."""
    if extract.reading.values or extract.facts.keys() - IN_CHATTER:
        return True
    if any(extract.reading.hits.get(kind) for kind in WORK):
        return True
    words = [token.key for token in extract.reading.tokens if token.kind == WORD]
    foreign = [key for key in words if not key.isascii()]  # its words of work are in another language
    return len(words) < FEW or len(foreign) >= PAIR or lexicon.sets["chatter"].isdisjoint(words)
