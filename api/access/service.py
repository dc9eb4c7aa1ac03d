"""How the service is run: whom it lets in, how much it does at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_kb.errors import SettingsError

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|https?://\[[0-9a-f:]{2,45}\](:[0-9]{1,5})?")
NO_RATE = "none"


@dataclass(frozen=True)
class Service:
    """What `graph-kb serve` takes.

    Attributes:
        origins: Origins of web pages that browsers may ask from, such as https://map.example; none when empty.
        rate: Most requests of a key or an address in a moving window, such as 1200/minute; `none` for no limit.
        concurrency: Most requests that are answered at a time.
        upload_mb: Most megabytes of data sent to be loaded.
    """

    origins: tuple[str, ...] = ()
    rate: str = "1200/minute"
    concurrency: int = 16
    upload_mb: int = 64

    def __post_init__(self) -> None:
        """Refuse what could not be kept.

        Raises:
            SettingsError: An origin or the rate is none.
        """
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                hint = "list each as browsers send it, such as https://map.example; `*` is never allowed"
                raise SettingsError(f"{origin!a:.80} is no origin", hint=hint)
        if self.rate != NO_RATE:
            _demand_rate(self.rate)


def _demand_rate(rate: str) -> None:
    from limits import parse

    try:
        parse(rate)
    except ValueError as error:
        hint = "such as 1200/minute or 20/second, or none"
        raise SettingsError(f"{rate!a:.80} is no rate", hint=hint) from error
