"""The ground that every part of the run model stands on: frozen, closed, and safe to write as UTF-8."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Record(BaseModel):
    """A frozen part of the run file; unknown keys are refused, and objects with the same fields are taken as well."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        from_attributes=True,
        use_attribute_docstrings=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
        validate_default=True,
    )


def _encodable(value: object) -> object:
    """Spell out lone surrogates: a hostile JSON body can hold them, and no file in UTF-8 can."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


Text = Annotated[str, BeforeValidator(_encodable)]
"""Text that may come from the target: any characters but lone surrogates, which are written as ``\\udc80``."""

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A finite, non-negative number of seconds."""


def in_words(seconds: float) -> str:
    """Say a duration as a reader would: ``240 ms``, ``3.2 s``, ``2 min 05 s``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = timedelta(seconds=round(seconds))
    minutes, rest = divmod(int(whole.total_seconds()), 60)
    return f"{minutes} min {rest:02d} s"
