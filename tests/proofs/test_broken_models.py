"""The real chapters on models that were broken on purpose: the check must turn red, and there."""

import json
import os

import pytest

pytestmark = pytest.mark.proof

SWAPPED_RATES = (
    "distributional/learning.py",
    "half = flat((rates - population.alpha_minus) / 2, n_channels)",
    "half = flat((population.alpha_minus - rates) / 2, n_channels)",
)
ONE_SMOOTHING_DROPPED = (
    "responses/chain.py",
    "after_second = np.convolve(window_mean, k[::-1])[k.size - 1 - middle :][: constants.n_bins]",
    "after_second = window_mean + 0 * middle",
)
SAME_TRIALS = (
    "crossfit/fit.py",
    "statistics = random_halves(trial_set.trials, n_splits=n_splits, rng=rng)",
    "statistics = random_halves(trial_set.trials, n_splits=n_splits, rng=rng)\n"
    "        for part in (statistics.n, statistics.positive, statistics.negative, "
    "statistics.total):\n"
    "            part[:, 1] = part[:, 0]",
)

# Models broken, the chapter that must see it, and figures of which a claim must fail whatever
# recordings there are.
BY_CLAIMS = [
    pytest.param(
        SWAPPED_RATES,
        "distributional_td",
        {"simulated-population", "sum-and-ratio"},
        id="swapped rates",
    ),
    pytest.param(
        SAME_TRIALS,
        "asymmetric_scaling",
        {"estimator-decision"},
        id="both estimates from the same trials",
    ),
]


def keep_only(folder, chapter):
    """Take the other chapters from the book's contents, to save their time."""
    path = folder / "_toc.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "notebooks/" not in line or f"/{chapter}" in line]
    assert sum("notebooks/" in line for line in kept) == 1
    path.write_text("".join(kept), encoding="utf-8")


def break_and_check(copy_of_checkout, dopadist, mutation, chapter, profile):
    """The manifest of a chapter with one place broken, and what its check printed."""
    folder = copy_of_checkout("broken")
    keep_only(folder, chapter)
    name, old, new = mutation
    path = folder / "src/dopadist" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    ran = dopadist(folder, "run", "--profile", profile)
    checked = dopadist(folder, "check", "--profile", profile)
    assert checked.returncode == 1, ran.stdout + checked.stdout
    manifest = json.loads((folder / "_build/manifest.json").read_text(encoding="utf-8"))
    assert [notebook["name"] for notebook in manifest["notebooks"]] == [chapter]
    assert manifest["notebooks"][0]["executed"], ran.stdout
    return manifest, checked.stdout


def failed_claims(manifest) -> set[str]:
    """Figures of which at least one claim fails."""
    return {
        figure["id"]
        for figure in manifest["figures"]
        if any(claim["state"] == "fails" for claim in figure["claims"])
    }


@pytest.mark.parametrize(("mutation", "chapter", "figures"), BY_CLAIMS)
def test_a_broken_model_fails_claims(copy_of_checkout, dopadist, mutation, chapter, figures):
    manifest, printed = break_and_check(copy_of_checkout, dopadist, mutation, chapter, "quick")
    assert figures <= failed_claims(manifest), printed
    assert all(figure in printed for figure in figures)


def test_a_smoothing_dropped_is_seen(copy_of_checkout, dopadist):
    """By a claim on the recorded cells; on the surrogate by the arrays alone."""
    recorded = bool(os.environ.get("DOPADIST_DATA")) and not os.environ.get("DOPADIST_OFFLINE")
    profile = "quick" if recorded else "full"
    manifest, printed = break_and_check(
        copy_of_checkout, dopadist, ONE_SMOOTHING_DROPPED, "reversal_points", profile
    )
    if recorded:
        assert "reward-time-course" in failed_claims(manifest), printed
    else:
        assert any(item["figure"] == "reward-time-course" for item in manifest["problems"]), printed
