"""One draw of a null for many analyses: which trial goes where is drawn once, then used by all.

Windows, baselines and smoothings make different responses of the same trials. A null that is to
be analysed in all these ways must be one data set, so a draw is a set of places, not of numbers.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dopadist.asymmetry import estimate
from dopadist.evidence import combine
from dopadist.nulls.fitted import cell_gains
from dopadist.responses import Responses, pool
from dopadist.reversal import magnitude_statistics

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Draw:
    """Where the trial in each slot comes from, one array a kind, shape of the trials.

    Attributes
    ----------
    cued, uncued : numpy.ndarray of int64, shape (n_cells, n_magnitudes, n_slots)
        For `exchange` places among all cells' slots of the magnitude, for `resample` among all
        slots of the cell.
    """

    cued: Places
    uncued: Places


def exchange(responses: Responses, *, rng: np.random.Generator) -> Draw:
    """Draw a permutation of trials between cells, within magnitude and kind.

    Parameters
    ----------
    responses : Responses
        Only which slots are used matters.
    rng : numpy.random.Generator
        Draws the permutation.

    Returns
    -------
    Draw
        For :func:`exchanged`.

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=3))
    >>> exchange(responses, rng=np.random.default_rng(0)).cued.shape
    (3, 7, 60)
    """

    def places(trials: Floats) -> Places:
        n_cells, n_magnitudes, n_slots = trials.shape
        by_magnitude = np.isfinite(trials).swapaxes(0, 1).reshape(n_magnitudes, -1)
        found = np.tile(np.arange(n_cells * n_slots), (n_magnitudes, 1))
        for row, used in zip(found, by_magnitude, strict=True):
            row[used] = rng.permutation(row[used])
        return found.reshape(n_magnitudes, n_cells, n_slots).swapaxes(0, 1)

    return Draw(places(responses.cued), places(responses.uncued))


def exchanged(responses: Responses, draw: Draw) -> Responses:
    """Responses with their trials exchanged between cells: no cell has anything of its own.

    Parameters
    ----------
    responses : Responses
        With the slots that the draw was made for.
    draw : Draw
        From :func:`exchange`.

    Returns
    -------
    Responses
        Same shapes, NaN where it was.

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=3))
    >>> other = exchanged(responses, exchange(responses, rng=np.random.default_rng(0)))
    >>> bool(np.isclose(np.nansum(other.cued), np.nansum(responses.cued)))
    True
    """

    def take(trials: Floats, places: Places) -> Floats:
        n_cells, n_magnitudes, n_slots = trials.shape
        source = trials.swapaxes(0, 1).reshape(n_magnitudes, -1)
        wanted = places.swapaxes(0, 1).reshape(n_magnitudes, -1)
        taken = np.take_along_axis(source, wanted, -1)
        return taken.reshape(n_magnitudes, n_cells, n_slots).swapaxes(0, 1)

    return dataclasses.replace(
        responses,
        cued=take(responses.cued, draw.cued),
        uncued=take(responses.uncued, draw.uncued),
        evidence=combine(responses.evidence, "simulation"),
    )


def resample(responses: Responses, *, rng: np.random.Generator) -> Draw:
    """Draw a residual for every trial, with replacement, from its own cell and kind.

    Parameters
    ----------
    responses : Responses
        Only which slots are used matters.
    rng : numpy.random.Generator
        Draws the places.

    Returns
    -------
    Draw
        For :meth:`StraightCells.responses`.

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=3))
    >>> resample(responses, rng=np.random.default_rng(0)).uncued.shape
    (3, 7, 60)
    """

    def places(trials: Floats) -> Places:
        used = np.isfinite(trials)
        found = np.zeros(trials.shape, np.int64)
        for cell, own in enumerate(used):
            if own.any():
                found[cell][own] = rng.choice(np.flatnonzero(own), own.sum())
        return found

    return Draw(places(responses.cued), places(responses.uncued))


@dataclass(frozen=True)
class StraightCells:
    """Cells with diverse reversal points and equal slopes, in both kinds of trials.

    Attributes
    ----------
    like : Responses
        The cells from which counts, gains, reversal points and residuals are taken.
    reversal_point : numpy.ndarray, shape (n_cells,)
        On the axis of the pooled trials, by the joint fit.
    mean : tuple of two arrays (n_cells, n_magnitudes)
        Of announced and unannounced trials, spikes/s: one straight line a cell on the axis of
        the pooled trials; of its own are gain, reversal point, and a constant for each kind.
    noise, sd : tuples of two arrays
        Residuals scaled to unit variance, and the standard deviation at each magnitude.
    """

    like: Responses
    reversal_point: Floats
    mean: tuple[Floats, Floats]
    noise: tuple[Floats, Floats]
    sd: tuple[Floats, Floats]

    def responses(self, draw: Draw) -> Responses:
        """One population: lines plus redrawn residuals, in the recorded numbers of trials.

        Parameters
        ----------
        draw : Draw
            From :func:`resample`.

        Returns
        -------
        Responses
            Evidence ``"simulation"``.
        """
        made = []
        for kind, places in enumerate((draw.cued, draw.uncued)):
            noise = self.noise[kind]
            flat = noise.reshape(noise.shape[0], -1)
            drawn = np.take_along_axis(flat, places.reshape(flat.shape), -1).reshape(noise.shape)
            values = self.mean[kind][..., None] + drawn * self.sd[kind][..., None]
            recorded = (self.like.cued, self.like.uncued)[kind]
            made.append(np.where(np.isfinite(recorded), values, np.nan))
        return dataclasses.replace(self.like, cued=made[0], uncued=made[1], evidence="simulation")


def straight_cells(responses: Responses) -> StraightCells:
    """The equal-slopes null of given cells, before pooling.

    Parameters
    ----------
    responses : Responses
        Both kinds of trials.

    Returns
    -------
    StraightCells
        Like :func:`dopadist.nulls.equal_slopes`, but for announced and unannounced trials, so
        that every way of pooling them can be run on it.

    Notes
    -----
    Where the joint fit finds no reversal point, the authors' (on an edge) stands in.

    Examples
    --------
    >>> from dopadist.responses import compute_responses
    >>> from dopadist.surrogate import surrogate
    >>> responses = compute_responses(surrogate("matched", n_cells=5))
    >>> draw = resample(responses, rng=np.random.default_rng(0))
    >>> straight_cells(responses).responses(draw).evidence
    'simulation'
    """
    pooled = pool(responses)
    statistics = magnitude_statistics(pooled.trials)
    joint = estimate(statistics, pooled.axis, estimator="joint").reversal_point
    authors = estimate(statistics, pooled.axis).reversal_point
    point = np.where(np.isfinite(joint), joint, authors)
    line = cell_gains(pooled.trials)[:, None] * (pooled.axis - point[:, None])
    parts = [_noise(trials, statistics.mean) for trials in (responses.cued, responses.uncued)]
    return StraightCells(
        like=responses,
        reversal_point=point,
        mean=(line + parts[0][2], line + parts[1][2]),
        noise=(parts[0][0], parts[1][0]),
        sd=(parts[0][1], parts[1][1]),
    )


def _noise(trials: Floats, pooled_mean: Floats) -> tuple[Floats, Floats, Floats]:
    """Unit residuals, their scale, and how far the cell's trials of this kind lie from all."""
    used = np.isfinite(trials)
    statistics = magnitude_statistics(trials)
    n = statistics.n
    residual = np.where(used, trials - statistics.mean[..., None], 0.0)
    sd = np.sqrt((residual**2).sum(-1) / np.maximum(n - 1, 1))
    unit = np.divide(residual, sd[..., None], out=np.zeros_like(residual), where=sd[..., None] > 0)
    # A residual from n trials has variance (n - 1) / n; undo it before they are mixed.
    unit *= np.sqrt(n / np.maximum(n - 1, 1))[..., None]
    apart = np.where(used, trials - pooled_mean[..., None], 0.0).sum((1, 2))
    return unit, sd, (apart / np.maximum(n.sum(-1), 1))[:, None]
