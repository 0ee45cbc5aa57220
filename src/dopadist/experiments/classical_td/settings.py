"""What all experiments of the chapter share: one trial, one step length, one discount."""

import numpy as np
from numpy.typing import NDArray

from dopadist.tasks.conditioning import Cue, Trial

# The trial of the chapter: a cue at step 5, a reward of size 1 ten steps later.
CUE_STEP = 5
DELAY = 10
REWARD_STEP = CUE_STEP + DELAY
N_STEPS = 25

ALPHA = 0.1
DISCOUNT = 0.98
TRACE_DECAY = 0.9

PAIRED = Trial((Cue("A", CUE_STEP),), rewards=((REWARD_STEP, 1.0),), n_steps=N_STEPS)
FREE_REWARD = Trial(rewards=((REWARD_STEP, 1.0),), n_steps=N_STEPS)


def time_from_cue(n_steps: int = N_STEPS, *, cue: int = CUE_STEP) -> NDArray[np.int64]:
    """Steps since the cue, shape ``(n_steps,)``."""
    return np.arange(n_steps) - cue
