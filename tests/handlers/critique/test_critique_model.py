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


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (r"Cut p99 latency from $90$ ms to $40$ ms", "Cut p99 latency from 90 ms to 40 ms"),
        (r"nDCG $0.62 \rightarrow 0.71$, p95 $35$\,ms or 40~ms", "nDCG 0.62 → 0.71, p95 35 ms or 40 ms"),
        (r"F\textsubscript{1} up $+10\%$, 3$\times$ faster by 5%", "F1 up +10%, 3× faster by 5%"),
        (r"- **Cut** \emph{cost} from $90 to $40 for R&D #2", "- **Cut** cost from $90 to $40 for R&D #2"),
        ("Cut $90/$40, US$5k→$3k, $/hour from 5$ to 3$", "Cut $90/$40, US$5k→$3k, $/hour from 5$ to 3$"),
        (r"\item Cut \$40k" + "\n" + r"\item Cut $p_{99}$", "- Cut $40k\n- Cut p_99"),
        (r"\textbf{" * 250, r"\textbf{" * 250),
        (
            r"\begin{itemize} \item Cut p99 to $40$\,ms, 30% less \end{itemize}",
            "- Cut p99 to 40 ms, 30% less",
        ),
        ("```text\nCut p99\n```", "Cut p99"),
        ("```Cut p99```", "Cut p99"),
        (">>> Cut p99", "Cut p99"),
        ("\\begin{itemize}\n\\item Cut\n cost\n\\item Cut p99\n\\end{itemize}", "- Cut cost\n- Cut p99"),
        (r"\begin{itemize}" + r"\textbf{" * 200, r"\begin{itemize}" + r"\textbf{" * 200),
    ],
)
def test_latex_in_a_draft_is_read_as_it_prints_and_money_stays_money(typed: str, plain: str) -> None:
    assert model.clean(typed) == plain
    assert model.clean(plain) == plain


def test_json_is_read_as_a_file_is() -> None:
    assert model.holds_several('{"id": "1", "text": "Cut p99 latency to 40 ms"}')
    assert not model.holds_several("{what changed}, so that p99 fell to 40 ms")


def test_a_first_draft_and_one_after_something_that_was_no_bullet_are_compared_with_nothing() -> None:
    assert model.critique(CRITIC, FIRST).comparison is None
    assert model.critique(CRITIC, FIRST, "Hello, how are you?").comparison is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FIRST, SECOND, True),
        (FIRST, FIRST.upper(), True),
        ("Improved accuracy from 71% to 81%", "Improved latency from 20 ms to 45 ms", False),
        ("Improved latency from 20 ms to 45 ms", "Latency from 20 ms to 15 ms", True),
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
        ("Ich nehme Option B: Genauigkeit steigt, Latenz bleibt.", True),
        ("Die-level test prediction: false reject 0.9 % → 0.4 %", False),
        ("Fraud model, van der Berg Bank, p95 40 ms", False),
        ("I ran the desk of Der Spiegel; Frau von der Heide checked my labels, Die Zeit bought it.", False),
        ("Ranker live at Das Erste, La Poste, El País", False),
        ("DEM and MIT licence checks, EU OS images, ALS cohort", False),
    ],
)
def test_another_language_is_noticed_by_its_script_or_its_small_words(draft: str, expected: bool) -> None:
    assert is_foreign(draft) is expected
