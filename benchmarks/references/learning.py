"""A population of learners, trial by trial: numpy over the cells, Python over the trials."""

import numpy as np


def learn(alpha_plus, alpha_minus, rewards):
    """Values after the last trial."""
    value = np.zeros(alpha_plus.size)
    for reward in rewards:
        delta = reward - value
        value = value + np.where(delta > 0, alpha_plus, alpha_minus) * delta
    return value


def learn_from_draws(alpha_plus, alpha_minus, values, probabilities, n_trials, rng):
    """The same, with the rewards drawn by ``Generator.choice`` in bulk."""
    rewards = rng.choice(values, n_trials, p=probabilities)
    return learn(alpha_plus, alpha_minus, rewards)
