"""What all experiments of the chapter share: one trial, one step length, one discount."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dopadist.tasks.conditioning import Cue, Trial

Profile = Literal["full", "quick"]

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


def by_profile(profile: str, *, full: int, quick: int) -> int:
    """Return the number that the profile asks for.

    >>> by_profile("quick", full=1000, quick=100)
    100
    """
    if profile not in ("full", "quick"):
        raise ValueError(f"profile is {profile!r}, expected 'full' or 'quick'")
    return full if profile == "full" else quick
