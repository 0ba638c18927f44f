"""Checks of wording: the words of docs/content.md, American spelling, numbers as engineers write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from content.document import ContentError
from content.finder import Placed
from content.templates import Template, TemplateError, fill

FIRST_SEED = 1
PLURALS = (
    r"bytes|points|tokens|requests|queries|users|people|hours|days|weeks|months|minutes|seconds|milliseconds|"
    r"GPUs|replicas|gaps|servers|layers|models|sequences|documents|steps|dollars|items|experts"
)
BRITISH = (
    r"(?:quant|optim|normal|token|vector|penal|maxim|minim|amort|summar|organ|recogn|general|util|parallel"
    r"|serial|priorit|categor|standard|initial|random|regular|synchron|special|stabil)is(?:e[ds]?|ing|ations?)\b"
    r"|\b(?:behaviour|favour|colour|neighbour|honour|labour|tumour)\w*|\bper cent\b|\b(?:centre|programme|grey)s?\b"
    r"|\b(?:labell|cancell|modell|travell)(?:ed|ing)\b"
)
WORDS = tuple(
    (re.compile(pattern, flags), instead)
    for pattern, flags, instead in (
        (r"\bdear(?:er|est)?\b", re.IGNORECASE, "expensive"),
        (r"\bmend(?:s|ed|ing)?\b", re.IGNORECASE, "fix"),
        (r"\bshall\b", re.IGNORECASE, "must, should or will"),
        (r"\bbeside\b", re.IGNORECASE, "next to, or alongside"),
        (r"\b(?:lies?|stands?) (?:on|in|above|below|between|inside|outside|within)\b", re.IGNORECASE, "is"),
        (r"\bpeople an arm\b", re.IGNORECASE, "people per arm"),
        (r"\breading (?:of )?(?:a |the )?prompts?\b", re.IGNORECASE, "prefill"),
        (
            r"\b(?:tokens|requests|queries|operations) a (?:second|minute)\b",
            re.IGNORECASE,
            "per second or minute",
        ),
        (
            r"(?<!model )(?<!credit )(?<!payment )(?<!blue )\bcards?\b(?! numbers?)(?!, device)",
            re.IGNORECASE,
            "GPU, or accelerator",
        ),
        (BRITISH, re.IGNORECASE, "the American spelling"),
        (r"[0-9] %", 0, "% without a blank before it"),
        (rf"(?<![0-9.,/^-])1 (?:{PLURALS})\b", 0, "the singular after 1"),
    )
)
"""What isn't written in content, and what is written instead."""


def check(items: Iterable[Placed[Any]]) -> Iterator[ContentError]:
    """Each word that content doesn't use, and where it is; of a template also what its first question says."""
    for one in items:
        for path, text in _inside(one.item):
            for found, instead in faults(text):
                yield one.error(f"'{found}' isn't how we write: use {instead}", *path)
        if isinstance(one.item, Template):
            yield from _filled(one, one.item)


def _filled(one: Placed[Any], template: Template) -> Iterator[ContentError]:
    ones = {
        name: "1"
        for draw in template.draws
        for at in range(draw.count)
        for name, value in zip(draw.names, draw.value(at), strict=True)
        if value == "1"
    }
    for path, text in _inside(template):
        for found, instead in faults(fill(text, ones)):
            yield one.error(f"says '{found}' where 1 is drawn: use {instead}", *path)
    try:
        item = template.item(FIRST_SEED)
    except (TemplateError, ValueError):
        return  # check_questions says why
    for _, text in _inside(item):
        for found, instead in faults(text):
            yield one.error(f"seed {FIRST_SEED} says '{found}': use {instead}")
            return


def faults(text: str) -> Iterator[tuple[str, str]]:
    """What `text` shouldn't say, and what to say instead."""
    for pattern, instead in WORDS:
        if found := pattern.search(text):
            yield found[0], instead


def _inside(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of an item that has several words, with its path."""
    if isinstance(value, str):
        if " " in value and path[-1] != "tolerance":
            yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _inside(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _inside(one, (*path, at))
