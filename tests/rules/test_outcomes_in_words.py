"""What is different for people since the work is there, and what only sounds like it."""

import pytest

from bot.rules import Critic


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Loan officers on the counter see my score before they sign.",
        "Wrote the fault finder; field engineers reach for it first.",
        "Brewery schedules its kettles around the yield model that I trained.",
        "After the retraining of the load model the depot stopped printing lists.",
        "Built a churn score the sales floor works through on Mondays.",
        "Rebuilt the forecaster, no branch manager has gone back to the spreadsheet.",
        "Recogniser tuned to dialect, and complaints from the islands went away.",
        "Sorting-belt camera: parcels to the wrong town have become rare.",
        "Fault model made most site visits unnecessary.",
        "Leave-request bot; the shared inbox is empty on Fridays since then.",
        "Bed forecast, fewer trolleys in the corridor.",
        "Letters from the model reach pensioners in plain language.",
        "Glossaries from my extractor help interpreters prepare for hearings.",
        "Secured the harbour's tender with the hail mapper.",
        "A tuned 7B model took over from the agency.",
        "Estimates by drone, four co-ops ordered it and they now report from it.",
        "Captioner for menus; it now reads them aloud to diners with low vision.",
        "Everyone at the depot now plans by it.",
        "The last obstacle for the Austrian launch is gone.",
        "Sped up the forecast, and the ward sister has her list before the round.",
        "Speech model for site radio, the day log now fills itself in.",
        "Reading aid; library patrons find books in any language.",
        "Built the ledger check, and the old tool was thrown out by the customer.",
        "Now part of the standard kit of every service technician.",
        "Forecast board hangs in the dispatch hall.",
        "Safety camera on the press, no hand injuries since.",
        "Safety sheets in nine languages; the plant passed its inspection.",
        "Seat model in series production from the next model year.",
        "Model for bread returns; finance dropped the old spreadsheet.",
        "Yield model; the co-op's members sow by it on every field.",
        "Built a curve of demand by hour that the head chef plans his shifts from.",
        "Retuned the loan score. A large broker renewed its contract.",
        "Belt-wear model caught a torn seam at night.",
        "Soil-moisture maps in the homes of 900 vintners.",
        "Berth model, MAPE 18 % to 12 %, ended overtime at the quay.",
        "The hazard map convinced the council to close a road.",
        "Rockfall model; the pit foreman moved the haul road on the strength of it.",
        "Tagging model for seeds, in service at two nurseries.",
        "Rewrote the alarm logic; process engineers trust it again.",
        "Chemistry tutor: 14 of 20 pharmacists sign in at least weekly.",
        "Letter drafter; it has written every first reply since May.",
        "Reindexing in 20 minutes, and the atlas team rebuilds it at night.",
        "Pump model; the alert is sent to the fitters each morning.",
        "The sorting filter takes the load off two curators.",
        "Dropped the second pass, shaving 300 ms and $1.9k a month.",
        "Cancelled $20k a month of reserved nodes after pruning.",
        "Yield curves from which the branches place their seed orders.",
        "Put the frost map on the wall screen of the growers' hall.",
        "The porters, who had ignored the old alarm, have pinned the new one to the wall.",
        "Now nobody phones the depot for a slot.",
        "The accountants are closing the month from my table today.",
        "Port crane model, and they plan the berths with it now.",
        "The duty nurse isn't woken for false alarms any more.",
        "The orderly works off the list now.",
        "Counsellors are now calling pupils from my list every morning.",
        "Riders of Hatia hub are using it.",
        "The night shift got its breaks back.",
        "Waiters say they would not give the seating planner back.",
        "The scaffolders, who used to guess, now plan from the sheet.",
        "Lens forms are now checked by machine.",
        "The lab passed its accreditation with the tracer.",
        "Yield model – growers sow by it.",
        "Modelo de rotas, hoje padrão em todos os armazéns.",
        "Modèle de tri, les assistants s'en servent chaque nuit.",
    ],
)
def test_a_change_in_the_world_is_an_outcome_whatever_the_verb(critic: Critic, text: str) -> None:
    assert "no_outcome" not in rules(critic, text)


@pytest.mark.parametrize(
    "text",
    [
        "Explored agents for freight quotes in a notebook, no rollout so far.",
        "Screening model, launch planned for the second quarter.",
        "Would let clerks skip the manual check once the model is trained.",
        "Training jobs no longer fail overnight.",
        "Loss spikes disappeared after clipping the gradients of the model.",
        "The memory leak of the tokenizer is gone since the rewrite.",
        "Compressed the index with fewer tokens per document.",
        "Took over the forecasting pipeline from a colleague.",
        "Passionate about assistants that riders trust every day.",
        "Spline against transformer, RMSE 2.1 both, so I binned the latter.",
        "Added unit tests to the legacy pricing repository.",
        "Features from waybills that couriers sign, F1 0.81 to 0.85.",
        "Smaller images, builds take 4 min.",
        "Training a grader now costs $300 instead of $900.",
        "Cleaned the corpus from which the encoder learns, F1 0.81 to 0.84.",
        "Viewers preferred it 52 to 48, so I did not ship it.",
        "Model for drivers who fall asleep, F1 0.81.",
        "Put into production an encoder for the loan queue, F1 0.81.",
        "Fragmentation gone, allowing a batch of 96.",
        "Made our own agents run on a laptop, recall 0.7.",
        "Caught a bug in the tokenizer, F1 0.81 to 0.84.",
        "A federated model over five clinics gives away little, AUC 0.86 v 0.87.",
        "Nodule model, scans labelled by two doctors.",
        "Layers share weights; blocks use gated attention.",
        "Estimates when trucks reach the depot, MAE 11 min.",
        "The API stands at p99 420 ms; a slow parser had kept it at 1,300.",
        "Ranking model, cost per 1k calls went up.",
        "Put a router in front of the two encoders.",
        "Helped with the launch of the forecasting service.",
        "Sharded the KV cache, letting us run contexts of 64k tokens.",
        "F1 0.81 vs. 0.66, on one server and with no longer running time.",
        "Packed sequences, so that the run consumed 8,100 GPU hours where 13,900 had been planned.",
        "Team of six took part in the certification of the registry.",
        "Worked shoulder to shoulder with nurses, every day, and the team spirit was adopted by all.",
        "Three radiologists are labelling it now.",
        "Drafted a concept so that clinics might share beds.",
        "If approved, will let drivers book slots themselves.",
        "Wrote a plan by which ports could some day share berths.",
        "A net for recognising which passengers will sit in the car.",
        "MAPE 0.17 to 0.12 with a GRU for the smoothing that had been in use for years.",
        "Talked them into running it on every commit.",
        "Told tugs from ships in radar images, F1 0.81.",
        "Simply the best tax assistant in the north, customers love it!",
        "Knitting scorer live in production since March 2023.",
        "Gave lectures on AI to over 900 gardeners.",
        "Built risk scores meant to let bakers drop a visit a month some day.",
        "COMET 0.79 to 0.86, an epoch in 50 minutes and no longer in 3 hours.",
        "AUC 0.78 to 0.85 at 19 MB, below the 50 MB that our phone app permits.",
        "Helped choose a cloud provider for all clinics.",
        "Classifier of customer complaints by topic, macro-F1 0.77 against 0.70.",
        "Supported the launch of the churn model.",
        "Compressed to 4 bits (7 GB → 2 GB), so it fits into one card.",
        "Lists which patients a clinic should call, by gradient boosting.",
        "Recommended it, and no client ever turned it on.",
        "MAPE 11 % to 8 %, but the monthly charge for it is gone up.",
        "Reminders were designed so that families could, in time, be spared the fines.",
    ],
)
def test_what_is_meant_planned_or_of_the_model_itself_is_no_outcome(critic: Critic, text: str) -> None:
    assert "no_outcome" in rules(critic, text)


@pytest.mark.parametrize(
    "text",
    [
        "Entity F1 0.80 → 0.86; the reply is as snappy as it was.",
        "CER 3 → 2 %, heavier network, but the slot of the night run is met.",
        "Dice 0.84 (0.80), and nurses wait no longer than before.",
        "Recall 0.92 from 0.85, runs in the browser.",
        "AUROC 0.91 both, quantised to int8.",
        "WER 9 → 7 %, keeps up with the speaker.",
        "IoU 0.74 → 0.79 with a compact encoder.",
        "Kappa 0.62 → 0.78 with half the labels.",
        "Top-1 81 → 87 %, on the till's old processor.",
        "CSI 0.44 vs 0.36, needs a second card.",
        "Gini 0.52 → 0.55; trained in the same time.",
        "Kappa 0.51 → 0.66, with open weights that are free to use.",
        "AUC 0.71 vs 0.66, negligible overhead on the router.",
        "MAPE 17 to 14 %, and the orders are ready before the bakers come in.",
        "Hits@5 61 → 70 %, each reply takes a second longer.",
        "F1 0.70 to 0.77 although the net is half as large.",
        "F1 0,86 statt 0,80, Rechenkosten wie bisher.",
        "F1 0,86 au lieu de 0,80 sans surcoût de calcul.",
    ],
)
def test_speed_size_or_money_in_words_stands_beside_accuracy(critic: Critic, text: str) -> None:
    assert "accuracy_only" not in rules(critic, text)


@pytest.mark.parametrize(
    "text",
    [
        "Speed-bump detector, F1 0.88 instead of 0.80.",
        "Claim-cost regression, R² 0.61 against 0.55.",
        "Memory-test scoring from speech, AUC 0.84 vs 0.77.",
        "Battery-fault classifier, F1 0.90 → 0.94 after relabelling.",
        "Runtime-error classifier, macro-F1 0.71 → 0.78.",
        "Speech screening, AUC 0.83 vs 0.76 with pause features only.",
        "ETA error fell by 22 %; drivers wait 6 minutes less per stop.",
        "Heavy-vehicle classifier, top-1 88 → 93 %.",
        "Console-game toxicity, F1 0.81 (0.74).",
        "Forecasts of electricity prices for bakeries, MAE 6.1 instead of 7.9.",
        "Low-cost hotels: the address parser reaches 0.95 F1, before 0.88.",
        "Water-power inflow, pinball loss 8 % under the benchmark.",
        "Price elasticity model, MAPE 14 % instead of 19 %.",
        "False matches fell from 46 to 8, and registrars spend two hours on it.",
        "Light-pole inspection, recall up 8 points to 0.92.",
    ],
)
def test_the_name_of_the_task_speaks_of_no_cost(critic: Critic, text: str) -> None:
    assert "accuracy_only" in rules(critic, text)


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Worked alongside analysts and managers toward shared goals in maintenance.", True),
        ("Was a reliable team member in the forecasting project.", True),
        ("Coordinated among teams for smooth delivery.", True),
        ("Agents that cooperate on a shared blackboard plan deliveries.", False),
        ("Debate in which three LLMs collaborate, accuracy +4 points.", False),
        ("Kept all departments on the same page about the new planner.", True),
        ("In close cooperation, forecast error went from 14 to 11 %.", True),
        ("Aligned sales, legal and design around one vision.", True),
        ("Part of a 7-member team that built the reader.", True),
        ("Supported other squads by writing a guide to the profiler.", False),
        ("Supported other squads by fostering teamwork.", True),
        ("Worked with Nuria, the head of the sorting hall, to choose the alarms.", False),
    ],
)
def test_togetherness_is_of_people(critic: Critic, text: str, vague: bool) -> None:
    assert ("vague_teamwork" in rules(critic, text)) is vague


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Installed the gap camera in all Belgian bakeries.", True),
        ("Letter drafter open to all staff of the district court.", True),
        ("Fielded the parts model to every depot.", True),
        ("Live for the entire rowing club.", True),
        ("The grading app works in 5 caves.", True),
        ("Quote writer adopted by 23 of 24 roofers in the chain.", True),
        ("Allowed the agency to run it on loggers in 48 peat bogs.", True),
        ("Launched the reply drafter to all 2.3M mailboxes.", True),
        ("Released all checkpoints on the hub.", False),
        ("The optimiser works in 3 passes.", False),
        ("Rolled out the migration in 4 waves.", False),
        ("Planned a guide for the blind, to be launched in all theatres.", False),
        ("Took over 5 cameras and 2 belts.", False),
        ("Shipped the model after every team signed off.", False),
        ("Launched a refactor of all services.", False),
    ],
)
def test_whom_it_is_open_to_is_a_scope(critic: Critic, text: str, scope: bool) -> None:
    assert ("no_metric" not in rules(critic, text)) is scope


@pytest.mark.parametrize(
    "text",
    [
        "Yard slots simulated over 52 weeks, 2 gates.",
        "Third-party audit of 5 models, passed.",
        "Our fall alarm wakes the night nurse less often for nothing.",
    ],
)
def test_a_number_or_a_word_of_work_makes_a_bullet(critic: Critic, text: str) -> None:
    assert critic.critique(text).is_bullet
