"""Who takes part in a story, and how it ends, in many ways."""

import pytest

from bot.rules import Critic

TOLD = (
    "The parser dropped dates on scanned bills. I had to fix it by June. I wrote a layout model and retrained it. "
    "{} Wrong dates fell from 9 % to 2 %."
)
UNENDED = (
    "The parser dropped dates on scanned bills. I had to fix it by June. I wrote a layout model and retrained it on "
    "300 pages. I added a check on the year. {}"
)
PARTNERS = """\
Senior grader Liesbeth marked 500 of them blind, twice.
Kofi the porter pushed the empty bed through every corridor so that I could map them.
Quality manager Ing. Hrubá opened 40 envelopes from the archive with me.
Crew leader Dom tried it on two desks and texted me every bill that he disagreed with.
I sat with the archivist Nadia for three nights and wrote down what she looks at.
The pilot Erik flew six extra rounds for the photos.
Marta, the data engineer, set up a nightly export for me.
Marta from data engineering lent me her labelled set.
Marta, who owns the scanner, showed me the driver settings and switched off the auto-crop.
The QA engineer, Ivo, threw 500 odd bills at it every night.
Ivo, our QA, found the two cases that I had overlooked.
The security officer reviewed the export with me and had two fields masked.
A nurse, Sister Agnes, read the slips aloud while I typed.
I convinced Ivo, the ops lead, by a demo; he gave me two of his people for a week.
The ops lead gave me two of his people for a week.
The supplier's developer, a Mr Novak, changed the font.
With Ivo from QA I went through 200 bills by hand.
Ivo (QA) and I went through 200 bills by hand.
Our product manager, Lena, and I agreed on a cut-off of 2 %.
Lena, product manager, ran the interviews with six clerks.
Two colleagues from billing, Lena and Ivo, labelled 400 bills.
My lead took over the talks with the supplier.
The head of data science challenged my metric, and we changed it to errors per bill.
A domain expert annotated 300 bills with me.
I asked our lawyer, Ms Stone, and she struck the personal data out.
Rana from billing typed the true dates of 300 bills.
Rana (billing) typed the true dates of 300 bills.
Rana, who runs billing, typed the true dates of 300 bills.
Rana in billing gave me the true dates of 300 bills.
Rana, a clerk in billing, marked the hard pages.
My colleague Rana marked the hard pages.
My teammate Rana reviewed every pull request and found two races.
Our designer Rana drew the correction screen.
The billing clerk marked 300 pages with me.
A billing clerk marked 300 pages with me.
One of the clerks marked 300 pages for me.
Two clerks marked 300 pages each.
Together with Rana from billing I marked 300 pages.
I marked 300 pages together with Rana from billing.
I sat down with Rana, the head of billing, and we marked 300 pages.
I paired with Rana, a backend engineer, on the exporter.
I paired with a backend engineer on the exporter; she wrote the schema.
I asked Rana, the head of billing, for the true dates, and she sent 300.
I asked the head of billing for the true dates, and she typed 300 of them.
With the help of Rana, who leads billing, I found that suppliers print the date sideways.
Rana's clerks typed dates, and Rana herself, as head of billing, checked each week.
Head of billing Rana Aziz checked my list each week.
Ms Aziz from billing checked my list each week.
Dr Aziz checked my list each week.
The SRE, Tom, moved the job to the night queue.
Tom, SRE, moved the job to the night queue.
Our SRE moved the job to the night queue.
The product owner cut the scope to three suppliers after I had shown her the numbers.
The product manager and I agreed a cut-off, and she dropped two fields.
The data engineer rebuilt the loader while I cleaned labels.
My manager, Tom, got us access to the scanner logs.
The vendor's engineer patched the scanner driver.
The customer's clerk, Mr Otto, sent fifty pages a day.
Legal counsel Ana read the terms and struck out two fields.
It was Rana from billing who spotted the sideways dates.
Rana, my counterpart in billing, came with a list of 40 suppliers.
A colleague from billing, Rana, came with a list of 40 suppliers.
The team lead of billing, Rana, brought a list of 40 suppliers.
From billing, Rana supplied the list of 40 suppliers.
The intern, whom I mentored, built the viewer.
I mentored an intern, who built the viewer.
I told Rana from billing about it. She typed the true dates of 300 bills.
I asked the head of billing for help. He wrote to the suppliers and collected 300 pages.
"""
TOGETHERNESS = """\
The sales director gave me the task to bring it to one day.
It is right in 90 % of the cases, compared with 79 % before, and two desks began to size their staff by it.
The CFO asked every week why.
The clerk Ivana retired.
Marta and Ivo were also in the project.
Marta from data engineering was very supportive.
I reported to the head of operations.
There were many discussions with the data engineers.
The product manager was glad about it.
The stakeholders were informed weekly.
We had a good mix of people from all departments.
The CTO mentioned it in the all-hands.
Someone from QA should have tested it.
I missed the help of a designer.
I worked with many stakeholders along the way.
The whole team helped.
My manager was happy with it.
Billing was waiting for it.
The clerks were under pressure.
I kept everybody informed.
We discussed it in the weekly meeting.
The clerks had complained about it for a year.
The head of billing wanted it done by June.
Our team is a great team and we supported each other.
I presented it to the board.
I aligned with product and with legal.
The users liked it.
Other colleagues were on holiday.
I read Rana's old notes.
She typed the dates of 300 bills.
"""
OTHERS = """\
The clerks were under pressure.
Billing was waiting for it.
My manager was happy with it.
I presented it to the board.
Our SRE moved the job to the night queue.
Rana from billing typed dates.
The warehouse staff had given up on it.
A friend in the finance department asked for it.
The nurses noticed.
My mentor warned me.
Two engineers were on leave.
Accounting had to correct each bill by hand.
I asked the supplier for samples.
The auditors had found it.
My lead doubted it.
"""
NOBODY = """\
I trained it on the voice of the narrator alone.
For tenants with no activity in a year it runs at the first login.
I tested it on old data.
We tested it on old data.
Customers had written about it.
Users saw blank fields.
I read papers about it.
I checked it every day for two weeks.
The model was small enough for a CPU.
I compared three approaches.
It took two weekends.
I deployed it behind a flag.
"""
ENDS = """\
Nobody retypes a bill nowadays, and the accountant shows it in her lectures.
The habit of ordering a bill twice has died out.
The auditor found no wrong date last year.
We now process bills on the same day.
I handed it over to billing, who run it alone now.
My model has been the default since May.
We went live in May with all suppliers.
I was able to switch off the old rules.
We have not had a single wrong date since.
I delivered it two weeks early.
Our error rate is half of what it was.
I got wrong dates down to 2 %.
We are down to 2 % of wrong dates.
We closed the year without a wrong date.
In the end I got it to 98 %.
I met the June date, and the check has caught 40 bills so far.
We won the supplier back.
My fix holds to this day.
I could show that 98 % of the dates were right.
By June, 98 of 100 dates were right.
Customers stopped writing about it.
That was the last wrong date that anybody saw.
It cut the work of three people in half.
The bank extended the contract for two years.
Error rate: 2 %.
Outcome: the clerks use it daily.
What came out of it: 2 % wrong dates and happy clerks.
After that, wrong dates were rare.
Wrong dates have become rare.
Since then, nobody has typed a date by hand.
The pilot failed, and I wrote down why.
The dates are right now.
Since June there has not been a wrong date.
Wrong dates: 9 % before, 2 % after.
It has been running without a hitch for a year.
Billing uses it every day.
The clerks have stopped checking dates.
The bills go out on time again.
The contract was renewed.
The error rate halved.
That brought wrong dates down to 2 %.
This cut wrong dates to 2 %.
The outcome: 2 % wrong dates.
In production it gets 98 % of the dates right.
It now reads 98 % of the dates.
Today nobody types dates any more.
We shipped it in May, a month early.
It went out in May and the complaints dried up.
The project paid for itself in three months.
The clerks got two hours a day back.
Two other countries took it over.
It did not work out: wrong dates stayed at 9 % and we went back to the rules.
The new model lost against the rules, so I switched it off.
Accuracy reached 98 %, and the clerks trust it.
We are at 2 % wrong dates.
The queue is empty by noon.
It saves billing 40 hours a week.
With it, month end takes one day and not four.
$40k.
98 %.
We have had no further wrong date in a year.
There were no further complaints.
"""
NO_ENDS = """\
After I wrote a manual of 20 pages.
The semester ended and we submitted the code.
Moved to another project in May, before anybody tried it.
The company was sold before the launch.
I hope that it will work.
We will see what comes of it.
I then presented my plan.
I was very busy at that time.
I am proud of my work.
It taught me a lot.
We plan to go live next spring.
I would do it in the same way again.
This is how I like to work.
I am still working on it.
The next step will be a pilot.
We hope to see fewer wrong dates.
It was a great experience.
I learned a lot about layout models.
The results will be measured in autumn.
It is waiting for approval.
I believe it will help billing a lot.
The model is ready to be tested.
Then I left the company.
"""
UNTASKED = (
    "The parser dropped dates on scanned bills. {} I wrote a layout model and retrained it on 300 pages. "
    "Wrong dates fell from 9 % to 2 %."
)
TASKS = """\
The board gave me the charter to fix it.
My thesis should answer whether it can be foreseen.
My manager gave me the bills as my first proper project: get that under 3 %.
I was engagement lead and had ten days to win the trust back.
Getting them right was my job and mine alone.
I was the one who should make it right before Easter.
The aim of my work package was to halve them.
The director requested that I find the cause.
My manager gave me until June to fix it.
I volunteered to fix it.
It was on me to fix it.
I took it on.
As the owner of the parser I promised a fix by June.
The fix landed on my desk.
I was given the job of fixing it.
I set out to get below 3 %.
My goal: below 3 %.
What was asked of me was a rate below 3 %.
They put me on it.
I was the one to fix it.
I said I would fix it by June.
My boss wanted it below 3 % by June.
Getting it below 3 % became my quarter's goal.
I made it my aim to get below 3 %.
The head of billing asked me to bring it below 3 %.
We agreed that I would bring it below 3 %.
I had promised the clerks a fix.
The target I got was 3 %.
The head of billing gave me one quarter to get below 3 %.
My manager gave me two quarters.
I decided to automate it.
I wanted to know whether a layout model helps.
I had promised our clerks a fix by June.
The audit came closer and I had four days.
"""
NO_TASKS = """\
The office where I did my thesis is the oldest of the town.
The manager asked the vendor to repair it.
My manager gave me a new laptop.
I knew the one who had built it.
Billing was angry about it.
Nobody knew why.
It had been like that for a year.
The scans came from four offices.
"""
UNSET = "{} I wrote a layout model and retrained it on 300 pages. Wrong dates fell from 9 % to 2 %."
SETTINGS = """\
I noticed that the export would cost a quarter of a million.
I saw that half of the bills were typed twice.
The clerks typed each date twice.
"""
NO_SETTINGS = """\
My aim was a reader with less than 2 % error.
I like challenges. For me people come first.
Needed a layout model for the new scanner.
Wanted a faster parser.
We wanted to know whether layout models help.
"""
LEARNED = """\
I once shipped a parser on a Friday. My own rule since: no Friday releases.
I made an error with the units: the parser read months as days. I have stopped releasing without a replay.
I had to withdraw the figure that I had published. I have since kept splits in files.
My script, which I had written myself, averaged over offices. Personally I have stopped trusting averages.
"""


@pytest.mark.parametrize(
    ("frame", "sentences", "flag", "expected"),
    [
        (TOLD, PARTNERS, "collaboration_specific", True),
        (TOLD, TOGETHERNESS, "collaboration_specific", False),
        (TOLD, PARTNERS, "monologue", False),
        (TOLD, OTHERS, "monologue", False),
        (TOLD, NOBODY, "monologue", True),
        (UNENDED, ENDS, "has_result", True),
        (UNENDED, NO_ENDS, "has_result", False),
        (UNTASKED, TASKS, "has_task", True),
        (UNTASKED, NO_TASKS, "has_task", False),
        (UNSET, SETTINGS, "has_situation", True),
        (UNSET, NO_SETTINGS, "has_situation", False),
        (TOLD, LEARNED, "learning_from_failure", True),
        (UNSET, LEARNED, "has_situation", True),
    ],
)
def test_it_is_seen_in_all_these_words(
    listener: Critic, frame: str, sentences: str, flag: str, expected: bool
) -> None:
    told = sentences.splitlines()
    flags = {one: listener.critique(frame.format(one), "story").flags[flag] for one in told}
    assert [one for one, said in flags.items() if said != expected] == []
