"""Spikes to responses as the steps are described: 4,001 bins a trial and two convolutions."""

import numpy as np


def kernel():
    """The smoothing kernel, 51 ms."""
    t = np.arange(51)
    shape = (1 - np.exp(-t)) * np.exp(-t / 20)
    return shape / shape.sum()


def rounded(offset):
    """Halves away from zero, as MATLAB rounds."""
    return np.sign(offset) * np.floor(np.abs(offset) + 0.5)


def response(spike_times, event, window, smoothing):
    """Response of one trial, spikes/s."""
    near = spike_times[(spike_times > event - 1000) & (spike_times < event + 3000)]
    counts, _ = np.histogram(rounded(near - event), bins=np.arange(-1000.5, 3001.5))
    rate = 1000 * np.convolve(counts, smoothing)[:4001]
    full = np.convolve(rate - rate[:1000].mean(), smoothing)
    smooth = full[25 : 25 + 4001]
    first, last = window
    return smooth[first + 1000 : last + 1000].mean()


def responses(cells):
    """Lists of responses, one a cell, kind and volume: ``found[cell][kind][volume]``."""
    smoothing = kernel()
    found = []
    for cell in cells:
        kinds = []
        for first_type, window in ((8, (1700, 2100)), (1, (200, 600))):
            volumes = []
            for volume in range(7):
                events = cell.odor_on[cell.trial_type == first_type + volume]
                volumes.append(
                    np.array([response(cell.spike_times, e, window, smoothing) for e in events])
                )
            kinds.append(volumes)
        found.append(kinds)
    return found
