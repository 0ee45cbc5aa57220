r"""Level and noise of each cell: is it right on average about the rewards of its own task?

A cell whose response is the error of its own prediction stops learning when the mean response to
the rewards, as often as they come, is zero. The estimate of that mean has the standard error
:math:`\sqrt{\sum_k p_k^2 s_k^2 / n_k}`; were all cells right on average (or off by one number that
they share), their means would be spread by no more than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.sessions import over_sessions
from dopadist.experiments.response_functions.simulated import weights
from dopadist.experiments.shared import Study
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.responses import Kind, pool
from dopadist.statistic import Statistic
from dopadist.streams import stream


@dataclass(frozen=True)
class Levels:
    """Mean response of every cell to the task's rewards, and its noise.

    Attributes
    ----------
    mean, error : numpy.ndarray, shape (n_cells,)
        Mean response, rewards as often as they come, and its standard error, spikes/s.
    noise : numpy.ndarray, shape (n_cells,)
        Standard deviation of a single trial around the mean of its volume, spikes/s.
    permuted : numpy.ndarray, shape (n_populations,)
        ``ratio`` in populations of permuted trials.
    interval : (float, float)
        95 % interval of ``ratio`` over resampled sessions.
    """

    mean: Floats
    error: Floats
    noise: Floats
    permuted: Floats
    interval: tuple[float, float]
    n_sessions: int
    seed: int

    @property
    def spread(self) -> float:
        """Standard deviation over cells of the mean response, spikes/s."""
        return float(self.mean.std(ddof=1))

    @property
    def by_noise(self) -> float:
        """What noise alone would make of it: root mean square of the standard errors."""
        return float(np.sqrt((self.error**2).mean()))

    @property
    def ratio(self) -> float:
        """The one over the other: 1 if all cells are right on average."""
        return self.spread / self.by_noise


def run_levels(study: Study) -> Levels:
    """Mean and noise of the cells, and the same for cells of permuted trials."""
    mean, error, noise = levels(study.trial_set.trials)
    sessions = study.trial_set.sessions
    rng = stream(study.seed, "response_functions/levels")
    interval = over_sessions(lambda some: ratio(mean[some], error[some]), sessions, rng)
    permuted = []
    for _ in range(by_profile(study.profile, full=60, quick=25)):
        kind = cast(Kind, study.trial_set.kind)
        population = pool(permuted_trials(study.responses, rng=rng), kind=kind)
        permuted.append(ratio(*levels(population.trials)[:2]))
    return Levels(
        mean=mean, error=error, noise=noise, permuted=np.array(permuted), interval=interval,
        n_sessions=len(set(sessions)), seed=study.seed,
    )  # fmt: skip


def levels(trials: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, standard error and noise of every cell; trials (n_cells, n_magnitudes, n_slots)."""
    n = np.isfinite(trials).sum(-1)
    variance = np.nanvar(trials, axis=-1, ddof=1)
    mean = np.nanmean(trials, -1) @ weights()
    return (
        np.asarray(mean),
        np.sqrt((variance / n) @ weights() ** 2),
        np.sqrt(((n - 1) * variance).sum(-1) / (n - 1).sum(-1)),
    )


def ratio(mean: Floats, error: Floats) -> float:
    """Spread of the means over what their standard errors alone would make.

    >>> ratio(np.array([-1.0, 1.0]), np.ones(2)).__round__(6)
    1.414214
    """
    return float(mean.std(ddof=1) / np.sqrt((error**2).mean()))


def levels_claims(result: Levels) -> dict[str, float]:
    """Whether the cells are right on average."""
    return {"off_on_average": result.ratio}


def levels_statistics(result: Levels) -> tuple[Statistic, ...]:
    """The same with interval and P."""
    value, (low, high) = result.ratio, result.interval
    return (
        Statistic(
            name="off_on_average",
            quantity="standard deviation over cells of the mean response to the task's rewards, "
            "over what the noise of trials makes (1: all cells alike)",
            value=value, low=min(low, value), high=max(high, value),
            interval=f"95 % bootstrap over {result.n_sessions} sessions",
            n=result.mean.size, unit="cells",
            test=f"against {result.permuted.size} populations of permuted trials, one-sided",
            p=exceedance_p(value, result.permuted),
            effect="standard deviation of the mean responses, spikes/s",
            effect_size=result.spread, seed=result.seed,
        ),
    )  # fmt: skip
