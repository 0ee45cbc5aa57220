"""Figures of the task, of what the code should be, and of what is learnt."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import logit

from dopadist.experiments.probability_coding.closed_forms import BernoulliExpectiles
from dopadist.experiments.probability_coding.learnt import LearntProbabilities
from dopadist.experiments.probability_coding.task import OUTCOME_TIME, ProbabilityTask
from dopadist.experiments.probability_coding.theory import CUES, bernoulli_expectile
from dopadist.plots.probability_coding.marks import (
    CUE_COLOURS,
    CUE_TICKS,
    direct,
    tau_colours,
)
from dopadist.plots.style import (
    ASYMMETRY,
    COLOURS,
    GRID,
    INK,
    MUTED,
    figure,
    letter,
    note,
    style,
)


@style()
def probability_task(result: ProbabilityTask) -> Figure:
    """Time line of a trial, and mean firing of a cell of either kind."""
    fig, axes = figure(1, 3, height_mm=64, width_ratios=(1.15, 1, 1))
    _time_line(axes[0, 0], result)
    cells = (("dopamine", result.dopamine, "Dopamine cell"), ("gaba", result.gaba, "GABA cell"))
    for ax, (name, rate, title) in zip(axes[0, 1:], cells, strict=True):
        ax.axvspan(0, result.cue_window[name], color=GRID, alpha=0.45, linewidth=0)
        for k, colour in enumerate(CUE_COLOURS):
            ax.plot(result.time, rate[k, 0], color=colour, linewidth=1)
            if name == "dopamine":
                late = result.time >= OUTCOME_TIME
                ax.plot(result.time[late], rate[k, 1, late], color=colour, linewidth=1,
                        linestyle=(0, (2, 1.2)))  # fmt: skip
        ax.set(xlabel="Time from cue (ms)", title=title, xlim=(-500, 3_000), ylim=(-1, 33))
        ax.set_xticks([0, 1_000, 2_000, 3_000])
    for ax in axes[0, 1:]:
        ax.set_ylabel("Firing rate (spikes/s)")
    dopamine = axes[0, 1]
    for k, (label, colour) in enumerate(zip(CUE_TICKS, CUE_COLOURS, strict=True)):
        direct(dopamine, 560, 30 - 2.6 * k, f"cue of {label}", color=colour)
    note(axes[0, 0], "dots: larger, likelier", xy=(0.98, 0.02), ha="right", va="bottom")
    direct(dopamine, 2_180, 29.5, "reward", color=MUTED, ha="center")
    direct(dopamine, 1_930, 2.4, "omission\n(dashed)", color=MUTED, ha="right")
    direct(axes[0, 2], 1_000, 29.5, "reward or not:\nthe same", color=MUTED, ha="center")
    for ax, text in zip(axes[0], "abc", strict=True):
        letter(ax, text)
    return fig


def _time_line(ax: Axes, result: ProbabilityTask) -> None:
    rows = np.array([3.0, 2.0, 1.0])
    for y, chance, colour in zip(rows, result.cues, CUE_COLOURS, strict=True):
        ax.plot([-500, 3_000], [y, y], color=GRID, linewidth=1, zorder=0)
        ax.plot(0, y, "s", color=colour, markersize=8)
        ax.plot(OUTCOME_TIME, y, "o", color=MUTED, markersize=5 + 4 * chance)
        direct(ax, OUTCOME_TIME + 250, y, f"{chance:.0%}".replace("%", " %"))
        direct(ax, -150, y + 0.32, f"odour for {chance:.0%}".replace("%", " %"), color=colour)
    direct(ax, OUTCOME_TIME, 3.55, "water, with this chance", ha="center")
    ax.set(xlim=(-600, 3_200), ylim=(0.4, 3.9), xlabel="Time from cue (ms)", title="The task")
    ax.set_xticks([0, 1_000, 2_000, 3_000])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


@style()
def bernoulli_expectiles(result: BernoulliExpectiles) -> Figure:
    """Value against chance, the same in log odds, and where the 50 % cue lies."""
    fig, axes = figure(1, 3, height_mm=66)
    colours = tau_colours(result.curve_tau)
    value, odds, place = axes[0]
    cues = bernoulli_expectile(result.curve_tau[:, None], CUES)
    for i, level in enumerate(result.curve_tau):
        value.plot(result.probability, result.curve[i], color=colours[i])
        value.plot(CUES, cues[i], "o", color=colours[i], markersize=3)
        odds.plot(logit(result.probability), logit(result.curve[i]), color=colours[i])
        odds.plot(logit(CUES), logit(cues[i]), "o", color=colours[i], markersize=3)
        direct(odds, 4.75, float(logit(result.curve[i, -1])), f"{level:g}",
               color=ASYMMETRY(level))  # fmt: skip
    for level, x, y, side in ((0.9, 0.3, 0.9, "right"), (0.1, 0.68, 0.09, "left")):  # fmt: skip
        direct(value, x, y, f"τ = {level}", color=ASYMMETRY(level), ha=side)
    value.set(xlabel="Probability of reward p", ylabel="Expectile (units of reward)",
              xlim=(0, 1), ylim=(0, 1), title="What a cell learns")  # fmt: skip
    odds.set(xlabel="Log odds of reward", ylabel="Log odds of the expectile", xlim=(-4.7, 6.2),
             ylim=(-7.5, 8.6),
             title="Log odds: a parallel shift")  # fmt: skip
    odds.set_xticks([-4, -2, 0, 2, 4])
    direct(odds, 4.75, float(logit(result.curve[-1, -1])) + 1.3, "τ =", color=INK)
    place.plot(result.tau, result.position_when_sampled, color=COLOURS["null"], linestyle="--")
    dashes = ("-", (0, (4, 1.5)), (0, (1.5, 1.2)))  # the longest pause is the straight line
    for each, dash in zip(result.position_at_the_error, dashes, strict=False):
        place.plot(result.tau, each, color=MUTED, linestyle=dash, linewidth=1)
    place.plot(result.tau, result.position, color=INK, linewidth=0.8)
    place.scatter(result.tau, result.position, c=tau_colours(result.tau), s=12, zorder=3)
    direct(place, 0.98, 0.93, "0.1 + 0.8 τ", ha="right")
    direct(place, 0.02, 0.63, "scaled by sign,\nno pause", color=MUTED)
    direct(place, 0.56, 0.42, "against a sample\nof all cells", color=COLOURS["null"], va="top")
    direct(place, 0.36, 0.13, "dashed, dotted: pause of\n1 and 3 time constants", color=MUTED)
    place.set(xlabel="Asymmetry τ", ylabel="Position of the 50 % cue", xlim=(0, 1), ylim=(0, 1),
              title="Between 10 % (0) and 90 % (1)")  # fmt: skip
    for ax, text in zip(axes[0], "abc", strict=True):
        letter(ax, text)
    return fig


@style()
def learnt_probabilities(result: LearntProbabilities) -> Figure:
    """Learning curves, learnt against exact values, and the spread that is left."""
    fig, axes = figure(1, 3, height_mm=66)
    curve, ends, spread = axes[0]
    colours = tau_colours(result.curve_tau)
    for i, level in enumerate(result.curve_tau):
        curve.plot(result.trial, result.one_run[:, i], color=colours[i], linewidth=0.5, alpha=0.45)
        curve.plot(result.trial, result.curve[:, i], color=colours[i])
        curve.plot(result.trial[::10], result.predicted_curve[::10, i], "o", color=INK,
                   markersize=2, zorder=4)  # fmt: skip
        direct(curve, 414, result.predicted_curve[-1, i], f"τ = {level:g}",
               color=ASYMMETRY(level))  # fmt: skip
    curve.set(xlabel="Trial with the 50 % cue", ylabel="Value (units of reward)", xlim=(0, 520),
              ylim=(0, 1), title="Learning one cue")  # fmt: skip
    curve.set_xticks([0, 100, 200, 300, 400])
    note(curve, f"mean of {result.n_runs:,} runs, one run (thin),\nclosed form (dots)")
    tau = np.linspace(0.001, 0.999, 200)
    for k, (colour, label) in enumerate(zip(CUE_COLOURS, CUE_TICKS, strict=True)):
        ends.plot(tau, bernoulli_expectile(tau, CUES[k]), color=colour, linewidth=0.9)
        ends.errorbar(result.tau, result.learnt[:, k], 1.96 * result.learnt_error[:, k], fmt="o",
                      color=colour, markersize=2.6, elinewidth=0.8)  # fmt: skip
        x, y = ((0.62, 0.3), (0.53, 0.44), (0.12, 0.83))[k]
        direct(ends, x, y, label, color=colour)
    ends.set(xlabel="Asymmetry τ", ylabel="Learnt value", xlim=(0, 1), ylim=(0, 1),
             title="No bias")  # fmt: skip
    note(
        ends,
        f"n = {result.n_runs:,} runs",
        xy=(0.97, 0.02),
        ha="right",
        va="bottom",
    )
    middle = 1
    rows = (
        (result.spread, result.predicted_spread, INK, "one trial"),
        (result.spread_of_mean, result.predicted_spread_of_mean, COLOURS["distributional"],
         f"mean of {result.n_trials}\nin a row"),
    )  # fmt: skip
    for measured, predicted, colour, label in rows:
        spread.loglog(result.total, predicted[:, middle], color=colour)
        spread.loglog(result.total, measured[:, middle], "o", color=colour, markersize=4)
        direct(spread, result.total[-1] * 1.25, predicted[-1, middle], label, color=colour)
    free = result.predicted_spread[:, middle] / np.sqrt(result.n_trials)
    spread.loglog(result.total, free, color=MUTED, linestyle="--", linewidth=0.9)
    direct(spread, result.total[-1] * 1.25, free[-1], "the same if each\nwere independent",
           color=MUTED)  # fmt: skip
    spread.set(xlabel="Sum of the rates α⁺ + α⁻", ylabel="SD over runs (units of reward)",
               title="A long memory", xlim=(0.016, 2.6))  # fmt: skip
    spread.set_xticks([0.02, 0.08, 0.32], ["0.02", "0.08", "0.32"])
    spread.set_yticks([0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
                      ["0.005", "0.01", "0.02", "0.05", "0.1", "0.2"])  # fmt: skip
    spread.minorticks_off()
    for ax, text in zip(axes[0], "abc", strict=True):
        letter(ax, text)
    return fig
