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
"""
TOGETHERNESS = """\
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
"""
NO_ENDS = """\
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
    ],
)
def test_it_is_seen_in_all_these_words(
    listener: Critic, frame: str, sentences: str, flag: str, expected: bool
) -> None:
    told = sentences.splitlines()
    flags = {one: listener.critique(frame.format(one), "story").flags[flag] for one in told}
    assert [one for one, said in flags.items() if said != expected] == []
