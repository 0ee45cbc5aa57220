"""The loop over splits, cells and trials: compiled.

Splits stand on the inside of the loop. Each goes its own way through the trials without a branch,
so that a processor takes several at once; the plain form is :func:`.halves.selection`.
"""

import numpy as np

from dopadist._compiled import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
R30, R27, R31, R11 = (np.uint64(bits) for bits in (30, 27, 31, 11))
UNIT = 2.0**-53
# Splits side by side, in the processor's registers.
_LANES = 32


@njit(cache=True, nogil=True)
def halve(values, keys, n, positive, negative, total):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Fill the statistics of both halves of every split; trials packed to the left."""
    n_cells, n_magnitudes, n_slots = values.shape
    # One array: of parts of one array it is known that they don't overlap.
    state = np.empty(5 * _LANES)
    own = np.empty(_LANES, np.uint64)
    for first in range(0, keys.size, _LANES):
        lanes = min(_LANES, keys.size - first)
        own[:lanes] = keys[first : first + lanes]
        own[lanes:] = keys[first]
        for cell in range(n_cells):
            for k in range(n_magnitudes):
                used = 0
                while used < n_slots and np.isfinite(values[cell, k, used]):
                    used += 1
                half = used // 2
                state[:] = 0.0
                state[:_LANES] = half
                n_positive, n_negative = 0, 0
                place = np.uint64((cell * n_magnitudes + k) * n_slots)
                for slot in range(used):
                    place += np.uint64(1)
                    move = place * GOLDEN
                    y = values[cell, k, slot]
                    up, down = 1.0 if y > 0 else 0.0, 1.0 if y < 0 else 0.0
                    n_positive += y > 0
                    n_negative += y < 0
                    remaining = float(used - slot)
                    for lane in range(_LANES):
                        z = own[lane] + move
                        z = (z ^ (z >> R30)) * MIX_1
                        z = (z ^ (z >> R27)) * MIX_2
                        uniform = np.float64((z ^ (z >> R31)) >> R11) * UNIT
                        taken = 1.0 if uniform * remaining < state[lane] else 0.0
                        state[lane] -= taken
                        state[lane + _LANES] += taken * y
                        state[lane + 2 * _LANES] += (1.0 - taken) * y
                        state[lane + 3 * _LANES] += taken * up
                        state[lane + 4 * _LANES] += taken * down
                for lane in range(lanes):
                    split = first + lane
                    taken_up = int(state[lane + 3 * _LANES])
                    taken_down = int(state[lane + 4 * _LANES])
                    n[split, 0, cell, k] = half
                    n[split, 1, cell, k] = used - half
                    total[split, 0, cell, k] = state[lane + _LANES]
                    total[split, 1, cell, k] = state[lane + 2 * _LANES]
                    positive[split, 0, cell, k] = taken_up
                    positive[split, 1, cell, k] = n_positive - taken_up
                    negative[split, 0, cell, k] = taken_down
                    negative[split, 1, cell, k] = n_negative - taken_down
