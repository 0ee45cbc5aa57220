"""How much the analyst's choices matter: what is run, and the claims that each figure makes."""

from dopadist.experiments.sensitivity.choices import (
    CHOICES,
    COMBINATIONS,
    DEFAULT,
    Path,
    draw_paths,
    n_possible,
)
from dopadist.experiments.sensitivity.multiverse import Multiverse, run_multiverse
from dopadist.experiments.sensitivity.reported import (
    described,
    explained_claims,
    explained_statistics,
    multiverse_claims,
    multiverse_statistics,
    p_explained,
)
from dopadist.experiments.sensitivity.sessions import (
    Sessions,
    run_sessions,
    sessions_claims,
    sessions_statistics,
)
from dopadist.experiments.sensitivity.singles import (
    Singles,
    run_singles,
    singles_claims,
    singles_statistics,
)

__all__ = [
    "CHOICES",
    "COMBINATIONS",
    "DEFAULT",
    "Multiverse",
    "Path",
    "Sessions",
    "Singles",
    "described",
    "draw_paths",
    "explained_claims",
    "explained_statistics",
    "multiverse_claims",
    "multiverse_statistics",
    "n_possible",
    "p_explained",
    "run_multiverse",
    "run_sessions",
    "run_singles",
    "sessions_claims",
    "sessions_statistics",
    "singles_claims",
    "singles_statistics",
]
