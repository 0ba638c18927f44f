"""Cards of the notes, the waits and the questions: every one that the content can make keeps the rules."""

import datetime as dt

import pytest

from bot.core.card import Card, Link, plain
from bot.core.overflow import unfold
from bot.core.rounds import ROUNDS
from bot.core.wall_time import DAY
from content.finder import load
from content.models import Verdict
from handlers.ask import cards, model, wait_cards, waits
from tests.world import card_problems, write

CONTENT = load()
NOTES = model.notes(CONTENT)
TODAY = dt.date(2026, 11, 24)
FLAGGED = sorted(key for key, claim in CONTENT.claims.items() if claim.flagged)


def text(card: Card) -> str:
    return "\n".join(plain(card, write))


def labels(card: Card) -> list[str]:
    return [b.label for b in card.buttons]


def pages(key: str) -> list[Card]:
    """All pages of a note."""
    found = [cards.note(CONTENT, NOTES[key], 1)]
    while "More" in labels(found[-1]):
        found.append(cards.note(CONTENT, NOTES[key], len(found) + 1))
    return found


def test_every_note_fits_its_cards_and_loses_no_word() -> None:
    for key, note in NOTES.items():
        shown = pages(key)
        assert not [p for card in shown for p in card_problems(card)], key
        body = " ".join(" ".join(text(card).split()) for card in shown)
        whole = note.text if hasattr(note, "text") else note.claim if hasattr(note, "claim") else note.about
        assert " ".join(whole.split()) in body, key


def test_every_note_fits_into_a_list_beside_any_other() -> None:
    keys = sorted(NOTES)
    for at in range(0, len(keys), cards.SHOWN):
        assert not card_problems(cards.search_result(CONTENT, keys[at : at + 12])), keys[at]


def test_a_flagged_claim_is_said_to_be_so_wherever_it_stands() -> None:
    for key in FLAGGED:
        verdict = {Verdict.DOUBTFUL: "doubtful", Verdict.WRONG: "wrong"}[CONTENT.claims[key].verdict]
        in_list = text(cards.search_result(CONTENT, [key])).splitlines()[1]
        assert f"Claim {int(key[1:])}, {verdict}: " in in_list, key
        assert verdict in text(pages(key)[0]).splitlines()[0], key
        assert "Check: " in text(pages(key)[0]), key


def test_a_note_with_a_page_behind_it_links_to_it() -> None:
    for key, note in NOTES.items():
        linked = {b.url for b in pages(key)[-1].blocks if isinstance(b, Link)}
        assert linked == {s.urls[0] for s in model.sources(CONTENT, note) if s.urls}, key


def test_a_note_that_rests_on_no_page_says_so() -> None:
    derived = next(iter(CONTENT.facts.values())).model_copy(update={"sources": ()})
    assert "no page is behind it" in text(cards.note(CONTENT, derived, 1))


def test_more_carries_as_many_ids_as_a_button_holds() -> None:
    ids = ["coding_algorithms", "coding_ml", "system_design", "inference", "behavioural", "M31"]
    joined = cards.join(ids)
    assert len(joined) <= 60
    # the first four have 17 + 9 + 13 + 9 letters and three points between them, 51; the fifth would make 63
    assert joined.split(".") == ids[:4]


def test_every_topic_can_be_read_to_its_end() -> None:
    for topic in model.topics(CONTENT):
        ids = [fact.id for fact in CONTENT.facts.values() if fact.topic == topic]
        last = -(-len(ids) // cards.SHOWN)
        shown = [cards.topic_page(CONTENT, topic, ids, page) for page in range(1, last + 1)]
        assert not [p for card in shown for p in card_problems(card)]
        assert ["More" in labels(card) for card in shown] == [True] * (last - 1) + [False]


# waits


@pytest.mark.parametrize("country", ["US", "DE", "CN", "SA", "JP"])
@pytest.mark.parametrize("key", sorted(CONTENT.timeline))
def test_a_window_fits_its_card_whenever_it_begins(key: str, country: str) -> None:
    stage = CONTENT.timeline[key]
    other = waits.other_figure(CONTENT.timeline, stage)
    for day in range(0, 365, 23):
        found = waits.wait(stage, TODAY + day * DAY, country)
        card = wait_cards.window(CONTENT, found, other, TODAY)
        assert not card_problems(card)
        assert "not a promise" in text(card)


TWO = "contradicts itself: in one place 22 to 28 days (business or calendar: not said), in another 21 cal"
SUM = "The article's own stages add up to 23 to 35 calendar days when all are in business days."


@pytest.mark.parametrize(
    ("key", "words"), [("screen-to-offer", TWO), ("screen-to-offer", SUM), ("screen-to-offer-short", SUM)]
)
def test_a_window_says_where_the_article_contradicts_itself_and_whence_its_days_are(
    key: str, words: str
) -> None:
    stage = CONTENT.timeline[key]
    found, other = waits.wait(stage, TODAY, "US"), waits.other_figure(CONTENT.timeline, stage)
    assert words in text(unfold(wait_cards.window(CONTENT, found, other, TODAY)))


def test_once_the_day_to_write_has_come_there_is_nothing_to_be_reminded_of() -> None:
    found = waits.wait(CONTENT.timeline["onsite-to-update"], TODAY, "US")
    day_before = wait_cards.window(CONTENT, found, None, found.write - DAY)
    on_the_day = wait_cards.window(CONTENT, found, None, found.write)
    assert any(label.startswith("Remind me on") for label in labels(day_before))
    assert not any(label.startswith("Remind me on") for label in labels(on_the_day))
    assert "The usual time is over" in text(on_the_day)


# questions to ask


@pytest.mark.parametrize("kind", [None, *ROUNDS])
def test_the_questions_of_a_round_come_three_a_card_each_once(kind: str | None) -> None:
    asks = [a for a in CONTENT.asks.values() if kind is None or kind in a.rounds]
    last = -(-len(asks) // 3)
    shown = [cards.to_ask(asks, kind, page) for page in range(1, last + 1)]
    reasons = [cards.why_ask(asks, kind, page) for page in range(1, last + 1)]
    assert not [p for card in [*shown, *reasons] for p in card_problems(card)]
    listed = [line[2:] for card in shown for line in text(card).splitlines() if line.startswith("- ")]
    assert listed == [a.question for a in asks]
    given = [line[2:] for card in reasons for line in text(card).splitlines() if line.startswith("- ")]
    assert given == [a.why for a in asks]
