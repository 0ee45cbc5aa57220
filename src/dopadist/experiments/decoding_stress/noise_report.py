"""What the figure of noise claims, and its statistics."""

import numpy as np

from dopadist.experiments.decoding_stress.free import ENTROPY_BOX, ENTROPY_FREE
from dopadist.experiments.decoding_stress.noise import SPREADS, Noise
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic


def noise_claims(result: Noise) -> dict[str, float]:
    """Noise costs distance and gain; spread out too far, pairs gain in the range alone."""
    wide = int(np.flatnonzero(SPREADS == 2.0)[0])
    right = int(np.flatnonzero(SPREADS == 1.0)[0])
    free, box = result.by_spread[ENTROPY_FREE], result.by_spread[ENTROPY_BOX]
    return {
        "exact_distance": float(result.distance[0, 0]),
        "noisy_distance": float(result.distance[-1, -1] / result.distance[0, 0]),
        "gain_exact": float(result.gain[0, 0]),
        "gain_noisy": float(result.gain[-1, -1] / result.gain[0, 0]),
        "free_right": float(free[right, :, 1].mean()),
        "free_wide": float(free[wide, :, 1].mean()),
        "box_wide": float(box[wide, :, 1].mean()),
        "cells_spread": result.cells_spread,
        "code_spread": float(result.code_spread.mean()),
    }


def noise_statistics(result: Noise, *, seed: int) -> tuple[Statistic, ...]:
    """Noise of the cells' estimates, their spread, and what simulated pairs as noisy give."""
    rows = (
        ("point_noise", "noise of a half's reversal point (spikes/s)", result.cells_point_noise),
        ("tau_noise", "noise of a half's asymmetry", result.cells_tau_noise),
        ("spread", "slope of reversal points against expectiles", result.cells_spread),
    )
    found = [
        Statistic(
            name=name,
            quantity=label,
            value=value,
            low=float(low),
            high=float(high),
            interval="95 %, bootstrap over cells, 200 draws",
            n=result.n_usable,
            unit="cells",
            test="none",
            p=None,
            effect=label,
            effect_size=value,
            seed=seed,
        )
        for (name, label, value), (low, high) in zip(rows, result.intervals, strict=True)
    ]
    for name, label, values in (
        ("w1_cells", "1-Wasserstein distance of the cells' decode", result.cells_distance),
        ("gain_cells", "gain of the cells over dealt asymmetries", result.cells_gain),
    ):
        found.append(
            over_draws(
                name,
                f"{label} (spikes/s)",
                values,
                what="random splits",
                n=result.n_usable,
                effect="spikes/s",
                seed=seed,
            )
        )
    found.append(
        over_draws(
            "spread_code",
            "the same slope in simulated cells with the code; P of the cells of this run, whose "
            f"slope is {result.cells_spread:.3g}",
            result.code_spread,
            what="populations",
            n=result.code_spread.size,
            unit="populations",
            test=over_populations(result.code_spread),
            p=exceedance_p(result.cells_spread, result.code_spread),
            effect="slope",
            seed=seed,
        )
    )
    return tuple(found)
