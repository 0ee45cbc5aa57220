"""One common response function on the cells, and on populations that have nothing of the kind."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from dopadist.evidence import Evidence
from dopadist.experiments.profiles import by_profile
from dopadist.experiments.response_functions.common import CommonFunction, of_responses
from dopadist.experiments.response_functions.functions import Floats
from dopadist.experiments.response_functions.sessions import over_sessions
from dopadist.experiments.shared import Study
from dopadist.nulls import equal_slopes, exceedance_p, permuted_trials
from dopadist.responses import Responses, pool
from dopadist.statistic import Statistic
from dopadist.streams import stream

CONTROLS = {
    "permuted": "trials permuted",
    "permuted_gain": "… scaled by gain",
    "equal_slopes": "diverse points, equal slopes",
}
COMMON_NUMBERS = ("explained", "explained_scale", "r_scales")


@dataclass(frozen=True)
class CommonCells:
    """The analysis on the cells and on controls.

    ``found``: of the cells; ``controls``: by control and number, one value a population;
    ``intervals``: by number, 95 % over resampled sessions.
    """

    found: CommonFunction
    controls: dict[str, dict[str, Floats]]
    intervals: dict[str, tuple[float, float]]
    sessions: tuple[str, ...]
    n_populations: int
    seed: int
    evidence: Evidence

    def number(self, name: str) -> float:
        """One number of the cells."""
        return self.found.numbers[name]


def run_common_cells(study: Study) -> CommonCells:
    """The recipe on cued and uncued trials of the cells, and on every control."""
    responses = study.responses
    found = of_responses(responses)
    n_populations = by_profile(study.profile, full=60, quick=25)
    controls = {}
    for key in CONTROLS:
        rng = stream(study.seed, f"response_functions/common_cells/{key}")
        numbers = [of_responses(draw(key, study, rng)).numbers for _ in range(n_populations)]
        controls[key] = {name: np.array([one[name] for one in numbers]) for name in COMMON_NUMBERS}
    rng = stream(study.seed, "response_functions/common_cells/intervals")
    of_cells = {
        "explained": lambda some: float(np.median(found.explained[some])),
        "explained_scale": lambda some: float(np.median(found.explained_scale[some])),
        "r_scales": lambda some: float(
            np.corrcoef(found.scale_cued[some], found.scale_uncued[some])[0, 1]
        ),
    }
    return CommonCells(
        found=found, controls=controls, sessions=responses.sessions,
        intervals={
            name: over_sessions(one, responses.sessions, rng) for name, one in of_cells.items()
        },
        n_populations=n_populations, seed=study.seed, evidence=study.evidence,
    )  # fmt: skip


def draw(key: str, study: Study, rng: np.random.Generator) -> Responses:
    """Responses of one population of a control."""
    responses = study.responses
    if key == "permuted":
        return permuted_trials(responses, rng=rng)
    if key == "permuted_gain":
        return permuted_trials(responses, rng=rng, scaling="gain")
    joint, authors = study.estimates["joint"], study.estimates["authors"]
    point = np.where(
        np.isfinite(joint.reversal_point), joint.reversal_point, authors.reversal_point
    )
    kinds = [
        equal_slopes(pool(responses, kind=kind), reversal_point=point, rng=rng).trials
        for kind in ("cued", "uncued")
    ]
    return dataclasses.replace(responses, cued=kinds[0], uncued=kinds[1])


def common_cells_claims(result: CommonCells) -> dict[str, float]:
    """What the function explains in the cells, and in cells that were mixed up."""
    permuted = result.controls["permuted"]
    return {
        "explained": result.number("explained"),
        "explained_permuted": float(permuted["explained"].mean()),
        "r_scales": result.number("r_scales"),
        "r_scales_permuted": float(permuted["r_scales"].mean()),
        "explained_equal_slopes": float(result.controls["equal_slopes"]["explained"].mean()),
        "p_scale_alone": exceedance_p(
            -result.number("explained_scale"), -permuted["explained_scale"]
        ),
    }


def common_cells_statistics(result: CommonCells) -> tuple[Statistic, ...]:
    """The three numbers of the cells, and how they stand to permuted trials."""
    permuted = result.controls["permuted"]
    n_sessions = len(set(result.sessions))
    against = f"than in {result.n_populations} populations of permuted trials, one-sided"
    quantities = {
        "explained": ("share of a cell's variance over volumes explained by scale and offset of "
                      "the common function, median over cells, cued trials", 1),
        "explained_scale": ("the same by a scale alone", -1),
        "r_scales": ("Pearson r over cells of scales, cued against uncued trials", 1),
    }  # fmt: skip
    found = []
    for name, (quantity, sign) in quantities.items():
        value, (low, high) = result.number(name), result.intervals[name]
        found.append(
            Statistic(
                name=name, quantity=quantity, value=value, low=min(low, value),
                high=max(high, value), interval=f"95 % bootstrap over {n_sessions} sessions",
                n=len(result.sessions), unit="cells",
                test=f"{'higher' if sign > 0 else 'lower'} {against}",
                p=exceedance_p(sign * value, sign * permuted[name]),
                effect="difference to the mean of permuted trials",
                effect_size=value - float(permuted[name].mean()), seed=result.seed,
            )
        )  # fmt: skip
    return tuple(found)
