"""Public holidays: each country's module is found without those of all others."""

import datetime as dt
import subprocess
import sys

import pytest
from holidays.registry import EntityLoader

from bot.core.public_holidays import public_holidays

UNSETTLED = {"BV", "HM", "IO", "UA"}
"""Uninhabited, without holidays of their own, or at war: no day is off in 2026."""
LOAD_ONE = """\
import sys
from bot.core.public_holidays import public_holidays
assert "holidays" not in sys.modules
print(public_holidays("US").get("2026-07-04"), "holidays.countries.germany" in sys.modules)"""


def test_every_country_that_the_package_lists_has_its_days() -> None:
    codes = set(EntityLoader.get_country_codes(include_aliases=False))
    assert len(codes) > 240
    days = [dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(365)]
    without = {code for code in codes if not any(map(public_holidays(code).__contains__, days))}
    assert without == UNSETTLED


def test_a_country_is_loaded_when_it_is_asked_for_and_alone() -> None:
    told = subprocess.run([sys.executable, "-c", LOAD_ONE], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["Independence", "Day", "False"], told.stdout


def test_a_country_that_is_none_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        public_holidays("ZZ")
