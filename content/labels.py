"""The short text of an option, an item or a point."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from content.wording import filled


def _label(text: str) -> str:
    shown = filled(text)
    if not 1 <= len(shown) <= 140:
        raise ValueError(f"the option has {len(shown)} characters, it must have 1 to 140: change its length")
    return shown


Label = Annotated[str, AfterValidator(_label)]
