"""From a draft, and the one before it, to what is said."""

from pathlib import Path

import pytest

import content
from bot.reading.likeness import are_akin, is_foreign
from bot.rules import load_critic
from handlers.critique import model

ROOT = Path(content.__file__).parent
CRITIC = load_critic(ROOT)
FIRST = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"
SECOND = "Fine-tuned DistilBERT on product reviews, F1 0.78 to 0.81, p95 latency 22 to 28 ms"


def test_the_spaces_of_a_pasted_pdf_stay_spaces_and_control_characters_go() -> None:
    assert model.clean("F1\u00a0to\u202f0.81\x00\x1b \u200b") == "F1 to 0.81"


def test_a_second_draft_says_what_is_better_new_and_open() -> None:
    comparison = model.critique(CRITIC, SECOND, FIRST).comparison
    assert comparison is not None
    assert "no_baseline" in comparison.fixed
    assert comparison.new == ("unmitigated_regression",)
    assert comparison.open == ("no_outcome",)


def test_a_first_draft_and_one_after_something_that_was_no_bullet_are_compared_with_nothing() -> None:
    assert model.critique(CRITIC, FIRST).comparison is None
    assert model.critique(CRITIC, FIRST, "Hello, how are you?").comparison is None


def test_the_same_draft_twice_is_noticed() -> None:
    assert model.critique(CRITIC, FIRST, FIRST).same
    assert not model.critique(CRITIC, SECOND, FIRST).same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FIRST, SECOND, True),
        (FIRST, FIRST.upper(), True),
        (FIRST, "Cut the cost of nightly batch jobs by 40 % with spot machines", False),
        ("", FIRST, False),
        ("!!!", "!!!", False),
    ],
)
def test_two_drafts_of_one_bullet_share_half_of_their_words(one: str, other: str, expected: bool) -> None:
    assert are_akin(one, other) is are_akin(other, one) is expected


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("Hola, modelo de recomendación entrenado con datos de clientes", True),
        ("Desenvolvi um modelo de churn com AUC de 0,91", True),
        ("Migrated Rio de Janeiro demand forecaster", False),
        (FIRST, False),
        ("Verantwortlich für die Entwicklung von KI-Modellen", True),
        ("Réduit la latence de 90 à 40 ms avec une quantification pour les mobiles", True),
        ("将推理延迟从 90 ms 降到 40 ms", True),
        ("Cut p95 90 → 40 ms", False),
        ("Rolled out the reranker to el Corte and la Nación", False),
        ("", False),
        ("Kunden warteten drei Tage. Ich baute einen Klassifikator. Nun warten sie zwei Stunden.", True),
        ("Wir hatten Fehlalarme in der Nacht. Ich löste es mit state of the art; sie sanken auf neun.", True),
        ("Unser Modell war zu langsam. Ich habe es verkleinert.", True),
        ("Vi minskade felen. Jag byggde modellen.", True),
        ("Fraud model, van der Berg Bank, p95 40 ms", False),
        ("I ran the desk of Der Spiegel; Frau von der Heide checked my labels, Die Zeit bought it.", False),
        ("Ranker live at Das Erste, La Poste, El País", False),
        ("DEM and MIT licence checks, EU OS images, ALS cohort", False),
    ],
)
def test_another_language_is_noticed_by_its_script_or_its_small_words(draft: str, expected: bool) -> None:
    assert is_foreign(draft) is expected


def test_a_rule_is_found_by_its_id_alone() -> None:
    found = model.rule_of(CRITIC, "no_baseline")
    assert found is not None
    assert found.id == "no_baseline"
    assert model.rule_of(CRITIC, "no_baselin") is None
