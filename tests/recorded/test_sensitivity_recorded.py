"""Paths through the choices land where independent ports of the authors' analysis do."""

import numpy as np
import pytest

from dopadist.experiments.sensitivity import COMBINATIONS, Path
from dopadist.experiments.sensitivity.analysis import correlate
from dopadist.responses import compute_responses

AUTHORS = COMBINATIONS.index(("finite", "ignored", "pearson"))


@pytest.mark.parametrize(
    ("trials", "question", "expected"),
    [("pooled", 0, 0.765), ("cued", 0, 0.58), ("pooled", 1, 0.50)],
)
def test_the_authors_path_gives_the_correlations_of_an_independent_port(
    recorded, trials, question, expected
):
    """Mean of 25 draws of 8 splits; SD over splits up to 0.16, so that 4 SD are 0.05."""
    path = Path(estimator="authors", trials=trials)
    responses = compute_responses(recorded, constants=path.constants)
    r = [correlate(responses, path, key=key).reshape(2, 18)[question, AUTHORS] for key in range(25)]
    assert np.mean(r) == pytest.approx(expected, abs=0.05)


def test_the_default_path_takes_the_authors_constants(recorded):
    from dopadist.recordings.constants import AUTHORS as constants

    assert Path().constants == constants
