"""Mock rounds: who is in, with which hours, who meets whom this week, and what is said about it.

Where to begin, by what is looked for:

- the matching, pure, in the worker: `policy` (one weight for two people) > `table` (the same in arrays) > `solving`
  (matchings on graphs) > `grouping` (pairs and threes) > `matching` (the outcome, with reasons); `slots` (which
  common hour), `crowd` (to measure it on), `cli` and `reading` (`loopmate pair`)
- a week, pure: `model` (hours), `mock` (one mock and its states), `weeks` (seats, seasons, turns), `partners` (its
  people and their past, as candidates), `season` (more than one mock a week), `timing` (when what is said is said),
  `widening` (which hours would help), `figures` (the organiser's counts)
- what members press: `commands` (all of it by name), `giving` (hours), `agreeing`, `meeting` (at the time),
  `standby`, `afterwards`, `avoiding`; what organisers press: `organising`
- what happens by itself: `people` (who takes part), `running` (pairs, announces), `appointing` (sets up a mock's
  day), `dropping` (mends what somebody leaves), `telling` (its handlers)
- words: `cards` and `calls` of being in, `meeting_cards` and `meeting_calls` of one mock, `notices` of messages,
  `organising_cards`; `calendar` (the file for calendars)
- what is kept: `store`
"""
