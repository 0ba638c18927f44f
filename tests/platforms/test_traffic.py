"""Pacing: bursts pass, floods wait, one slow place delays no other."""

from bot.platforms.traffic import KEPT, Pace


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_each_waits_and_a_place_that_was_quiet_has_its_burst_again() -> None:
    time = Seconds()
    pace = Pace(rate=2.0, burst=2, monotonic=time)
    for now in (0.0, 3_600.0):
        time.now = now
        assert [pace.wait("general") for _ in range(4)] == [0, 0, 0.5, 1]
        assert pace.wait("random") == 0  # one place delays no other


def test_who_would_wait_too_long_takes_no_place_in_the_line() -> None:
    time = Seconds()
    pace = Pace(rate=1.0, burst=1, monotonic=time)
    assert [pace.wait("general") for _ in range(5)] == [0, 1, 2, 3, 3]
    time.now = 3.0
    assert pace.wait("general") == 0


def test_of_too_many_places_the_one_that_was_quiet_for_longest_is_forgotten() -> None:
    pace = Pace(rate=1.0, burst=1, monotonic=Seconds())
    for n in range(KEPT):
        pace.wait(f"place-{n}")
    assert pace.wait("place-0") == 1
    pace.wait("one more")
    assert [pace.wait("place-0"), pace.wait("place-1")] == [2, 0]


def test_in_a_line_each_keeps_its_place_and_comes_back_when_it_is_its_turn() -> None:
    time = Seconds()
    pace = Pace(rate=0.5, burst=2, monotonic=time)
    assert [pace.wait("", ticket=f"t{n}") for n in range(5)] == [0, 0, 2, 4, 6]
    time.now = 3.0
    assert [pace.wait("", ticket=f"t{n}") for n in (4, 3, 2)] == [3, 1, 0]
    assert pace.wait("", ticket="t5") == 5


def test_after_a_pause_who_had_a_place_in_the_line_gets_another_behind_it() -> None:
    time = Seconds()
    pace = Pace(rate=1.0, burst=1, monotonic=time)
    assert [pace.wait("", ticket=f"t{n}") for n in range(4)] == [0, 1, 2, 3]
    pace.hold("", 10)
    time.now = 1.0
    assert [pace.wait("", ticket=f"t{n}") for n in (1, 2, 3)] == [9, 10, 11]
    time.now = 10.0
    assert pace.wait("", ticket="t1") == 0
