"""The base of every value that travels or is stored: frozen, with no field that nobody declared."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable pydantic model; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
