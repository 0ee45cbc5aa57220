"""The reproducible companion to Dabney et al. 2020 (Nature 577:671).

A distributional code for value in dopamine-based reinforcement learning: the models, the
estimators and the decoders behind the book, as pure functions on arrays.
"""

from importlib.metadata import version

__version__ = version("dopadist")
