"""The search: how words are read, how notes are ranked, and what a question may name."""

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.finder import load
from content.quiz import name_topic
from content.search_terms import stem, words
from handlers.ask import model

CONTENT = load()
KNOWN = model.index_of(CONTENT)
NONSENSE = "asdf qwer zxcv"
EVERYDAY = yaml.safe_load(Path(__file__).with_name("everyday.yaml").read_text("utf-8"))
SETS: dict[str, tuple[dict[str, str], int]] = {
    name: (held["asked"], held["least"]) for name, held in EVERYDAY.items()
}
"""What people ask in their own words, with the notes that answer it, and how many must come first."""
UNANSWERED: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("unanswered.yaml").read_text("utf-8")
)["unanswered"]


@pytest.mark.parametrize(
    "forms",
    [
        ("quantise", "quantised", "quantising", "quantisation", "quantization", "quantize"),
        ("latency", "latencies"),
        ("cache", "caches", "cached", "caching"),
        ("batch", "batches", "batching", "batched"),
        ("calibrate", "calibrated", "calibration"),
        ("gpu", "gpus"),
        ("p99", "p99s"),
    ],
)
def test_the_forms_of_a_word_are_one_word(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_words_without_meaning_and_markup_are_dropped() -> None:
    assert words("What is the <b>P99</b> of an A/B test?") == ["p99", "ab", "test"]


def test_a_mention_is_no_word_of_the_question_and_a_cutoff_is_no_mention() -> None:
    assert words("<!channel> @everyone <@U1> <#C2|general> (@here)") == []
    assert words("recall@k, hits@10 or NDCG @5?") == ["recall", "topk", "hits", "10", "ndcg", "5"]


def test_the_score_is_bm25_as_its_authors_define_it() -> None:
    # N = 2 texts of 2 and 4 words (mean 3); gamma stands twice in the longer and in no other:
    # idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; length = 0.7 + 0.3 * 4 / 3 = 1.1
    index = model.index({"short": "alpha beta", "long": "alpha gamma gamma delta"})
    assert index.score("gamma", "long") == pytest.approx(math.log(2) * 2 * 1.6 / (2 + 0.6 * 1.1))
    assert index.score("gamma", "short") == 0


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"long": "delta beta gamma epsilon", "short": "delta beta", "none": "zeta"}, ["short", "long"]),
        ({"b": "delta", "a": "delta", "c": "zeta"}, ["a", "b"]),
    ],
    ids=["the shorter first", "equal ones by id"],
)
def test_of_texts_with_the_word_the_order_is_always_the_same(texts: dict[str, str], found: list[str]) -> None:
    assert model.search(model.index(texts), "delta") == found


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what is p99?", {"M31", "M32"}),
        ("why can't I average percentiles", {"M32"}),
        ("Pareto front", {"D01", "A17"}),
        ("little's law", {"M42"}),
        ("TTFT", {"M37"}),
        ("salary", {"A38"}),
        ("dynamic batching of BERT", {"A11"}),
        ("speculative decoding", {"O17"}),
        ("what is STAR", {"A31", "X01"}),
        ("how long until I hear back", {"A02"}),
        ("whats the pay like", {"X16"}),
        ("what is recall at k", {"M28"}),
        ("recall", {"M01"}),
        ("percentile", {"M31"}),  # which defines it
    ],
)
def test_common_questions_find_their_note_first(question: str, first: set[str]) -> None:
    assert model.search(KNOWN, question)[0] in first


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("quantisaton", "quantisation"), ("quantization", "quantisation"), ("rhlf", "rlhf")],
    ids=["misspelt", "American", "letters in another order"],
)
def test_another_spelling_finds_what_the_right_one_finds(typed: str, meant: str) -> None:
    assert model.search(KNOWN, typed) == model.search(KNOWN, meant) != []


def test_who_types_a_question_of_a_note_gets_that_note_first() -> None:
    for note in CONTENT.note_questions.values():
        for question in note.questions:
            assert model.search(KNOWN, question)[0] == note.note, question


def test_questions_that_the_index_has_not_seen_find_their_note_by_those_it_has() -> None:
    texts = {key: model.text_of(note) for key, note in model.notes(CONTENT).items()}
    every = {note.note: note.questions for note in CONTENT.note_questions.values()}
    taught = model.index(texts, {key: some[1:] for key, some in every.items()})
    untaught = model.index(texts)
    first = [(key, some[0]) for key, some in every.items()]
    by_questions = sum(model.search(taught, question)[:1] == [key] for key, question in first)
    by_text_alone = sum(model.search(untaught, question)[:1] == [key] for key, question in first)
    assert by_questions > by_text_alone


def test_every_note_has_questions_by_which_people_find_it() -> None:
    assert set(CONTENT.note_questions) == set(model.notes(CONTENT))


@pytest.mark.parametrize(
    "question",
    [NONSENSE, "???", "", "how do I cook pasta with a model", "do I need a helmet", "лучшая метрика"],
)
def test_what_has_no_answer_here_finds_nothing(question: str) -> None:
    assert model.search(KNOWN, question) == []


def test_a_long_story_around_one_rare_word_still_finds_it() -> None:
    story = "I was asked in my interview yesterday why the p99 of a fan-out service is so much worse than the median"
    hits = model.search(KNOWN, story)
    assert hits
    assert any("p99" in words(model.text_of(model.notes(CONTENT)[hit])) for hit in hits[:3])


@given(st.text(max_size=300))
def test_any_text_is_answered_with_at_most_a_dozen_known_notes(question: str) -> None:
    hits = model.search(KNOWN, question)
    assert len(hits) == len(set(hits)) <= model.HITS
    assert set(hits) <= set(model.notes(CONTENT))


def test_a_huge_question_is_cut_to_so_many_words_before_it_is_weighed() -> None:
    many = sorted(KNOWN.spelt)
    assert model.search(KNOWN, " ".join(many)) == model.search(KNOWN, " ".join(many[: model.LONGEST]))
    assert model.search(KNOWN, f"p99 {'zzzz ' * 20_000}") == model.search(KNOWN, "p99 zzzz")


def right(question: str, notes: str, within: int) -> bool:
    return not set(notes.split()).isdisjoint(model.search(KNOWN, question)[:within])


@pytest.mark.parametrize("name", SETS)
def test_the_right_note_comes_first_for_most_questions_and_among_three_for_nearly_all(name: str) -> None:
    asked, least = SETS[name]
    for within, most in ((1, len(asked) - least), (3, 2)):
        missed = [question for question, notes in asked.items() if not right(question, notes, within)]
        assert len(missed) <= most, (within, missed)


def answered(question: str) -> bool:
    """Whether the card would say that a note answers it."""
    hits = model.search(KNOWN, question)
    return bool(hits) and model.fits(KNOWN, question, hits[0])


def test_who_types_a_question_of_a_note_is_never_told_that_there_may_be_none() -> None:
    for note in CONTENT.note_questions.values():
        assert not [question for question in note.questions if not answered(question)]


def test_words_that_no_note_knows_take_the_fit_away() -> None:
    assert answered("p99 of a service")
    assert not answered("p99 of my grandmother's lasagna recipe")


def test_of_twenty_answerable_questions_nineteen_are_shown_as_answered() -> None:
    asked = [question for some, _ in SETS.values() for question in some]
    assert sum(map(answered, asked)) >= 0.95 * len(asked) > 200


@pytest.mark.parametrize("kind", UNANSWERED)
def test_of_four_questions_without_a_note_three_arent_said_to_be_answered(kind: str) -> None:
    asked = UNANSWERED[kind]
    assert sum(not answered(question) for question in asked) >= 0.75 * len(asked) > 10


def test_questions_of_the_bank_find_a_note_that_they_cite() -> None:
    known = model.notes(CONTENT)
    cited = [(one.stem, one.sources) for one in CONTENT.questions.values() if known.keys() & set(one.sources)]
    hits = sum(right(stem, " ".join(sources), 3) for stem, sources in cited)
    assert hits >= 0.75 * len(cited) > 300


# what a question names


CLAIMS = ("claim 12", "Claim 12?", "claim=12", "claim #12", "claim A12", "claim 012", " claim  12 ")
QUESTIONS = ("A100", "A10", "H100", "T5", "12", "claim", "claim twelve", "claim 12 and 13")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *((typed, "A12") for typed in CLAIMS),
        ("claim 5", "A05"),
        *((typed, "M31") for typed in ("m31", "note M31")),
        *((typed, None) for typed in QUESTIONS),  # a GPU, a model or a bare number
    ],
)
def test_a_claim_is_named_by_its_number_and_a_fact_by_its_id(typed: str, key: str | None) -> None:
    assert model.reference(typed) == key


def test_a_topic_is_named_by_its_word_alone() -> None:
    assert model.topic_of(CONTENT, "Latency?") == "latency"
    assert model.topic_of(CONTENT, "latency of BERT") is None
    assert model.topic_of(CONTENT, "post training") == "post-training"


def test_a_topic_is_found_by_the_name_that_cards_give_it() -> None:
    topics = model.topics(CONTENT)
    assert [model.topic_of(CONTENT, name_topic(topic)) for topic in topics] == topics
    assert name_topic("loop") == "interviews"


# what a note rests on


def test_the_sources_of_a_claim_are_those_of_the_facts_that_it_names() -> None:
    # claim A33 names the fact M19 and no page of its own
    assert CONTENT.claims["A33"].sources == ("M19",)
    mine = {s.id for s in model.sources(CONTENT, CONTENT.claims["A33"])}
    assert mine == {ref for ref in CONTENT.facts["M19"].sources if ref in CONTENT.sources} != set()
