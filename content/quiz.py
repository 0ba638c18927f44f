"""Quiz questions: choices and orders with a reason for every option, numbers whose key is computed, scenarios that
are answered in writing; and their topics by family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from content.formula import Number, as_decimal, evaluate, round_to, with_unit, write_number
from content.models import AsText, Fact, Key, Label, Model, Prose, Ref, Round


def _computable(formula: str) -> str:
    evaluate(formula)
    return formula


WHAT_IS_WRONG = "What is wrong with this sentence?"
ClaimId = Annotated[str, Field(pattern=r"^A[0-9]{2}$")]
Formula = Annotated[str, AfterValidator(_computable)]
Tolerance = Annotated[str, AsText, Field(pattern=r"^[0-9]+(\.[0-9]+)?( %)?$")]
"""`0.002` is absolute, in the question's unit; `2 %` is relative to the key."""

DIGITS = ("no", "one", "two", "three", "four", "five", "six")
MOST_DIGITS = len(DIGITS) - 1


def margin_of(tolerance: str, key: Number) -> Decimal:
    """How far an answer may be from the key, in the key's unit."""
    amount = Decimal(tolerance.removesuffix(" %"))
    return amount if "%" not in tolerance else abs(as_decimal(key)) * amount / 100


class Option(Model):
    """A choice, and what to say about it: why it is right, or why it tempts and is wrong."""

    key: Annotated[str, Field(pattern=r"^[a-f]$")]
    text: Label
    why: Prose


class Slip(Model):
    """A number that a known mistake gives, and the mistake."""

    formula: Formula
    why: Prose

    @cached_property
    def value(self) -> Number:
        return evaluate(self.formula)


class Asked(Model):
    """What every question has. `disputes` names claims that the question examines, flagged ones included."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
    topic: Key
    round: Round
    difficulty: Annotated[int, Field(ge=1, le=3)]
    stem: Prose
    explanation: Prose
    sources: Annotated[tuple[Ref, ...], Field(min_length=1)]
    disputes: tuple[ClaimId, ...] = ()
    steps: Annotated[tuple[Prose, ...], Field(max_length=6)] = ()
    """The worked solution; its first step serves as a hint."""

    @property
    def asks(self) -> str:
        """What tells this question from others."""
        return self.stem

    @property
    def entries(self) -> tuple[Option, ...]:
        """Its options, or what is put in order, as it's right; a number or a text has none."""
        return ()

    @property
    def keys(self) -> str:
        """The keys of its entries in their order."""
        return "".join(one.key for one in self.entries)

    @property
    def names_letters(self) -> bool:
        """Whether each entry begins with its own letter, as in "A (90.0, 20)"."""
        return all(one.text.startswith(f"{one.key.upper()} ") for one in self.entries)

    @property
    def texts(self) -> dict[str, str]:
        """The text of each entry by its key, without a letter that it begins with itself."""
        return {one.key: one.text[2 if self.names_letters else 0 :] for one in self.entries}


class Choice(Asked):
    """One right option (single), any number of them from one up (multiple), or what is wrong with a sentence."""

    kind: Literal["single", "multiple", "sentence"]
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=6)]
    answer: Annotated[tuple[str, ...], Field(min_length=1)]
    sentence: Prose | None = None
    claim: ClaimId | None = None
    """The claim that the sentence makes."""

    @model_validator(mode="before")
    @classmethod
    def _stem(cls, value: object) -> object:
        if isinstance(value, dict) and value.get("kind") == "sentence":
            return {"stem": WHAT_IS_WRONG, **value}
        return value

    @model_validator(mode="after")
    def _examined(self) -> Choice:
        given = [name for name in ("sentence", "claim") if getattr(self, name) is not None]
        if self.kind == "sentence" and "sentence" not in given:
            raise ValueError("'sentence' is missing: add the sentence that is examined")
        if self.kind != "sentence" and given:
            raise ValueError(f"'{given[0]}' belongs to kind sentence: remove it or change the kind")
        return self

    @model_validator(mode="after")
    def _answerable(self) -> Choice:
        keys = [option.key for option in self.options]
        if keys != [chr(ord("a") + at) for at in range(len(keys))]:
            raise ValueError("options must have the keys a, b, c and so on: put them in order")
        if unknown := [key for key in self.answer if key not in keys]:
            raise ValueError(f"answer '{unknown[0]}' isn't an option: use one of {', '.join(keys)}")
        if list(self.answer) != sorted(set(self.answer)):
            raise ValueError("the answers must be in order, each once: sort them")
        if self.one and len(self.answer) != 1:
            raise ValueError(
                f"a {self.kind} choice has one answer, not {len(self.answer)}: use kind multiple"
            )
        return self

    @property
    def one(self) -> bool:
        """Whether one letter answers it."""
        return self.kind != "multiple"

    @property
    def asks(self) -> str:
        return self.sentence or self.stem

    @property
    def entries(self) -> tuple[Option, ...]:
        return self.options

    def accepts(self, chosen: str) -> bool:
        """Whether exactly the keys of the right options are `chosen`."""
        return set(chosen) == set(self.answer)

    @property
    def wrong(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.key not in self.answer)


class Numeric(Asked):
    """A number within a tolerance of the formula's value, in `unit`; `write` says how the key is shown."""

    kind: Literal["numeric"]
    formula: Formula
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    is_measure: bool = False
    """The unit names what is measured: `perplexity 60.34`."""
    write: Annotated[str, Field(pattern=r"^,?\.[0-9]e?$")]
    tolerance: Tolerance
    slips: Annotated[tuple[Slip, ...], Field(min_length=1, max_length=4)]

    @cached_property
    def value(self) -> Number:
        return evaluate(self.formula)

    @property
    def shown(self) -> str:
        """The key as members read it, with its unit."""
        return self._counted(write_number(self.value, self.write), self._digits)

    def _counted(self, number: str, digits: int) -> str:
        """The number with its unit, without zeros after the point beyond `digits`; dollars have two decimals."""
        while "." in number and number[-1] in "0." and len(re.sub("[.,]", "", number).lstrip("-0")) > digits:
            number = number[:-1]
        number = number.removesuffix(".")
        if self.unit == "dollars" and number[-2:-1] == ".":
            number += "0"
        return with_unit(number, self.unit, is_measure=self.is_measure)

    @property
    def mistakes(self) -> Iterator[str]:
        """What each slip gives, to three digits at least, and what to say to a member who got it."""
        for slip in self.slips:
            value = as_decimal(slip.value)
            number = f"{round_to(value, min(0, value.adjusted() - 2)):,f}"
            yield f"Got {self._counted(number, 1)}? {slip.why}"

    @property
    def margin(self) -> Decimal:
        """How far an answer may be from the key, in `unit`."""
        return margin_of(self.tolerance, self.value)

    @property
    def precision(self) -> str:
        """How closely an answer is asked for, in words: `three digits`, or `the exact number`."""
        return f"{DIGITS[self._digits]} digits" if self.margin else "the exact number"

    @cached_property
    def _digits(self) -> int:
        """The fewest digits from two up that are accepted; 1 where only the exact number is."""
        if not self.margin:
            return 1
        key = as_decimal(self.value)
        first = key.adjusted()
        enough = (n for n in range(2, MOST_DIGITS) if self.accepts(round_to(key, first - n + 1)))
        return next(enough, MOST_DIGITS)

    def accepts(self, answer: Decimal) -> bool:
        return abs(answer - as_decimal(self.value)) <= self.margin

    def is_rounded(self, answer: Decimal, step: Decimal) -> bool:
        """Whether `answer`, known to `step` alone, is the key rounded too far to be accepted."""
        near = abs(answer - as_decimal(self.value)) * 2 <= step
        return near and bool(answer) and not self.accepts(answer)

    def slip(self, answer: Decimal) -> Slip | None:
        """The known mistake nearest to `answer` within the tolerance, if any."""
        near = [(abs(answer - as_decimal(slip.value)), at) for at, slip in enumerate(self.slips)]
        distance, at = min(near)
        return self.slips[at] if distance <= self.margin else None


class Rung(Model):
    """One of the things that are put in order, and why it is where it is."""

    text: Label
    why: Prose


class Ordering(Asked):
    """Three to five items, written here in the right order; the first has the key a."""

    kind: Literal["ordering"]
    items: Annotated[tuple[Rung, ...], Field(min_length=3, max_length=5)]

    @cached_property
    def entries(self) -> tuple[Option, ...]:
        return tuple(
            Option(key=key, text=one.text, why=one.why) for key, one in zip("abcde", self.items, strict=False)
        )

    def accepts(self, chosen: str) -> bool:
        """Whether the keys are `chosen` in the right order."""
        return chosen == self.keys

    def placed(self, chosen: str) -> int:
        """How many of the keys are in their places."""
        return sum(a == b for a, b in zip(chosen, self.keys, strict=False))


# what a good written answer says: found by facts and numbers of its question, never by one word

TOGETHER = 3
"""A point's facts are looked for in so many sentences that follow each other."""
NEAR = 0.005
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
NUMBER = re.compile(
    r"(?<![a-z0-9.])([0-9][0-9,]*(?:\.[0-9]+)?)\s?(k\b|m\b|thousand\b|million\b)?", re.IGNORECASE
)
TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
Alternatives = Annotated[tuple[str, ...], Field(min_length=1)]
"""Ways to name one fact: a number such as 240K, or the beginning of a word or phrase such as `roll back`."""


class Point(Model):
    """Something that a good answer says, and the facts that show it: one of each group must be there."""

    says: Label
    shown_by: Annotated[tuple[Alternatives, ...], Field(min_length=2, max_length=4)]

    def evidence(self, text: str) -> str | None:
        """The sentences of `text` that show this point, in the words of the text; None where none do."""
        sentences = [one for part in SENTENCE.split(text) if (one := part.strip())]
        for length in range(1, TOGETHER + 1):  # the shortest evidence is quoted
            for at in range(max(1, len(sentences) - length + 1)):
                passage = " ".join(sentences[at : at + length])
                if all(any(_names(passage, fact) for fact in group) for group in self.shown_by):
                    return passage
        return None


def _names(text: str, fact: str) -> bool:
    if wanted := NUMBER.fullmatch(fact):
        given = {value for found in NUMBER.finditer(text) for value in _values(found)}
        return any(abs(a - b) <= NEAR * b for a in given for b in _values(wanted))
    words = r"\W+".join(re.escape(word) for word in fact.split())
    return re.search(rf"(?<!\w){words}", text, re.IGNORECASE) is not None


def _values(found: re.Match[str]) -> set[float]:
    """What a number can mean: 240K is 240,000, and in a sum of thousands simply 240."""
    value = float(found[1].replace(",", ""))
    return {value, value * TIMES.get((found[2] or "").casefold(), 1)}


class Scenario(Asked):
    """A case that is decided in writing. The explanation is a strong answer (a 4), `weak` a thin one (a 2)."""

    kind: Literal["scenario"]
    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=5)]
    """What a good answer says."""
    weak: Prose


Question = Annotated[Choice | Numeric | Ordering | Scenario, Field(discriminator="kind")]


# topics

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "accuracy": ("accuracy", "calibration", "ranking", "generation"),
    "efficiency": (
        *("latency", "queueing", "serving", "memory", "roofline", "parallelism", "decoding"),
        *("compression", "architectures", "serving-design"),
    ),
    "cost": ("cost", "pricing"),
    "decisions": ("tradeoffs", "experiments"),
    "language models": (
        *("transformers", "evaluation", "rag", "agents", "post-training", "training", "safety"),
    ),
    "products": ("recommenders", "vision", "speech", "monitoring"),
    "coding": ("algorithms", "numerics", "leakage"),
    "interviews": ("design", "loop", "stories"),
}
OTHER = "other topics"
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "accuracy": ("metrics", "precision", "recall", "f1"),
    "agents": ("tool calls", "tools"),
    "algorithms": ("coding", "leetcode"),
    "compression": ("quantization", "quantisation", "distillation", "pruning", "int8"),
    "decoding": ("speculative decoding", "sampling"),
    "design": ("system design",),
    "evaluation": ("evals", "eval", "llm as judge"),
    "experiments": ("ab test", "ab tests", "a/b tests", "statistics"),
    "latency": ("speed", "ttft", "tpot"),
    "leakage": ("contamination",),
    "memory": ("kv cache",),
    "monitoring": ("mlops", "drift"),
    "parallelism": ("sharding", "multi gpu"),
    "post-training": ("fine tuning", "finetuning", "lora", "sft", "rlhf", "dpo"),
    "rag": ("retrieval", "reranking"),
    "recommenders": ("recsys", "recommendations"),
    "safety": ("guardrails", "prompt injection"),
    "serving": ("inference", "batching"),
    "speech": ("voice", "asr"),
    "stories": ("behavioral", "behavioural", "star"),
    "tradeoffs": ("trade-off", "trade-offs", "tradeoff"),
    "transformers": ("attention",),
    "vision": ("multimodal", "images"),
}
"""Topic -> what else people call it, or what it's about."""


def ground_refs(refs: Iterable[str], facts: Mapping[str, Fact]) -> list[str]:
    """What references rest on in the end: instead of a fact, its own sources."""
    return [ground for ref in refs for ground in (facts[ref].sources if ref in facts else (ref,))]


_NAMES = {
    "loop": "interviews",
    "rag": "RAG",
    "serving-design": "serving design",
    "tradeoffs": "trade-offs",
}


def name_topic(topic: str) -> str:
    """A topic as one writes it in a sentence."""
    return _NAMES.get(topic, topic)


def family(topic: str) -> str:
    """The family of a topic; OTHER for one that belongs to none."""
    return next((name for name, topics in FAMILIES.items() if topic in topics), OTHER)
