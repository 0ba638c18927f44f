"""The public holidays of a country, from the `holidays` package."""

import functools
import sys
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

COUNTRIES = "holidays.countries"


@functools.cache
def public_holidays(country: str) -> "HolidayBase":
    """Days by date, named in English. `country` is an ISO code.

    Raises NotImplementedError for a country that the package doesn't know.
    """
    import holidays  # noqa: PLC0415 - 3 MB, only where a date is counted or a group has a country

    if COUNTRIES not in sys.modules and (spec := find_spec(COUNTRIES)):
        # its own code imports all 250 countries, 7 MB: left out, each country's module is found when it's asked for
        sys.modules[COUNTRIES] = module_from_spec(spec)
    return holidays.country_holidays(country, language="en_US")
