"""A literal, slow form of steps 1-8 of section 3.3 of the methods reference.

Written from that description alone, array by array as the MATLAB analysis does it: 4,001 bins,
both convolutions, MATLAB's rounding. Nothing here is shared with dopadist.
"""

import math

import numpy as np


def matlab_round(x):
    return math.floor(x + 0.5) if x >= 0 else -math.floor(-x + 0.5)


def literal_kernel():
    t = np.arange(0, 51)
    k = (1 - np.exp(-t)) * np.exp(-t / 20)
    return k / k.sum()


def literal_trial(spike_times, event):
    """Rate over 4,001 ms after both smoothings, and the baseline between them."""
    counts = np.zeros(4001)
    for d in spike_times - event:
        if -1000 < d < 3000:
            counts[1 + matlab_round(d) + 1000 - 1] += 1  # MATLAB index, from 1
    k = literal_kernel()
    first = 1000 * np.convolve(counts, k)[:4001]  # each spike adds k forward from its bin
    baseline = first[0:1000].mean()
    full = np.convolve(first - baseline, k)
    same = full[25 : 25 + 4001]  # conv(..., 'same'): from ceil(51 / 2), the 26th, on
    return same, baseline


def literal_response(spike_times, event, trial_type):
    return literal_response_and_baseline(spike_times, event, trial_type)[0]


def literal_response_and_baseline(spike_times, event, trial_type):
    same, baseline = literal_trial(spike_times, event)
    t0, t1 = (200, 600) if trial_type <= 7 else (1700, 2100)
    return same[1 + (t0 + 1000) - 1 : t1 + 1000].mean(), baseline


def literal_cell(cell):
    """Two lists of 7 arrays (announced, unannounced) and the list of trial baselines."""
    cued, uncued = [[] for _ in range(7)], [[] for _ in range(7)]
    baselines = []
    for event, trial_type in zip(cell.odor_on, cell.trial_type, strict=True):
        if not 1 <= trial_type <= 14:
            continue
        near = cell.spike_times[np.abs(cell.spike_times - event) < 3100]
        response, baseline = literal_response_and_baseline(near, event, trial_type)
        volume = int(trial_type - 1) % 7
        (uncued if trial_type <= 7 else cued)[volume].append(response)
        baselines.append(baseline)
    return [np.array(x) for x in cued], [np.array(x) for x in uncued], baselines


def literal_pool(cells):
    """Axis and offset from a list of results of `literal_cell`."""
    cued = np.mean([[trials.mean() for trials in cell[0]] for cell in cells])
    uncued = np.mean([[trials.mean() for trials in cell[1]] for cell in cells])
    c = uncued - cued
    axis = [
        np.mean([np.concatenate([cell[0][k], cell[1][k] - c]).mean() for cell in cells])
        for k in range(7)
    ]
    return np.array(axis), c


def assert_equals_literal(recordings, responses):
    for index, cell in enumerate(recordings.cells):
        cued, uncued, baselines = literal_cell(cell)
        for volume in range(7):
            for literal, fast in ((cued, responses.cued), (uncued, responses.uncued)):
                n = literal[volume].size
                assert np.isnan(fast[index, volume, n:]).all()
                np.testing.assert_allclose(fast[index, volume, :n], literal[volume], atol=1e-9)
        np.testing.assert_allclose(responses.baseline_rate[index], np.mean(baselines), atol=1e-9)
