"""What a member reads of a critique: short, whole, and with no number that they did not write."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import content
from bot.core.card import Card, plain
from bot.rules import load_critic
from handlers.critique import cards, model, resume_cards
from handlers.critique.resume import Line, Review
from tests.world import card_problems, write

CRITIC = load_critic(Path(content.__file__).parent)
FIRST = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"
SECOND = "Fine-tuned DistilBERT on product reviews, F1 0.78 to 0.81, p95 latency 22 to 28 ms"
THIRD = (
    "Fine-tuned DistilBERT on product reviews, F1 0.78 to 0.81; int8 export cut p95 from 22 to 15 ms, "
    "so it launched without more GPU nodes"
)
MANY = (
    "Responsible for cutting-edge revolutionary AI using BERT, RoBERTa, DeBERTa, XGBoost; "
    "precision +7 points, recall -11 points"
)
PACK = [text for rule in CRITIC.pack.rules for case in rule.tests for text in (case.bad, case.good) if text]
PIECES = st.sampled_from([*PACK, "<@U1> @everyone", "\n\n", "x" * 200, "from 3.1 to 4.2 ms", "将 90 ms", "%"])
DRAFTS = st.one_of(st.lists(PIECES, max_size=6).map(" ".join).map(lambda t: t[:2_000]), st.text(max_size=300))


def read(card: Card) -> list[str]:
    problems = card_problems(card)
    assert not problems, problems
    return plain(card, write)


def shown(draft: str, before: str | None = None) -> list[str]:
    return read(cards.critique(model.critique(CRITIC, draft, before)))


def labels(draft: str, before: str | None = None) -> list[str]:
    return [b.label for b in cards.critique(model.critique(CRITIC, draft, before)).buttons]


def test_nothing_is_praised_while_its_rule_is_open() -> None:
    for draft in PACK:
        comparison = model.critique(CRITIC, draft, FIRST).comparison
        if comparison is not None and "no_baseline" in comparison.open:
            assert "a baseline" not in " ".join(shown(draft, FIRST))


def test_only_a_strong_bullet_is_called_strong() -> None:
    for draft in ("Increased revenue 300% by leveraging synergies", *PACK):
        report, first = CRITIC.critique(draft), shown(draft)[0]
        if report.is_bullet and not report.findings:
            assert ("Strong." in first) == (report.verdict == "strong"), draft


def test_a_bullet_with_one_kind_of_result_is_told_what_a_strong_one_has() -> None:
    assert shown("Increased revenue 300% by leveraging synergies")[:2] == [
        "Nothing to fix. You have a business result and an outcome.",
        "A strong bullet has two kinds of result: add accuracy, speed or cost.",
    ]


def test_taking_the_numbers_out_settles_nothing() -> None:
    lines = shown("Fine-tuned DistilBERT on product reviews", FIRST)
    assert lines[0] == "Not better yet: something new is open."
    assert lines[1].startswith("1. Result. I couldn't find a number that reports a result.")


def test_a_draft_that_got_worse_or_stayed_is_told_so_in_its_first_line() -> None:
    assert shown(FIRST, THIRD)[0] == "Not better yet: something new is open."
    assert shown(FIRST, FIRST)[0] == "That's the same draft as before."
    assert shown(FIRST + "!", FIRST)[0] == "Changed, but not better yet."


def test_new_findings_without_a_line_of_their_own_are_named_as_open() -> None:
    comparison = model.critique(CRITIC, MANY, THIRD).comparison
    assert comparison is not None
    assert len(comparison.new) > 2
    (also,) = [text for text in shown(MANY, THIRD) if text.startswith("Also open: ")]
    hidden = [one.rule for one in CRITIC.critique(MANY).findings if one.rule in comparison.new][2:]
    assert all(model.name_of(rule) in also for rule in hidden)


def test_a_headline_praises_no_number_that_is_in_doubt() -> None:
    openings = {
        "Trained a churn model with an AUC of 1.18.": "Check your numbers first. ",
        "Built the parser and wrote the docs for it": "Good start: you say what you did. ",
        "Trained a small OPT; training loss went down from 3.7 to 2.2.": "Good start: you say what you did. ",
        "Responsible for the pricing models.": "Not there yet: I couldn't find a clear result. ",
        "Built a reader: 240 MB RAM, 0.62 ROUGE.": "Good start: clear results. ",
    }
    for draft, opening in openings.items():
        assert shown(draft)[0].startswith(opening)


def test_findings_without_a_line_of_their_own_are_counted_in_the_headline() -> None:
    total = len(CRITIC.critique(MANY).findings)
    assert total == 4
    assert shown(MANY)[0].endswith(" Four things would make it stronger. The first two:")


def test_what_rests_on_an_unsure_fact_is_called_a_possible_issue() -> None:
    unsure = [
        one
        for draft in PACK
        for one in CRITIC.critique(draft).findings
        if one.severity == "hint" != one.gravity
    ]
    assert unsure
    assert all(model.title_of(one).startswith("Possible issue: ") for one in unsure)


def test_another_language_is_said_so_with_the_numbers_that_count_in_any() -> None:
    report = CRITIC.critique("Réduit la latence p95 de 90 à 40 ms avec une quantification pour les mobiles")
    lines = read(cards.foreign(report))
    assert lines[0].startswith("This doesn't look like English, so I didn't judge it")
    assert lines[1] == "Numbers count in any language, and I found some for efficiency."
    unread = read(cards.foreign(CRITIC.critique("准确率从71%提升到81%")))
    assert not any("numbers" in text.lower() for text in unread)


@given(DRAFTS, st.one_of(st.none(), DRAFTS))
def test_whatever_two_drafts_are_the_card_keeps_the_rules_of_cards(draft: str, before: str | None) -> None:
    lines = shown(draft, before)
    assert lines[-1].startswith("Kept for 30 minutes")
    if not any(text.startswith("Try: ") for text in lines):
        return
    start = next(at for at, text in enumerate(lines) if text.startswith("Try: "))
    assert seen("".join(lines[start:-1])) == seen(CRITIC.critique(draft).advice)


def seen(text: str) -> str:
    """Without spaces, since a word that is longer than a line is broken, and what no card shows."""
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def test_a_better_line_is_shown_whole_or_not_at_all() -> None:
    draft = f"Trained a churn model on {'calls, chats and visits, ' * 12}recall 0.83."
    assert "Try: " + CRITIC.critique(draft).better().line == " ".join(shown(draft)[2:-1])
    longer = draft.replace("on", f"on {'calls, chats and visits, ' * 12}", 1)
    assert shown(longer)[-2] == "Press More for your line with blanks: it's too long for this card."
    assert "More" in labels(longer)


def test_where_no_line_can_be_made_one_question_stands_on_the_card() -> None:
    question = "One question: What did you build or measure there, and what changed?"
    assert shown("Lead of the pricing team at a bank.")[-2] == question


@given(DRAFTS)
def test_in_full_every_finding_stands_on_some_page_with_its_rule(draft: str) -> None:
    report = CRITIC.critique(draft)
    pages = [cards.everything(report, page) for page in range(1, 21)]
    text = " ".join(line for page in pages for line in read(page)[1:])
    assert all(" ".join(one.fix.split()) in text for one in report.findings)
    there = {b.spoken for page in pages for b in page.buttons}
    assert {f"Show the rule {one.rule}" for one in report.findings} <= there


def test_more_leads_from_page_to_page_and_ends() -> None:
    report = CRITIC.critique(MANY)
    firsts = []
    for page in range(1, 20):
        card = cards.everything(report, page)
        firsts.append(read(card)[0])
        if "More" not in [b.label for b in card.buttons]:
            break
    assert firsts[-1].endswith(f"page {len(firsts)} of {len(firsts)}.")
    assert read(cards.everything(report, 20))[0] == firsts[-1]


def test_every_rule_is_shown_with_its_reason_what_to_do_and_two_examples() -> None:
    for rule in CRITIC.pack.rules:
        text = " ".join(line for page in range(1, 9) for line in read(cards.rule(rule, page)))
        assert all(words in text for words in (rule.why, rule.fix, "Flagged: ", "Not flagged: "))


def test_the_words_for_rules_name_only_rules_that_there_are() -> None:
    assert set(model.WORDS) == {rule.id for rule in CRITIC.pack.rules}


def test_the_example_of_a_bullet_is_one_in_which_the_rules_find_nothing() -> None:
    report = CRITIC.critique(model.EXAMPLE)
    assert report.verdict == "strong"
    assert not report.findings


def test_the_three_gravest_come_first_by_gravity_and_then_by_the_weight_of_their_dimension() -> None:
    findings = model.critique(CRITIC, MANY).report.findings
    weights = CRITIC.pack.dimensions
    rules = {rule.id: rule for rule in CRITIC.pack.rules}
    keys = [(one.gravity != "major", -weights[rules[one.rule].dimension]) for one in findings]
    assert len(keys) >= 3
    assert keys == sorted(keys)


def test_hints_stand_behind_more_alone() -> None:
    report = CRITIC.critique(THIRD)
    assert report.hints
    assert not report.findings
    assert "More" in labels(THIRD)
    assert all("A hint" not in text for text in shown(THIRD))
    assert any(text.startswith("A hint: ") for text in read(cards.everything(report, 1)))


def test_every_rule_has_an_example_of_the_article_with_what_its_good_line_still_lacks() -> None:
    for rule in CRITIC.pack.rules:
        pair = model.words_of(rule.id).pair
        lines = read(cards.example(rule, pair, ["accuracy_only", "no_outcome"]))
        assert f"BAD: {pair.bad}" in lines[0]
        assert f"GOOD: {pair.good}" in " ".join(lines)
        assert f"The GOOD one still lacks: {pair.lacks}" in " ".join(lines)


def test_lines_of_a_resume_that_are_not_judged_are_counted_with_the_reason() -> None:
    line = Line(FIRST, "weak", ("no_baseline",), 20, ("no baseline",), "")
    both = read(resume_cards.review(Review((line,), foreign=1, long=2, cut=True)))
    assert "1 line is not in English: I don't judge that. 2 lines are longer than I read at once." in both[2]
    alone = read(resume_cards.review(Review((), foreign=2)))
    assert alone[0] == "2 lines are not in English: I don't judge that."
