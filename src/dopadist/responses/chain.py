"""The authors' chain from spikes to a response, as one linear functional of the spike counts."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from dopadist.recordings.constants import AUTHORS, Constants, Window


def kernel(constants: Constants = AUTHORS) -> NDArray[np.float64]:
    """The authors' smoothing kernel, shape (kernel_length,), sum 1.

    Examples
    --------
    >>> k = kernel()
    >>> k.size, float(k[0]), round(float(k.sum()), 12), int(k.argmax())
    (51, 0.0, 1.0, 3)
    """
    t = np.arange(constants.kernel_length)
    shape = (1 - np.exp(-t / constants.kernel_rise)) * np.exp(-t / constants.kernel_decay)
    return shape / shape.sum()


@cache
def weights(response: Window, constants: Constants = AUTHORS) -> NDArray[np.float64]:
    """What one spike in each bin adds to the response of its trial.

    The chain (causal smoothing, subtraction of the trial's mean before the first event, second
    smoothing, mean over the window) is linear in the spike counts: ``r = w' K2 (I - 1 m') K1 x``
    with the window mean w, the baseline mean m and the smoothings K1, K2. Its transpose applied
    to w once gives a vector W with ``r = sum of W over the bins of the spikes``. A baseline "of
    the cell" isn't part of W: :func:`dopadist.responses.compute_responses` subtracts it.

    Parameters
    ----------
    response : (int, int)
        Response window in ms of the first event, half open.
    constants : Constants
        Of the chain.

    Returns
    -------
    ndarray, shape (n_bins,)
        spikes/s per spike.

    Examples
    --------
    >>> W = weights((200, 600))
    >>> W.shape, round(float(W[500]), 2), round(float(W[1400]), 2)
    ((4001,), -1.0, 2.5)
    """
    k = kernel(constants)
    window_mean = _mean_of(constants.bins(response), constants.n_bins)
    baseline_mean = _mean_of(constants.bins(constants.baseline), constants.n_bins)
    after_second = window_mean
    if constants.smoothing == "both":
        # MATLAB's conv(..., 'same') keeps samples from the middle tap on: z_i = sum k_t y_(i+m-t)
        middle = k.size // 2
        after_second = np.convolve(window_mean, k[::-1])[k.size - 1 - middle :][: constants.n_bins]
    after_baseline = after_second
    if constants.baseline_of == "trial":
        after_baseline = after_second - baseline_mean * after_second.sum()
    after_first = _first_smoothing(after_baseline, constants)
    result = 1000.0 * after_first
    result.flags.writeable = False
    return result


@cache
def baseline_weights(constants: Constants = AUTHORS) -> NDArray[np.float64]:
    """What one spike in each bin adds to the baseline of its trial, shape (n_bins,), spikes/s.

    Mean over the baseline bins after the first smoothing: a spike in the last bins before the
    event counts less, because the kernel carries part of it beyond.

    Examples
    --------
    >>> b = baseline_weights()
    >>> round(float(b[500]), 2), float(b[1000])
    (1.0, 0.0)
    """
    baseline_mean = _mean_of(constants.bins(constants.baseline), constants.n_bins)
    result = 1000.0 * _first_smoothing(baseline_mean, constants)
    result.flags.writeable = False
    return result


def round_half_away(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round as MATLAB does, halves away from zero; numpy rounds them to even numbers.

    Examples
    --------
    >>> round_half_away(np.array([-1.5, -0.5, 0.5, 2.5, 0.49999999999999994])).tolist()
    [-2, -1, 1, 3, 0]
    """
    whole = np.trunc(values)
    return (whole + np.sign(values) * (np.abs(values - whole) >= 0.5)).astype(np.int64)


def _first_smoothing(functional: NDArray[np.float64], constants: Constants) -> NDArray[np.float64]:
    """Transpose of the causal smoothing, if there is one."""
    if constants.smoothing == "none":
        return functional
    k = kernel(constants)
    return np.convolve(functional, k[::-1])[k.size - 1 :]


def _mean_of(bins: slice, n_bins: int) -> NDArray[np.float64]:
    result = np.zeros(n_bins)
    result[bins] = 1.0 / (bins.stop - bins.start)
    return result
