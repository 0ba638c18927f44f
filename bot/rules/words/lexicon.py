"""The lexicon: every phrase of `content/lexicon` in one tree of words, walked once per text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.rules.words.schema import Cues, Metric, Metrics, Nouns, Unit, Units, Words
from bot.rules.words.tokens import IDENT, NUMBER, WORD, Token, lex, normalize
from content.document import Document, fit, read

SHAPES: Mapping[str, type] = {
    "units": Units,
    "metrics": Metrics,
    "words": Words,
    "cues": Cues,
    "nouns": Nouns,
}
PARTED, LEXED = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*"), re.compile("as well as|plus ")
ANY, _ANY_WORD = "*", "anywordatall"
RENTED, SIZES = "vm", ("xlarge", ".large", ".medium", ".small", ".micro", ".metal")
"""Under which the types of rented machines are found, and how their names end: "c7g.4xlarge"."""
PLURAL = (
    "metric",
    "noun:role",
    "noun:audience",
    "noun:scope",
    "noun:technical",
    "noun:machine",
    "other_role",
)

PROFESSIONALS = (
    "ists", "ians", "men", "women", "eers", "wives", "wife", "smiths", "smith", "wrights", "mongers", "monger",
    "makers", "maker", "keepers", "keeper",
)  # fmt: skip
ENDINGS = frozenset(end[-2:] for end in PROFESSIONALS)
"""Asked first: most words end otherwise."""
SHORTEST = 6  # letters


class Hit(NamedTuple):
    """A phrase found: tokens `start` to `end` (not included) and what the lexicon says of it."""

    start: int
    end: int
    value: Any


NOWHERE: Mapping[int, Hit] = MappingProxyType({})


class Starts(dict[str, Mapping[int, Hit]]):
    """The phrases of each kind by the token at which they begin, made when they are asked for."""

    def __init__(self, hits: Mapping[str, list[Hit]]) -> None:
        super().__init__()
        self.hits = hits

    def __missing__(self, kind: str) -> Mapping[int, Hit]:
        hits = self.hits.get(kind)
        self[kind] = found = {hit.start: hit for hit in hits} if hits else NOWHERE
        return found


class Hits(dict[str, list[Hit]]):
    """The phrases of one text by kind, in order; `words` are the keys of its tokens, `said` each of them once."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words
        self.said = frozenset(words)
        self.key = defaultdict(str, enumerate(words)).__getitem__


@dataclass(slots=True)
class Node:
    """A place in the tree: `ends` says what a phrase that ends here is, by kind. Most lead nowhere and share `LEAF`;
    equal ends are one, too: the tree is held once a pack, and these are a third of it."""

    next: dict[str, "Node"] = field(default_factory=lambda: LEAF)
    ends: tuple[tuple[str, Any], ...] = ()
    wild: bool = False
    """Whether any word, or any number, leads on from here."""


LEAF: dict[str, Node] = {}
"""Where no way leads on; never written to."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the engine knows of words. `load` builds it; afterwards nothing changes it. `tree` has the phrases that
    all packs share, `own` those of one pack."""

    tree: Node
    own: Node
    units: Mapping[str, Unit]
    magnitudes: Mapping[str, int]
    per_second: Mapping[str, int]
    accelerators: frozenset[str]
    function: frozenset[str]
    metrics: Mapping[str, Metric]
    cased: Mapping[str, Metric]
    uncased: frozenset[str]
    """The keys of tokens that may be one of `cased`."""
    sets: Mapping[str, frozenset[str]]

    def find(self, tokens: list[Token]) -> Hits:
        """The longest phrases of each kind that do not overlap, from left to right."""
        hits = Hits([token.key for token in tokens])
        keys = self._keys(tokens, hits)
        named = {} if self.uncased.isdisjoint(hits.said) else self._named(tokens)
        self._collect(self.tree, keys, tokens, hits, named)
        if not self.own.next.keys().isdisjoint(keys):
            self._collect(self.own, keys, tokens, hits, {})
        if metrics := hits.get("metric"):
            hits["metric"] = [hit for hit in metrics if hit.value is not None]
        return hits

    def _collect(
        self, tree: Node, keys: list[str], tokens: list[Token], hits: Hits, named: Mapping[int, Metric]
    ) -> None:
        """Adds the phrases of one tree; `named` are the metrics that are known by more than their keys."""
        nodes, new = map(tree.next.get, keys), tuple.__new__  # as in lex
        for start, (node, after) in enumerate(zip(nodes, [*keys, ""][1:], strict=True)):
            if start in named:
                self._walk(node, keys, tokens, start, hits, {"metric": Hit(start, start + 1, named[start])})
            elif node is None:
                if keys[start][-2:] in ENDINGS and tree is self.tree and self.is_profession(keys[start]):
                    for kind in ("noun:role", "noun:audience"):
                        hits.setdefault(kind, []).append(new(Hit, (start, start + 1, kind[5:])))
            elif after in node.next or node.wild:
                self._walk(node, keys, tokens, start, hits, {})
            else:  # a single word, as most phrases are
                for kind, value in node.ends:
                    found = hits.get(kind)
                    if found is None:
                        hits[kind] = [new(Hit, (start, start + 1, value))]
                    elif found[-1].end <= start:
                        found.append(new(Hit, (start, start + 1, value)))

    def is_profession(self, key: str) -> bool:
        """People by how the word is made, in no list: "trawlermen", "cheesemakers"."""
        made = key.endswith(PROFESSIONALS) and len(key) > SHORTEST
        return made and key not in self.sets["no_professions"]

    def _keys(self, tokens: list[Token], hits: Hits) -> list[str]:
        """Under which each word is found."""
        first, cards, words = self.tree.next, self.accelerators, hits.words
        keys = [
            self._key(token) if (token.kind == IDENT or key[-1] == "@") and key not in first else key
            for key, token in zip(words, tokens, strict=True)
        ]
        if not cards.isdisjoint(hits.said):
            keys = ["gpu" if word in cards else key for key, word in zip(keys, words, strict=True)]
        return keys

    def _named(self, tokens: list[Token]) -> Mapping[int, Metric]:
        """Metrics known by their capitals ("mAP"), which may go on with a cut-off ("mAP@50")."""
        heads = [token.raw.partition("@")[0] for token in tokens]
        return {at: self.cased[name] for at, name in enumerate(heads) if name in self.cased}

    def _key(self, token: Token) -> str:
        """Under which a word is found that begins no phrase as it is written."""
        key = token.key
        if key.endswith("@"):
            return key[:-1]
        return (
            RENTED if key.endswith(SIZES) else key.partition("-")[0]
        )  # "bleu-4" and "gpt-4" are bleu and gpt

    def _walk(
        self,
        node: Node | None,
        keys: list[str],
        tokens: list[Token],
        start: int,
        hits: Hits,
        best: dict[str, Hit],
    ) -> None:
        """Goes on from the `node` of the first word; `best` has what is known of it already."""
        at, end, blanks, unsaid = start + 1, len(keys), 0, 0
        while node is not None:
            if node.ends:
                unsaid = blanks
                for kind, value in node.ends:
                    best[kind] = Hit(start, at, value)
            ways = node.next
            if at == end or not ways:
                break
            after = ways.get(keys[at])
            if after is None and node.wild:
                after = _wild(ways, tokens[at])
                blanks += 1
            node = after
            at += 1
        for kind, hit in best.items():
            found = hits.setdefault(kind, [])
            if not found or found[-1].end <= start:
                found.append(hit)
            elif kind == "metric" and hit.end - start - unsaid > found[-1].end - found[-1].start:
                found[-1] = (
                    hit  # "time per epoch" says more than "cut time", "score on *" less than "Brier score"
                )


def _wild(ways: Mapping[str, Node], token: Token) -> Node | None:
    """Where "#" (any number) or "*" (any one word) leads."""
    if token.kind == NUMBER:
        return ways.get("#")
    return ways.get(ANY) if token.kind in (WORD, IDENT) else None


class _Builder:
    def __init__(self) -> None:
        self.tree = Node()
        self.units: dict[str, Unit] = {}
        self._ends: dict[tuple[str, int], tuple[tuple[str, Any], ...]] = {}

    def add(self, form: str, kind: str, value: Any) -> None:
        words = form_words(form)
        self._insert(words, kind, value)
        if len(words) > 1 and words[1].isdigit():
            self._insert(["-".join(words[:2]), *words[2:]], kind, value)
        if kind in PLURAL and len(words[-1]) > 2 and words[-1][-1].isalpha() and words[-1][-1] != "s":
            for plural in _plurals(words[-1]):
                self._insert([*words[:-1], plural], kind, value)

    def _insert(self, words: list[str], kind: str, value: Any) -> None:
        node = self.tree
        for word in words:
            if node.next is LEAF:
                node.next = {}
            node.wild = node.wild or word in (ANY, "#")
            node = node.next.setdefault(word, Node())
        if kind not in [known for known, _ in node.ends]:
            end = self._ends.setdefault((kind, id(value)), ((kind, value),))
            node.ends = node.ends + end if node.ends else end

    def all(self, forms: Iterable[str], kind: str, value: Any = None) -> None:
        for form in forms:
            self.add(form, kind, value)


def _plurals(word: str) -> tuple[str, ...]:
    """As it is written, and as it is often mistyped: "coaches", "deliveries", "deliverys"."""
    if word.endswith(("ch", "sh", "x", "z")):
        return (f"{word}es", f"{word}s")
    if word.endswith("y") and word[-2] not in "aeiou":
        return (f"{word[:-1]}ies", f"{word}s")
    return (f"{word}s",)


def form_words(form: str) -> list[str]:
    """The keys of a form, as the lexer gives them; "#" and "*" stay. Most forms are words that it only parts."""
    if PARTED.fullmatch(form) and not LEXED.search(form):
        return form.split(" ")
    keys = (token.key for token in lex(normalize(form.replace(ANY, _ANY_WORD))))
    return [ANY if key == _ANY_WORD else key for key in keys]


def load(folder: Path, cues: Mapping[str, Iterable[str]] = MappingProxyType({})) -> Lexicon:
    """Reads every file of `folder`; `cues` are a pack's own phrases, found along with the others. Raises ContentError
    naming file and line."""
    files = sorted(folder.glob("*.yaml"))
    shared = _shared(tuple((path, path.stat().st_mtime_ns) for path in files))
    builder = _Builder()
    for name, forms in cues.items():
        builder.all(forms, name)
    return replace(shared, own=builder.tree)


@lru_cache(maxsize=2)
def _shared(files: tuple[tuple[Path, int], ...]) -> Lexicon:
    """What all packs share, read once for all that a process loads; with each file the time when it was changed."""
    parts: dict[str, list[Any]] = {kind: [] for kind in SHAPES}
    for path, _ in files:
        document = read(path, "/".join(path.parts[-3:]))
        parts[_kind(document)].append(fit(document, SHAPES[_kind(document)]))
    return _build(parts)


def _kind(document: Document) -> str:
    kind = document.value.get("kind") if isinstance(document.value, dict) else None
    if kind not in SHAPES:
        raise document.error(f"'kind' must be one of {', '.join(SHAPES)}: write it at the top", "kind")
    return str(kind)


def _build(parts: Mapping[str, list[Any]]) -> Lexicon:
    builder = _Builder()
    metrics = [metric for part in parts["metrics"] for metric in part.metrics]
    for part in parts["cues"]:
        for (
            name,
            groups,
        ) in part.cues.items():  # the speed of "wind speed" isn't a program's: a metric that is none
            builder.all(
                (form for group in groups for form in group), "metric" if name == "no_metric" else name
            )
    for metric in metrics:
        builder.all(metric.forms, "metric", metric)
    for part in parts["words"]:
        _words(builder, part)
    for part in parts["nouns"]:
        _nouns(builder, part)
    for part in parts["units"]:
        _units(builder, part)
    sets = {name: frozenset(forms) for part in parts["words"] for name, forms in part.sets.items()}
    return Lexicon(
        builder.tree,
        Node(),
        builder.units,
        {key: value for part in parts["units"] for key, value in part.magnitudes.items()},
        {key: value for part in parts["units"] for key, value in part.per_second.items()},
        frozenset(f"{key}{end}" for part in parts["nouns"] for key in part.accelerators for end in ("", "s")),
        frozenset(key for part in parts["nouns"] for key in part.function),
        {metric.id: metric for metric in metrics},
        {form: metric for metric in metrics for form in metric.cased},
        frozenset(f"{form.lower()}{end}" for metric in metrics for form in metric.cased for end in ("", "@")),
        sets,
    )


def _words(builder: _Builder, part: Words) -> None:
    for name, forms in part.directions:
        builder.all(forms, "direction", name)
    for name, forms in part.links:
        builder.all(forms, name)
    for kind, values in (("factor", part.factors), ("fraction", part.fractions), ("number", part.numbers)):
        for form, value in values.items():
            builder.add(form, kind, value)
    builder.all(part.comparatives, "comparative")
    builder.all(part.vague, "vague")


def _nouns(builder: _Builder, part: Nouns) -> None:
    for name, forms in part.nouns.items():
        builder.all(forms, f"noun:{name}", name)
    builder.all(part.openers.weak, "weak")
    builder.all(part.openers.action, "action")


def _units(builder: _Builder, part: Units) -> None:
    for unit in part.units:
        for form in unit.forms:
            builder.units.setdefault(form, unit)
            if not unit.glued:
                builder.add(form, "unit", unit)
