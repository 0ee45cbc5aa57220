"""What the figure of controls claims, and its statistics."""

import numpy as np

from dopadist.decoding import distances
from dopadist.experiments.decoding_stress.controls import OFFSETS, SCALES, Controls, nearest_place
from dopadist.experiments.shared.statistics import over_draws, over_populations
from dopadist.nulls import exceedance_p
from dopadist.statistic import Statistic


def controls_claims(result: Controls) -> dict[str, float]:
    """Better than mirrored, even or dealt anew; not better than one asymmetry for all."""
    distance = {name: float(w1.mean()) for name, w1 in result.by_control.items()}
    here = distance_of_mean(result)
    # Moving the truth by d can change a distance to it by no more than d.
    moved = result.plane[nearest_place(SCALES, 1.0)]
    return {
        "below_mirrored": distance["cells"] / result.by_reference["mirrored"],
        "below_prior": distance["cells"] / result.by_reference["prior"],
        "below_shuffled": distance["cells"] / distance["tau dealt anew"],
        "mean_tau": distance["tau at its mean"] / distance["cells"],
        "best_offset": result.best_offset,
        "best_scale": result.best_scale,
        "triangle": float((np.abs(moved - here) - np.abs(OFFSETS)).max()),
        "null_offset": float(np.median(result.null_offset)),
    }


def distance_of_mean(result: Controls) -> float:
    """Distance of the mean decode to the rewards as they are."""
    return float(distances(result.values, result.decoded[None], result.reward)[0])


def controls_statistics(result: Controls, *, seed: int) -> tuple[Statistic, ...]:
    """Distances of decode and controls; best move and stretch, split by split."""
    names = {"cells": "w1_cells", "tau at its mean": "w1_mean_tau", "tau dealt anew": "w1_dealt"}
    found = [
        over_draws(
            names[name],
            f"1-Wasserstein distance to the rewards (spikes/s), {name}",
            w1,
            what="random splits",
            n=result.n_usable,
            effect="distance in spikes/s",
            seed=seed,
        )
        for name, w1 in result.by_control.items()
    ]
    for name, label, places, curves, null in (
        (
            "best_offset",
            "move (spikes/s)",
            OFFSETS,
            result.from_moved,
            result.null_offset,
        ),
        ("best_scale", "stretch", SCALES, result.from_scaled, result.null_scale),
    ):
        best = places[curves.argmin(axis=1)]
        none = 0.0 if name == "best_offset" else 1.0
        # Two-sided in the distance from the true place: how often is a null as near to it?
        near = -np.abs(null - none)
        found.append(
            over_draws(
                name,
                f"{label} of the rewards at which the decode is nearest",
                best,
                what="random splits",
                n=result.n_usable,
                test=f"as near to {none:g}: {over_populations(near)}",
                p=exceedance_p(-abs(float(best.mean()) - none), near),
                effect=label,
                seed=seed,
            )
        )
    return tuple(found)
