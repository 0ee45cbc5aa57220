"""A statistic as it must be given: value, interval, n, test, effect size, seed."""

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Statistic:
    """One statistic with all that a reader needs to weigh it.

    What depends on how trials happen to fall into halves or folds is a distribution: `value` is
    then its mean or median, as `quantity` says, and `low` to `high` its spread over splits.

    Parameters
    ----------
    name : str
        Lower-case identifier, unique in its figure.
    quantity : str
        What the value is, such as "Pearson r, reversal point of one half against the other".
    value : float
        In the unit that `quantity` names.
    low, high : float
        Ends of the interval.
    interval : str
        What the interval is, such as "2.5–97.5 % of 1,000 random splits".
    n : int
        Number of independent things, 1 or more.
    unit : str
        What is counted, such as "cells".
    test : str
        The test and its direction, or "none" where the value only describes.
    p : float or None
        P of the test, 0 to 1; ``None`` where there is none.
    effect : str
        Name of the effect size, such as "r", "Cohen's d" or "difference in spikes/s".
    effect_size : float
        Its value.
    seed : int or None
        Seed of the stream that chance came from; ``None`` where there is no chance.

    Raises
    ------
    ValueError
        If the name is no identifier, a text is empty, n is below 1, the ends are reversed, P lies
        outside 0 to 1, or P and test don't go together.

    Examples
    --------
    >>> r = Statistic(
    ...     name="r_halves", quantity="Pearson r of halves, mean over splits", value=0.77,
    ...     low=0.58, high=0.87, interval="2.5–97.5 % of 1,000 splits", n=40, unit="cells",
    ...     test="permuted trials, one-sided", p=0.002, effect="r", effect_size=0.77, seed=0,
    ... )
    >>> r.text
    '0.77 (0.58 to 0.87, 2.5–97.5 % of 1,000 splits; n = 40 cells)'
    """

    name: str
    quantity: str
    value: float
    low: float
    high: float
    interval: str
    n: int
    unit: str
    test: str
    p: float | None
    effect: str
    effect_size: float
    seed: int | None

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name != self.name.lower():
            raise ValueError(f"a statistic is called {self.name!r}, expected a lower-case name")
        for field in ("quantity", "interval", "unit", "test", "effect"):
            if not getattr(self, field).strip():
                raise ValueError(f"statistic '{self.name}' has no {field}, expected a text")
        if self.n < 1:
            raise ValueError(f"statistic '{self.name}' has n = {self.n}, expected 1 or more")
        if not self.low <= self.high and not math.isnan(self.low + self.high):
            raise ValueError(
                f"statistic '{self.name}' has the interval {self.low:g} to {self.high:g}, "
                "expected the lower end first"
            )
        if (self.p is None) != (self.test == "none"):
            raise ValueError(
                f"statistic '{self.name}' has test {self.test!r} and p = {self.p}, "
                "expected both, or 'none' and None"
            )
        if self.p is not None and not 0 <= self.p <= 1:
            raise ValueError(f"statistic '{self.name}' has p = {self.p:g}, expected 0 to 1")

    @property
    def text(self) -> str:
        """Value, interval and n as one phrase."""
        return (
            f"{_short(self.value)} ({_short(self.low)} to {_short(self.high)}, {self.interval}; "
            f"n = {self.n:,} {self.unit})"
        )

    def encode(self) -> dict[str, Any]:
        """For JSON; what is not finite becomes ``None``."""
        return {
            key: None if isinstance(value, float) and not math.isfinite(value) else _plain(value)
            for key, value in asdict(self).items()
        }


def _plain(value: Any) -> Any:
    """A numpy scalar as Python's own."""
    return value.item() if hasattr(value, "item") else value


def _short(value: float) -> str:
    """Three digits.

    Examples
    --------
    >>> _short(0.7714), _short(1.84e-05), _short(221.94)
    ('0.771', '1.84e-05', '222')
    """
    return f"{value:.3g}"
