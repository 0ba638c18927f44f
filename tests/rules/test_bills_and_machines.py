"""Money for computing, machines, trainings and labels, in the ways that people tell of them; and what is none."""

import pytest

from bot.rules import Critic

COST = """\
Swapped GPT-4 for a 7B model: the same traffic costs 25m naira a year instead of 41m.
Moved OCR to our own model; we pay a fifth of what Textract charged.
It reads the invoices and costs a quarter of the Textract price.
Cached the embeddings; RM 120m a year less on the cloud bill.
Tokens bought per month down 18 %.
Cut the prompts: 44 % less spent on idle GPUs.
Ended up paying 38% less for transcription.
We stopped paying Bedrock 9k EUR a year.
Avoided a 12K rand hardware purchase.
An email costs us 0.3 cents, with AWS it was 3 cents.
A fine-tune costs $8,580 and not $26,000.
EUR per page: 0.40 -> 0.10
Rent for the T4s fell by 3.8k euros a month.
Four times as many forecasts per dollar.
Active learning: bought 41 % fewer labels for the same F1.
Three of 16 solver licences given up.
Replaced 6 scoring machines with 4.
Ten GPU boxes replaced 40.
Merged the indexes, so it no longer needs five of its A100s.
Distilled the reranker; the same load on 4 cache nodes; 6 before.
The service lives on 5 Kafka brokers now; before it had eight.
Three nodes do it now, not four.
Two Ray workers are no longer on the bill.
Only 23 of 40 GPU servers still run at night.
Batched the requests; got by with 22 cache nodes less.
Fits on one c7g.4xlarge instead of 3.
Five T4s went to the research cluster.
Packed short sequences: training 38 % shorter.
Time for one epoch cut from 38 minutes to 12 minutes.
Sequence packing took 11 days off the training schedule.
The 7B run took 26 hours instead of 11 days.
"""
NONE = """\
Raw steel: 12,500 USD less a day paid for raw steel.
Trained on 8 A100s; F1 from 0.71 to 0.78.
Alerts on 16 scoring machines down 44%.
Outages per month on the rack servers 9 -> 2.
Solr hosts crash 3 times a month instead of 14.
CPU load of each g5.xlarge instance from 80 % to 45 %.
The report runs in 17 minutes instead of 72 hours.
Forecast run from 72 h to 20 h.
Classifies invoices over $1.2k with 93 % precision.
The shop earns 48k USD per month more.
Two Redis shards process 4M rows in 30 min instead of 75 min.
Paid subscriptions +14% in half a year.
Compensation at a tenth of what late deliveries cost.
"""


@pytest.fixture(scope="module")
def critic() -> Critic:
    return Critic.load()


@pytest.mark.parametrize("text", COST.splitlines())
def test_what_is_paid_for_programs_is_cost(critic: Critic, text: str) -> None:
    assert "cost" in critic.critique(text).families


@pytest.mark.parametrize("text", NONE.splitlines())
def test_what_is_paid_by_trades_or_only_runs_is_no_cost(critic: Critic, text: str) -> None:
    assert "cost" not in critic.critique(text).families


def test_what_is_spent_before_anything_runs_is_no_outcome(critic: Critic) -> None:
    for text in (
        "Packed short sequences: training 38 % shorter.",
        "Bought 40 % fewer labels for the same F1.",
    ):
        assert "no_outcome" in [finding.rule for finding in critic.critique(text).findings]
