"""What the figure of the rivals claims, and its statistics."""

import numpy as np

from dopadist.experiments.probability_coding.measures import share_interval
from dopadist.experiments.probability_coding.rivals import (
    ACCOUNTS,
    MEMORY_TAU,
    ProbabilityRivals,
)
from dopadist.experiments.probability_coding.theory import position
from dopadist.statistic import Statistic


def probability_rivals_claims(result: ProbabilityRivals) -> dict[str, float]:
    """Which account passes which experiment."""
    one, two = result.true_position, result.coin_minus_sure
    line = 0.5 + 0.8 * two["distributional"]
    place = position(MEMORY_TAU)
    expected = place / (1 - place)
    optimist = int(np.argmin(np.abs(MEMORY_TAU - 0.8)))
    return {
        "largest_distance_of_twins": float(
            np.abs(result.curve_response - result.curve_expectile).max()
        ),
        "rejected_response": result.rejects["response"],
        "rejected_distributional": result.rejects["distributional"],
        "rejected_utility": result.rejects["utility"],
        "called_response": result.called["response"],
        "position_range_utility": float(np.ptp(one["utility"])),
        "second_range_response": float(np.ptp(two["response"])),
        "second_range_utility": float(np.ptp(two["utility"])),
        "second_range_distributional": float(np.ptp(two["distributional"])),
        "largest_distance_to_line": float(np.abs(one["distributional"] - line).max()),
        "memory_two_rates": float(result.memory_two_rates[optimist]),
        "memory_one_rate": float(result.memory_one_rate[optimist]),
        "memory_over_prediction": float(np.abs(result.memory_two_rates / expected - 1).max()),
    }


def probability_rivals_statistics(result: ProbabilityRivals) -> tuple[Statistic, ...]:
    """Share of populations rejected, and of cells put into a group, by account."""
    rows = (
        (
            "rejects",
            "share of populations in which the contrast test rejects one position",
            result.rejects,
            result.n_populations,
            "populations",
            0.05,
        ),
        (
            "called",
            "share of cells called optimistic or pessimistic by two Mann–Whitney tests",
            result.called,
            result.n_called,
            "simulated cells",
            result.called["classical"],
        ),
    )
    found = []
    for name, text, shares, n, unit, null in rows:
        for account, value in shares.items():
            low, high = share_interval(value, n)
            found.append(
                Statistic(
                    name=f"{name}_{account}",
                    quantity=f"{text}: {ACCOUNTS[account]}",
                    value=value,
                    low=low,
                    high=high,
                    interval="95 %, Wilson",
                    n=n,
                    unit=unit,
                    test="none",
                    p=None,
                    effect="beyond the level" if name == "rejects" else "beyond cells alike",
                    effect_size=value - null,
                    seed=result.seed,
                )
            )
    return tuple(found)
