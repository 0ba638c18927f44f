"""What is read of stories: who acts, told in the present or with the result first, and work that never arrived."""

import pytest

from bot.rules import Critic

ARRIVED = """\
Result first: planners get 45 minutes a day back. Before it, each of them opened nine tabs. I built the agent.
The feed stopped at night. I rebuilt it. We have run on it since June, and the old code is deleted.
The feed stopped at night. I rebuilt it. The report is now what they open first, and the feed has not failed yet.
Pickers waited for lists. I sharded the job. Lists are ready at six now. The second warehouse will be next month.
The p95 of search was reduced from 900 ms to 210 ms. Buyers had complained. I was to help. I cached the joins.
"""
STRANDED = """\
Our bot was wrong. I wrote a test set. The topic was dropped before anyone used it.
Our bot was wrong. I wrote a test set. The report was sent upstairs and the decision has not come yet.
Our bot was wrong. I wrote a test set. The demo was great and everyone clapped. Then it was never launched.
Our bot was wrong. I wrote a test set. The migration is still open and my group was moved.
Our bot was wrong. I wrote a test set. The trial is pending. All figures are kept in one place.
Our bot was wrong. I wrote a test set. The test is not done yet. The pages are scanned.
"""
PARTNERS = """\
Gates were missed. I collect photos. Irina, who leads the depot in Graz, checks every gate. Now all are found.
Bottles were rejected. I train a model. Mechanic Pavel builds a nozzle before the camera. The line runs.
Invoices piled up. I changed the rules. Lena on the finance desk crossed out the wrong fields. The pile fell.
"""

DUTIES = """\
Bins were wrong. I came in to sort this out. I relearned the map.
Bins were wrong. I had given the director my word on 2 %. I relearned the map.
Bins were wrong. My manager give me the target of 2 %. I relearned the map.
Bins were wrong. I committed to zero lost bins. I relearned the map.
Bins were wrong. I got told to either fix it or drop it. I relearned the map.
Bins were wrong. I then also had to bring it under 2 %. I relearned the map.
Bins were wrong. I wanted a map that a picker can trust. I relearned the map.
Bins were wrong. The mandate I was given: 2 % by May. I relearned the map.
Bins were wrong. Leader gave me the mission to reduce it. I relearned the map.
Bins were wrong. My VP wanted a fix by Monday. I relearned the map.
Bins were wrong. The desk lead asked whether I could mend it. I relearned the map.
Bins were wrong. The director asked our group to settle it. I relearned the map.
Bins were wrong. Task (mine): 2 % by May. I relearned the map.
Bins were wrong. Was asked to halve that. Relearned the map.
Bins were wrong. My manager said, mend it or drop it, and fix the map. I relearned the map.
Bins were wrong. So, basically, I had to halve that. I relearned the map.
Bins were wrong. I was on call and had promised the floor 2 %. I relearned the map.
Bins were wrong. I had to explain it and mend it by May, and fix the map. I relearned the map.
Bins were wrong. They gave me the problem and six weeks. I relearned the map.
"""
NO_DUTIES = """\
Bins were wrong. Nobody had told me to look at it. I relearned the map.
Bins were wrong. I had to laugh. I relearned the map.
Bins were wrong. The director had promised the board 2 %. I relearned the map.
Bins were wrong. Everybody wanted it gone. I relearned the map.
Bins were wrong. I quit my job in retail. I relearned the map.
Bins were wrong. Management wanted to know more. I relearned the map.
Bins were wrong. I relearned the map. Now they ask me which bin is new.
"""
LESSONS = """\
Misses rose because I skipped the check. I split it again. Misses fell. Now I check the split before each run.
My first plan failed. I split it again. Misses fell. My projects since have started with the split.
I had tuned on the test set. I split it again. Misses fell. Ever since, my test set is locked by somebody else.
I'd been choosing by the test set. I split it again. Misses fell. Now I won't open it before the end.
My first split was random. I split it again. Misses fell. I ask whoever labels the data to make the split.
I rolled back the split, which I had not checked. Misses fell. Every set I make has a date in it.
My first split was wrong. I split by the hour. Misses fell. What I do differently: before I fit, I read fifty rows.
"""
ENDED_TOO = """\
My first split was random. I split it again. New items were found by Monday, and I no longer ship on Fridays.
"""
NO_LESSONS = """\
I had undertaken to halve it. I split it again. Misses fell. I learn that team spirit is the key to success.
The split was random. I split it again. Misses fell. I still think that it was a good idea.
I had tuned on the test set. I split it again. Misses fell. I own the service.
I had been charged with it. I split it again. Misses fell. I therefore refrain from more.
"""
SMALL = (
    "our bot made up rules. i had to end it. pulled 600 answers, cut them anew. these fell from 7 % to 1 %."
)
NOBODY = """\
Bins were wrong. I used a model as a judge and kept the judge for hard bins. It is right.
Bins were wrong. I let a teacher network label 600 bins. It is right.
Bins were wrong. I put a checklist and the GPS of the cart into the map. It is right.
Bins were wrong. As a data scientist I relearned the map. It is right.
Bins were wrong. I built agents with LangGraph. It is right.
Bins were wrong before the marketing push. I relearned the map. It is right.
Bins were wrong. Customers wrote to us. I relearned the map. It is right.
While a student I saw that bins were wrong. I relearned the map. It is right.
Bins were wrong. Being the only engineer, I had no reviewer. I relearned the map. It is right.
Bins were wrong at the coast, Portugal, in summer. I relearned the map. It is right.
Bins were wrong for Arabic, since its letters join. I relearned the map. It is right.
Names were wrong. I sorted by author names. They are right.
The old planner that drew the map was wrong. I relearned it. It is right.
Bins were wrong. The checker spotted 12 of them. I relearned the map. It is right.
The compiler rejected my map. I relearned it. It is right.
"""
SOMEBODY = """\
Bins were wrong. Ms. Thu of stock team label 600 bins. I relearned the map.
Bins were wrong. I spent a day with foreman Rui, and he corrected my map.
Bins were wrong. I relearned the map. The cellar master marked 40 bins with me.
Bins were wrong. A roofer climbed up with me and named 40 kinds. I relearned the map.
Bins were wrong. The firm's diver fixed the lamps for me. I relearned the map.
Bins were wrong. A cheesemaker tapped 300 wheels for me. I relearned the map.
Bins were wrong. I relearned the map. The editor reviewed 200 bins.
Bins were wrong. I relearned the map. Tanya who runs the yard checked 200 bins.
Bins were wrong. I relearned the map. A phonetician fed me 40 lists.
Bins were wrong. I relearned the map. Lena Maier suggested a better one.
Bins were wrong. I relearned the map. Signor Bellini has shown me which bins move.
Bins were wrong. I met Ana and Karim, two fitters. I relearned the map. Karim held the lamp.
bins were wrong. i relearned the map. lena from billing checked 200 bins.
bins were wrong. i relearned the map. tom (sre) gave me a canary rack.
"""

STILL_OPEN = """\
Alarms rang all night. I had to calm them. I retrained the filter. The pilot ward opens to us in October.
Alarms rang all night. I had to calm them. I retrained the filter. Its test is being prepared by the clinic.
Alarms rang all night. I had to calm them. I retrained the filter. The target remains seven a night.
Alarms rang all night. I had to calm them. I retrained the filter. I expect the alarms to halve.
Alarms rang all night. I had to calm them. I retrained the filter. The rollout is planned for May.
Alarms rang all night. I had to calm them. I retrained the filter. We still have to convince the guards.
Alarms rang all night. I had to calm them. I retrained the filter. Everyone was enthusiastic about it.
Clerks read invoices twice. I had to stop that. I trained an extractor. The go-live is set for January.
The chatbot forgot the order. I had to fix it. I added a slot memory. A colleague tests it, I am adding a log.
Alarms came in bursts. I owned the filter. I clustered them by turbine. My estimate is a reduction by half.
Readers left after one page. I was to change that. I trained a ranker. The numbers come with the October release.
Clerks copied figures. My task was to end that. I trained a reader. If it reaches 97 %, the bank starts a pilot.
Our bill was too high. I took it on. I wrote a reaper script. It could save about $9k.
The ward loses beds every week. I have to predict discharge. I trained a model. The head nurse has it on her desk.
Drivers get lost. I was to find depots. I mapped 40 gates. The number that I have to beat is 60 %.
Pumps broke. I wanted a warning. I trained an autoencoder. It was a very challenging project.
Lawyers cost us double. I was to flag them. I trained on calls. Our competitor reports 4 points less with this.
Delays were late. The first version cut them to 2 days. But it refused ferries. I had to add them. I wrote a map."""
COME_ALREADY = """\
Alarms rang all night. I had to calm them. I cut the noise. I retrained the filter, and in May the error was 19 %.
Alarms rang all night. I had to calm them. I retrained the filter. We were down to seven. I keep a log since.
Alarms rang all night. I had to calm them. I retrained the filter. It is in production since May.
Alarms rang all night. I had to calm them. I retrained the filter. The pager is silent for weeks.
Alarms rang all night. I had to calm them. I retrained the filter. Routes are planned with it in all depots.
Alarms rang all night. I had to calm them. I retrained the filter. The guards said they would not go back.
Alarms rang all night. I had to calm them. I retrained the filter. One guard has to look, before it took three.
Alarms rang all night. I had to calm them. I retrained the filter. We haven't shipped a bad one since.
Clerks read invoices twice. I had to stop that. I trained a reader. It went live in May, and two sites will follow.
The chatbot forgot the order. I had to fix it. I added a slot memory. Customers give the number once.
Alarms came in bursts. I owned the filter. I clustered them by turbine. Nobody has to click them away.
The ward lost beds every week. I had to predict discharge. I trained a model. The head nurse plans with it.
The ward loses beds every week. I had to predict discharge. I trained a model. Six more patients find one.
Shops opened late. I was to fix the lists. I sorted them. The letters which should never have been sent are gone.
Fraud cost us a lot. I was to stop it. I made a graph. Losses since then came to 11k, and the analyst blocks cards."""

NOTHING_WRONG = """\
The firm does law, about four hundred lawyers, and I sit in IT. I was to build a classifier. I labelled 4k files.
I joined a school publisher as a scientist, and scoring was mine. I trained a net.
Last year I worked in the metrology group of a maker of bearings. My task was a vision model. I trained a net.
The client was a chain of gyms in the north of Italy. I was asked for a visit forecast. I trained a model.
It was a research project with the university of Ghent. My part was the speech front end. I wrote it in C.
The team consisted of five engineers and a designer. I owned the ranking. I trained a two-tower net.
Our insurer runs a motor branch and a household branch. I was asked to build a text classifier. I labelled 4k claims.
In 2023 our team introduced a feature store for all models. My task was to move mine. I rewrote 60 features.
We have 14 warehouses in Poland and a central planning group. I was hired to forecast demand. I joined weather data.
They invited me for one season to make a plant counter. I flew 30 fields and trained a network.
The hotel group ordered a chatbot with 12 intents. I was the lead developer. I wrote the flows and trained the model.
It started as a cooperation with the university. I owned the segmentation. I annotated 900 slides.
Menu voices are made by the group where I did my thesis. I got the new one. I recorded two speakers.
I rewrote the meter reader as a detector. The idea came from a paper. I collected 3,000 photos."""
SOMETHING_WRONG = """\
The client was a chain of gyms, and trainers stood around in the morning. I was asked for a forecast. I trained it.
Shepherds walked two days to count sheep. I was to help. I labelled 4k frames.
The museum had 90,000 paintings but visitors found only ten. I was asked to change that. I trained an encoder.
The hotline gets 4,000 calls and customers hang up after a while. I was asked to build a bot. I wrote 40 intents.
The office has 12 clerks who type letters into two systems. I was asked to end it. I trained a reader.
Our insurer runs two branches, and letters for one often end up with the other. I had to sort them. I labelled 4k.
We have 14 warehouses, and every second Friday one of them runs out of milk. I had to forecast. I joined weather.
The dairy I work with has 210 farms, and each spring seed was ordered by feeling. I was to count. I flew 30 fields.
Each quarter three people search folders for half a day. I was asked to make it shorter. I indexed the folders.
The hotel group has no clerk at night. I was the lead developer. I wrote the flows and trained the model.
Most farmers cannot read the leaflets. I took on a voice bot. I recorded 20 speakers.
I rewrote the meter reader as a detector. Until then field staff typed each number. I collected 3,000 photos."""

MORE_DUTIES = """\
Claims piled up. I committed in the quarterly planning to halve them. I trained a router.
Claims piled up. The ministry contracted me for getting the urgent ones out. I trained a router.
Claims piled up. They brought me in to double the number per day. I trained a router.
Claims piled up. I'd told my boss that I would bring it under 300. I trained a router.
Claims piled up. I had sworn to the adjusters that this would end. I trained a router.
Claims piled up. It was agreed that I deliver a router by June. I trained one.
Claims piled up. My share of the plan was the urgent ones. I trained a router.
Claims piled up. I was brought over from search in order to end it. I trained a router."""
DUTIES_OF_OTHERS = """\
Claims piled up. I told my boss that I had found a leak. I trained a router.
Claims piled up. My part of the code was too slow. I trained a router.
Claims piled up. They sent me to the fair in May. I trained a router.
Claims piled up. The head of claims demanded an apology from the vendor. I trained a router.
Claims piled up. My manager said: "What a year". I trained a router.
Claims piled up. My boss told the newspaper that we were late. I trained a router.
Claims piled up. A customer gave us two weeks. I trained a router.
Claims piled up. I planned the shifts by risk and trained a router.
Claims piled up. I agreed with Ines on a format and trained a router.
Claims piled up. The vendor promised a fix and did not deliver. I trained a router.
Claims piled up. I trained a router. My contract was extended."""

BACKFIRED = """\
I sent letters with a model of news. A family got the wrong one. I refitted it. I validate now only with letters.
I argued for a large model and was wrong. We shipped the linear one. I begin with the simplest thing in each project.
I forgot to freeze the tokenizer. Search was back at six. Versions are pinned in all my repos.
I scored with leaked data. Vouchers were wasted. I refitted it. Every feature gets a time check from me since then."""
NOT_MINE = """\
Reports were made by hand. I wrote a generator. It takes a minute. I don't write reports by hand now.
Storms doubled the load and it got slow. I had expected this. I switched a queue on. I always run a load test first.
I took over the parser. Dates were wrong in one of ten. I rewrote the rules. I test each release.
The vendor's cache was wrong. I noticed it and changed the vendor. The new one has a key for each account.
I forgot to freeze the tokenizer. Search was back at six. Orders were normal by noon."""


def said(listener: Critic, texts: str, flag: str) -> list[bool]:
    return [listener.critique(text, "story").flags[flag] for text in texts.splitlines()]


@pytest.mark.parametrize(("texts", "arrived"), [(ARRIVED, True), (STRANDED, False)])
def test_an_end_is_one_only_if_the_work_arrived(listener: Critic, texts: str, arrived: bool) -> None:
    assert set(said(listener, texts, "has_result")) == {arrived}


def test_a_partner_acts_in_the_present_too(listener: Critic) -> None:
    assert all(said(listener, PARTNERS, "collaboration_specific"))


def test_who_was_on_call_is_the_teller(listener: Critic) -> None:
    text = "Payments failed. I was on call, so I rolled back the release. 900 payments went through."
    assert listener.critique(text, "story").flags["monologue"]


@pytest.mark.parametrize(
    ("texts", "flag", "so"),
    [
        (DUTIES, "has_task", True),
        (NO_DUTIES, "has_task", False),
        (BACKFIRED, "learning_from_failure", True),
        (NOT_MINE, "learning_from_failure", False),
        (MORE_DUTIES, "has_task", True),
        (DUTIES_OF_OTHERS, "has_task", False),
        (LESSONS, "learning_from_failure", True),
        (NO_LESSONS, "learning_from_failure", False),
        (NOTHING_WRONG, "has_situation", False),
        (SOMETHING_WRONG, "has_situation", True),
        (STILL_OPEN, "has_result", False),
        (COME_ALREADY, "has_result", True),
        (NOBODY, "monologue", True),
        (ENDED_TOO, "has_result", True),
        (ENDED_TOO, "learning_from_failure", True),
        (SOMEBODY, "monologue", False),
        (SOMEBODY, "collaboration_specific", True),
    ],
)
def test_how_a_sentence_is_built_says_what_it_is(listener: Critic, texts: str, flag: str, so: bool) -> None:
    judged = zip(texts.splitlines(), said(listener, texts, flag), strict=True)
    assert [text for text, found in judged if found is not so] == []


def test_without_capitals_there_are_sentences(listener: Critic) -> None:
    flags = listener.critique(SMALL, "story").flags
    assert flags["has_situation"] and flags["has_task"] and flags["has_action"] and flags["result_quantified"]


@pytest.mark.parametrize("form", ["{}: ", "**{}** ", "## {}\n", "1. {} - ", "[{}] ", "({}) "])
def test_headings_come_in_many_forms(listener: Critic, form: str) -> None:
    parts = ["Bins were wrong.", "2 % by May.", "Relearned the map.", "1 % since April."]
    named = zip(("Situation", "Task", "Action", "Result"), parts, strict=True)
    flags = listener.critique("\n".join(form.format(name) + part for name, part in named), "story").flags
    assert flags["has_situation"] and flags["has_task"] and flags["has_action"] and flags["result_quantified"]
