"""Checks across content files: every reference leads somewhere, every key can be trusted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import check_mocks, check_questions, check_wording
from content.document import ContentError
from content.finder import PARTS, Placed, load, read_items
from content.models import InterviewRound
from content.search_terms import stem, words

OTHERS = ("rules", "lexicon")
"""Folders of the rule engine, which checks them itself."""

CLAIM = re.compile(r"A[0-9]{2}")
"""A claim's own field of that name holds its text."""


@dataclass(frozen=True)
class _Readable:
    """Every item that could be read, and the errors of those that could not."""

    items: Mapping[str, tuple[Placed[Any], ...]]
    errors: tuple[ContentError, ...]

    def keys(self, *parts: str) -> frozenset[str]:
        return frozenset(one.key for part in parts for one in self.items[part])

    def broken(self, *parts: str) -> bool:
        """Whether references to `parts` cannot be judged, because some file of them was not readable."""
        files = {error.file.partition("/")[2].partition("/")[0] for error in self.errors}
        return any(PARTS[part].place in files for part in parts)


def check(root: Path | None = None, paths: Collection[str] | None = None) -> list[ContentError]:
    """Everything wrong under `root`, sorted by file and line; empty when all is well.

    `paths` are the dotted command paths that exist; without them the calls of tasks are not compared.
    """
    folder = load(root).root
    found, items = [*_strays(folder)], dict[str, tuple[Placed[Any], ...]]()
    for name, part in PARTS.items():
        items[name] = ()
        try:
            items[name] = read_items(folder, part)
        except ContentError as error:
            found.extend(error.all())
    readable = _Readable(items, tuple(found))
    for rule in (_references, _rounds, _order, _note_questions):
        found.extend(rule(readable))
    wrong = list(check_questions.check(items["questions"], items["templates"]))
    found.extend(wrong)
    if not wrong and not readable.broken("questions", "templates", "facts", "sources"):
        facts, sources = ({one.key: one.item for one in items[part]} for part in ("facts", "sources"))
        found.extend(check_questions.check_bank(items["questions"], items["templates"], facts, sources))
    # titles of works, and what people type, stay as they are
    for name in items.keys() - {"sources", "note_questions"}:
        found.extend(check_wording.check(items[name]))
    found.extend(check_mocks.check_briefs(items["briefs"], items["guides"], items["rounds"]))
    found.extend(check_mocks.check_cases(items["cases"]))
    if not readable.broken("criteria", "rounds", "questions", "templates"):
        found.extend(check_mocks.check_criteria(items["criteria"], items["rounds"], _topics(readable)))
    found.extend(_calls(readable, paths))
    return sorted(found, key=lambda error: (error.file, error.line, error.text))


def _strays(root: Path) -> Iterator[ContentError]:
    """Files that no part reads."""
    known = {path for part in PARTS.values() for path in part.files(root)}
    for path in sorted({*root.rglob("*.yaml"), *root.rglob("*.yml")} - known):
        top = path.relative_to(root).parts[0]
        if top not in OTHERS:
            places = [part.place for part in PARTS.values()]
            read = [
                f"{place}/*.yaml" if place == top else place for place in places if place.split("/")[0] == top
            ]
            to_do = f"call it {' or '.join(read)}" if read else "move it or remove it"
            name = path.relative_to(root.parent).as_posix()
            yield ContentError(name, 1, f"no part of the content reads this file: {to_do}")


def _references(readable: _Readable) -> Iterator[ContentError]:
    """Facts, claims and sources that are named exist; L12 is a line of the article and always exists. A flagged claim
    may be examined (`disputes`, `claim`), never rested on (`sources`)."""
    known = readable.keys("facts", "claims", "sources")
    unsure = readable.broken("facts", "claims", "sources")
    flagged = {one.key: one.item.verdict for one in readable.items["claims"] if one.item.flagged}
    for one in (one for items in readable.items.values() for one in items):
        refs = [
            (field, at, r)
            for field in ("sources", "disputes")
            for at, r in enumerate(getattr(one.item, field, ()))
        ]
        claim = getattr(one.item, "claim", None) or ""
        refs += [("claim", 0, claim)] if CLAIM.fullmatch(claim) else []
        for field, at, ref in refs:
            if not unsure and not ref.startswith("L") and ref not in known:
                yield one.error(f"{ref} isn't a fact, claim or source: correct the reference", field, at)
            if field == "sources" and ref in flagged:
                text = f"{ref} is {flagged[ref]} and can't be a source: move it to disputes or cite a fact"
                yield one.error(text, field, at)


def _rounds(readable: _Readable) -> Iterator[ContentError]:
    prompts: dict[str, str] = {}
    for one in readable.items["rounds"]:
        item: InterviewRound = one.item
        for at, prompt in enumerate(item.prompts):
            if prompt.id in prompts:
                text = f"prompt {prompt.id} is already in {prompts[prompt.id]}: rename it"
                yield one.error(text, "prompts", at)
            prompts[prompt.id] = item.key


def _order(readable: _Readable) -> Iterator[ContentError]:
    """What comes `after` something can come at all, and timeline stages follow stages that exist."""
    after = {one.key: one.item.after for one in readable.items["tasks"]}
    for one in readable.items["tasks"]:
        for at, key in enumerate(one.item.after):
            if key not in after:
                yield one.error(f"comes after '{key}', which isn't a task: correct the key", "after", at)
        before, waiting = set[str](), [*one.item.after]
        while waiting:
            key = waiting.pop()
            if key not in before:
                before.add(key)
                waiting.extend(after.get(key, ()))
        if one.key in before:
            yield one.error("comes after itself, by way of other tasks: remove one `after`", "after")
    keys = readable.keys("timeline")
    for one in readable.items["timeline"]:
        if one.item.follows is not None and one.item.follows not in keys:
            yield one.error(f"follows '{one.item.follows}', which isn't a stage: correct the key", "follows")


def _note_questions(readable: _Readable) -> Iterator[ContentError]:
    """Each leads to one note, which exists; two questions are one when a search reads the same words in them."""
    notes = readable.keys("facts", "claims", "rounds")
    first: dict[frozenset[str], str] = {}
    for one in readable.items["note_questions"]:
        if one.key not in notes and not readable.broken("facts", "claims", "rounds"):
            yield one.error("no fact, claim or round has this id: correct it", "note")
        for at, question in enumerate(one.item.questions):
            typed = frozenset(map(stem, words(question)))
            if not typed:
                yield one.error(f"'{question}' has no word to search for: ask otherwise", "questions", at)
            elif first.setdefault(typed, one.key) != one.key:
                yield one.error(
                    f"'{question}' is a question of {first[typed]} too: keep it at one note", "questions", at
                )


def _calls(readable: _Readable, paths: Collection[str] | None) -> Iterator[ContentError]:
    """What a task's call names exists: the command, and a topic of questions or a round."""
    known = {"topic": set(_topics(readable)), "round": set(readable.keys("rounds"))}
    unsure = readable.broken("questions", "rounds")
    for one in readable.items["tasks"]:
        call = one.item.call
        if paths is not None and call is not None and call.path not in paths:
            yield one.error(f"'{call.path}' isn't a command: correct the call or remove it", "call")
        for name, value in (call.values if call and not unsure else {}).items():
            if value not in known.get(name, {value}):
                some = ", ".join(sorted(known[name])) or "none yet"
                yield one.error(f"there's no {name} '{value}': use one of {some}", "call")


def _topics(readable: _Readable) -> dict[str, Placed[Any]]:
    """A question or template of each topic."""
    return {one.item.topic: one for part in ("questions", "templates") for one in readable.items[part]}
