"""Values that the published recipe gave elsewhere, beside this run's."""

from dataclasses import dataclass

from dopadist.experiments.decoding.cells import DecodedCells


@dataclass(frozen=True)
class Row:
    """One value of an earlier port of the published recipe, and this run's.

    Attributes
    ----------
    name : str
        Identifier.
    low, high : float
        Range of the earlier values; equal for a single one.
    ours : float
        Of this run.
    verdict : str
        ``"agrees"`` within a tenth of the earlier range, ``"disagrees"``, or ``"not compared"``
        where this run has no recordings.
    """

    name: str
    low: float
    high: float
    ours: float
    verdict: str

    @property
    def theirs(self) -> str:
        """The earlier range as text.

        Examples
        --------
        >>> Row("a", 0.72, 0.9, 0.8, "agrees").theirs, Row("b", 2.28, 2.28, 2.27, "agrees").theirs
        ('0.72 to 0.90', '2.28')
        """
        low, high = f"{self.low:.3g}", f"{self.high:.3g}"
        return low if low == high else f"{self.low:.2f} to {self.high:.2f}"


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
    ours = {
        "search": float(result.published.w1.mean()),
        "loss_of_truth": result.published.loss_of_truth,
        "even": result.references["prior"],
        "search_volumes": float(result.published_volumes.w1.mean()),
        "loss_of_truth_volumes": result.published_volumes.loss_of_truth,
        "even_volumes": result.volume_references["prior"],
        "mirrored_volumes": result.volume_references["mirrored"],
    }

    def verdict(name: str) -> str:
        if result.evidence != "recorded":
            return "not compared"
        low, high = EARLIER[name]
        return "agrees" if 0.9 * low <= ours[name] <= 1.1 * high else "disagrees"

    return tuple(Row(name, *EARLIER[name], ours[name], verdict(name)) for name in EARLIER)
