"""What the authors' analysis of the recordings fixes, in this one place.

Here rather than with the responses because simulated recordings need the codes and windows too.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Window = tuple[int, int]
Smoothing = Literal["both", "first", "none"]
BaselineOf = Literal["trial", "cell"]


@dataclass(frozen=True)
class Constants:
    """What the authors' analysis fixes; times in ms.

    All values are read from the authors' MATLAB analysis of Dabney et al. 2020
    (doi:10.1038/s41586-019-1924-6), as redistributed with Schütt, Kim and Ma 2024: steps 1-7 of
    section 3.3 of the methods reference.

    Parameters
    ----------
    window : (int, int)
        Around the first event of a trial; spikes strictly inside, in bins of 1 ms.
    kernel_rise, kernel_decay, kernel_length : float, float, int
        Kernel ``(1 - exp(-t / rise)) exp(-t / decay)`` at t = 0 ... length - 1, sum 1.
    baseline : (int, int)
        Bins from here up to, not including, there: before the first event.
    uncued_response, cued_response : (int, int)
        200 up to 600 ms after the reward; an announced reward comes 1,500 ms after the odour.
    reward_delay : int
        From odour onset to an announced reward.
    uncued_types, cued_types : (int, ...)
        Codes of ``trialType`` in order of volume.
    n_slots : int
        Trials of one type that the authors' arrays have room for; more make longer arrays.
    snap : float
        Responses closer to 0 than this (spikes/s) are exactly 0 in exact arithmetic: the
        reversal point counts signs, so rounding noise must have none.
    smoothing : {"both", "first", "none"}
        Which of the authors' two smoothings are applied.
    baseline_of : {"trial", "cell"}
        What is subtracted: the rate before the trial itself (the authors), or the mean of that
        over all used trials of the cell, one number a cell.

    Raises
    ------
    ValueError
        For another smoothing or baseline, or a baseline or response outside the window.
    """

    window: Window = (-1000, 3000)
    kernel_rise: float = 1.0
    kernel_decay: float = 20.0
    kernel_length: int = 51
    baseline: Window = (-1000, 0)
    uncued_response: Window = (200, 600)
    cued_response: Window = (1700, 2100)
    reward_delay: int = 1500
    uncued_types: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    cued_types: tuple[int, ...] = (8, 9, 10, 11, 12, 13, 14)
    n_slots: int = 60
    snap: float = 1e-9
    smoothing: Smoothing = "both"
    baseline_of: BaselineOf = "trial"

    def __post_init__(self) -> None:
        for field, allowed in (("smoothing", Smoothing), ("baseline_of", BaselineOf)):
            if getattr(self, field) not in get_args(allowed):
                raise ValueError(
                    f"{field} is {getattr(self, field)!r}, expected one of "
                    f"{', '.join(get_args(allowed))}"
                )
        for field in ("baseline", "uncued_response", "cued_response"):
            low, high = getattr(self, field)
            if not self.window[0] <= low < high <= self.window[1]:
                raise ValueError(
                    f"{field} is {(low, high)}, expected it inside the window {self.window} "
                    "and its start before its end"
                )

    @property
    def n_bins(self) -> int:
        """Number of 1-ms bins of the window: 4,001."""
        return self.window[1] - self.window[0] + 1

    def bins(self, window: Window) -> slice:
        """Bins of a half-open window in ms.

        Examples
        --------
        >>> AUTHORS.bins((200, 600))
        slice(1200, 1600, None)
        """
        return slice(window[0] - self.window[0], window[1] - self.window[0])


AUTHORS = Constants()
