"""What numbers of cells and trials claim, and their statistics."""

import numpy as np

from dopadist.experiments.decoding_stress.numbers import COUNTS, TRUTHS, Numbers
from dopadist.experiments.shared.simulated_cells import N_CELLS
from dopadist.experiments.shared.statistics import over_draws
from dopadist.statistic import Statistic


def numbers_claims(result: Numbers) -> dict[str, float]:
    """More cells and trials bring the code's decode to the truth, and no gain to the others."""
    fixed, scaled, trials = result.by_count, result.by_count_scaled, result.by_trials
    code, kept = (np.nanmean(one["distributional"][:, :, 0], axis=1) for one in (fixed, scaled))
    forty = int(np.flatnonzero(COUNTS == N_CELLS)[0])
    by_trials = np.nanmean(trials["distributional"][:, :, 0], axis=1)
    return {
        "more_cells": float(code[-1] / code[forty]),
        "more_cells_scaled": float(kept[-1] / kept[forty]),
        "more_trials": float(by_trials[-1] / by_trials[0]),
        "gain_code": float(np.nanmean(scaled["distributional"][-1, :, 2])),
        "gain_equal_slopes": float(np.nanmean(scaled["equal slopes"][-1, :, 2])),
        "gain_classical": float(np.nanmean(scaled["classical"][-1, :, 2])),
        "classical_gain_over_prior": float(
            np.nanmean(fixed["classical"][forty, :, 1]) / result.prior
        ),
    }


def numbers_statistics(result: Numbers, *, seed: int) -> tuple[Statistic, ...]:
    """Distance and gain of the largest and the recorded number of cells, by truth."""
    found = []
    forty = int(np.flatnonzero(COUNTS == N_CELLS)[0])
    for truth in TRUTHS:
        short = truth.replace(" ", "_")
        for place, count in ((forty, N_CELLS), (-1, int(COUNTS[-1]))):
            for measured, label in ((0, "distance"), (2, "gain over dealt asymmetries")):
                rows = result.by_count_scaled[truth][place, :, measured]
                found.append(
                    over_draws(
                        f"{label.split()[0]}_{short}_{count}",
                        f"{label} (spikes/s), {truth}, {count:,} simulated cells, slack scaled",
                        rows,
                        what="populations",
                        n=int(np.isfinite(rows).sum()),
                        unit="populations",
                        effect=f"{label} in spikes/s",
                        seed=seed,
                    )
                )
    for measured, label in ((0, "distance"), (2, "gain over dealt asymmetries")):
        found.append(
            over_draws(
                f"{label.split()[0]}_cells",
                f"{label} (spikes/s), all usable cells of this run",
                result.cells_by_count[-1, :, measured],
                what="random splits",
                n=result.n_usable,
                effect=f"{label} in spikes/s",
                seed=seed,
            )
        )
    return tuple(found)
