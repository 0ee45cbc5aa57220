"""Values that the published recipe gave elsewhere, beside this run's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.experiments.decoding.cells import DecodedCells


@dataclass(frozen=True)
class Row:
    """One value of an earlier port of the published recipe, and this run's.

    Attributes
    ----------
    name : str
        Identifier.
    earlier, ours : tuple of float
        Lowest and highest value; equal for a single one, else over repeats of a search.
    verdict : str
        ``"agrees"`` if the two ranges come within a tenth of each other, ``"disagrees"``, or
        ``"not compared"`` where this run has no recordings.
    """

    name: str
    earlier: tuple[float, float]
    ours: tuple[float, float]
    verdict: str


def as_text(values: tuple[float, float]) -> str:
    """A range as it stands in a table.

    Examples
    --------
    >>> as_text((0.72, 0.9)), as_text((0.066, 0.066))
    ('0.72 to 0.90', '0.066')
    """
    low, high = values
    return f"{low:.3g}" if low == high else f"{low:.2f} to {high:.2f}"


# Five searches with a numerical gradient on published pairs (reversal point, asymmetry) of the 40
# cells, once in spikes/s and once in µL; distances to the rewards (methods reference, 6.4). The
# pairs come from another version of the estimates than ours.
EARLIER = {
    "search": (0.72, 0.90),
    "loss_of_truth": (0.066, 0.066),
    "even": (2.28, 2.28),
    "search_volumes": (0.88, 1.06),
    "loss_of_truth_volumes": (0.205, 0.205),
    "even_volumes": (5.06, 5.06),
    "mirrored_volumes": (9.70, 9.70),
}


def published_rows(result: DecodedCells) -> tuple[Row, ...]:
    """The earlier values beside those of this run, in the order of ``EARLIER``."""
    volumes = result.volume_references
    ours = {
        "search": _range(result.published.w1),
        "loss_of_truth": _single(result.published.loss_of_truth),
        "even": _single(result.references["prior"]),
        "search_volumes": _range(result.published_volumes.w1),
        "loss_of_truth_volumes": _single(result.published_volumes.loss_of_truth),
        "even_volumes": _single(volumes["prior"]),
        "mirrored_volumes": _single(volumes["mirrored"]),
    }

    def verdict(name: str) -> str:
        if result.evidence != "recorded":
            return "not compared"
        (low, high), (our_low, our_high) = EARLIER[name], ours[name]
        return "agrees" if 0.9 * low <= our_high and our_low <= 1.1 * high else "disagrees"

    return tuple(Row(name, EARLIER[name], ours[name], verdict(name)) for name in EARLIER)


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _single(value: float) -> tuple[float, float]:
    return value, value
