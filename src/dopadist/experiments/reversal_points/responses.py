"""The task, responses over time, and two cells that disagree about 5 µL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.shared.statistics import over_populations
from dopadist.experiments.shared.study import Floats, Study
from dopadist.nulls import exceedance_p, permuted_trials
from dopadist.responses import AUTHORS, AlignedSpikes, align_spikes, pool, population_psth
from dopadist.statistic import Statistic
from dopadist.streams import stream
from dopadist.tasks.rewards import VOLUMES, variable_magnitude

# 5 µL, the volume nearest to the mean reward.
MIDDLE = 4
_WINDOW = (-2000.0, 1500.0)


@dataclass(frozen=True)
class Task:
    """Volumes (µL), their probabilities, and times (ms) of the two kinds of trials."""

    volumes: Floats
    probabilities: Floats
    mean: float
    reward_delay: float
    response: tuple[int, int]
    baseline: tuple[int, int]
    evidence: Evidence = "theory"


def run_task() -> Task:
    """The variable-magnitude task."""
    rewards = variable_magnitude()
    return Task(
        volumes=rewards.values,
        probabilities=rewards.probabilities,
        mean=float(rewards.mean),
        reward_delay=float(AUTHORS.reward_delay),
        response=AUTHORS.uncued_response,
        baseline=AUTHORS.baseline,
    )


def task_claims(result: Task) -> dict[str, float]:
    """Mean reward and the largest share of one volume."""
    return {"mean_reward": result.mean, "largest_share": float(result.probabilities.max())}


@dataclass(frozen=True)
class TimeCourse:
    """Mean rate over time by volume, around the reward, and mean response by volume.

    ``rate_cued``, ``rate_uncued``: change of rate from baseline, shape (7, n_bins), spikes/s;
    ``axis_*``: mean over cells of the response in the window, spikes/s.
    """

    time: Floats
    rate_cued: Floats
    rate_uncued: Floats
    axis_pooled: Floats
    axis_cued: Floats
    axis_uncued: Floats
    offset: float
    n_trials: int
    n_cells: int
    evidence: Evidence


def run_time_course(study: Study) -> TimeCourse:
    """Population responses to announced and unannounced rewards."""
    rates = [
        population_psth(study.recordings, [[one] for one in types], _WINDOW, to="reward")
        for types in (AUTHORS.cued_types, AUTHORS.uncued_types)
    ]
    pooled = pool(study.responses)
    return TimeCourse(
        time=rates[0].time,
        rate_cued=rates[0].rate,
        rate_uncued=rates[1].rate,
        axis_pooled=pooled.axis,
        axis_cued=study.cued.axis,
        axis_uncued=pool(study.responses, kind="uncued").axis,
        offset=pooled.offset,
        n_trials=int(pooled.n_trials.sum()),
        n_cells=len(study.recordings.cells),
        evidence=study.evidence,
    )


def time_course_claims(result: TimeCourse) -> dict[str, float]:
    """Trials, ends of the axis, the shift between the kinds, rising responses, and the peak."""
    early = (result.time > 0) & (result.time < AUTHORS.uncued_response[0])
    peaks = np.concatenate([result.rate_cued, result.rate_uncued])[:, early].max(1)
    return {
        "n_trials": float(result.n_trials),
        "axis_lowest": float(result.axis_pooled[0]),
        "axis_highest": float(result.axis_pooled[-1]),
        "offset": result.offset,
        "early_peak": float(peaks.min()),
        "rises": float((np.diff(result.axis_pooled) > 0).mean()),
    }


@dataclass(frozen=True)
class TwoCells:
    """Two cells of one filename prefix at announced 5 µL, and the test in all cells.

    ``up``, ``down``: index, spikes and mean rate of the two; ``t``: one-sample t of each cell's
    announced 5-µL responses against 0; ``null_up``, ``null_down``: numbers of cells beyond
    P = 0.05 in permuted populations; ``null_t``: their t, sorted, mean over populations.
    """

    up: int
    down: int
    names: tuple[str, str]
    spikes_up: AlignedSpikes
    spikes_down: AlignedSpikes
    t: Floats
    p: Floats
    prefix: NDArray[np.bool_]
    null_up: Floats
    null_down: Floats
    null_t: Floats
    n_trials: NDArray[np.int64]
    seed: int
    evidence: Evidence


def run_two_cells(study: Study) -> TwoCells:
    """The most and the least excited cell of the largest prefix, on announced 5-µL trials."""
    prefixes = np.asarray(study.responses.prefixes)
    names, counts = np.unique(prefixes, return_counts=True)
    inside = prefixes == names[counts.argmax()]
    t, p = _t_tests(study.responses.cued[:, MIDDLE])
    up = int(np.flatnonzero(inside)[t[inside].argmax()])
    down = int(np.flatnonzero(inside)[t[inside].argmin()])
    rng = stream(study.seed, "reversal_points/two_cells")
    n_null = by_profile(study.profile, full=200, quick=60)
    drawn = [
        _t_tests(permuted_trials(study.responses, rng=rng).cued[:, MIDDLE]) for _ in range(n_null)
    ]
    middle_type = [AUTHORS.cued_types[MIDDLE]]
    cells = study.recordings.cells
    return TwoCells(
        up=up,
        down=down,
        names=(cells[up].name, cells[down].name),
        spikes_up=align_spikes(cells[up], middle_type, _WINDOW, to="reward"),
        spikes_down=align_spikes(cells[down], middle_type, _WINDOW, to="reward"),
        t=t,
        p=p,
        prefix=inside,
        null_up=np.array([((a > 0) & (b < 0.05)).sum() for a, b in drawn], dtype=float),
        null_down=np.array([((a < 0) & (b < 0.05)).sum() for a, b in drawn], dtype=float),
        null_t=np.mean([np.sort(a) for a, _ in drawn], axis=0),
        n_trials=np.isfinite(study.responses.cued[:, MIDDLE]).sum(-1),
        seed=study.seed,
        evidence=study.evidence,
    )


def two_cells_claims(result: TwoCells) -> dict[str, float]:
    """t of the two cells, and how many cells go up and down, against permuted trials."""
    n_up = float(((result.t > 0) & (result.p < 0.05)).sum())
    return {
        "t_up": float(result.t[result.up]),
        "t_down": float(result.t[result.down]),
        "n_up": n_up,
        "n_down": float(((result.t < 0) & (result.p < 0.05)).sum()),
        "p_up_permuted": exceedance_p(n_up, result.null_up),
        "null_up": float(result.null_up.mean()),
    }


def two_cells_statistics(result: TwoCells) -> tuple[Statistic, ...]:
    """t of the two cells, and numbers of cells up and down against permuted trials."""
    found = []
    for name, cell in (("up", result.up), ("down", result.down)):
        t, n = float(result.t[cell]), int(result.n_trials[cell])
        half = float(stats.t.ppf(0.975, n - 1))
        found.append(
            Statistic(
                name=f"t_{name}", quantity=f"t of the cell that goes {name} at 5 µL, the most "
                "extreme of its prefix", value=t, low=t - half, high=t + half,
                interval="95 %, Student's t, mean over standard error", n=n, unit="trials",
                test="two-sided t against 0, not corrected for the choice", p=float(result.p[cell]),
                effect="Cohen's d", effect_size=t / np.sqrt(n), seed=None,
            )
        )  # fmt: skip
    for name, sign, null in (("up", 1, result.null_up), ("down", -1, result.null_down)):
        count = int(((sign * result.t > 0) & (result.p < 0.05)).sum())
        low, high = stats.binomtest(count, result.t.size).proportion_ci()
        found.append(
            Statistic(
                name=f"n_{name}", quantity=f"cells significantly {name} at 5 µL (P < 0.05)",
                value=float(count), low=low * result.t.size, high=high * result.t.size,
                interval="95 %, Clopper and Pearson, cells taken as independent",
                n=result.t.size, unit="cells", test=over_populations(null),
                p=exceedance_p(count, null), effect="difference from permuted trials, cells",
                effect_size=count - float(null.mean()), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)


def _t_tests(trials: Floats) -> tuple[Floats, Floats]:
    n = np.isfinite(trials).sum(-1)
    mean = np.nanmean(trials, axis=-1)
    sem = np.nanstd(trials, axis=-1, ddof=1) / np.sqrt(n)
    t = np.divide(mean, sem, out=np.zeros_like(mean), where=sem > 0)
    return t, 2 * stats.t.sf(np.abs(t), n - 1)


def volume_labels() -> list[str]:
    """Volumes as axis labels.

    >>> volume_labels()[:3]
    ['0.1', '0.3', '1.2']
    """
    return [f"{volume:g}" for volume in VOLUMES]
