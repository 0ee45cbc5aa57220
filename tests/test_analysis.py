"""The analysis of a folder: what it writes, that it writes all or nothing, what it refuses."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from dopadist.analysis import analyze, analyze_recordings, writing
from dopadist.analysis import results as results_module
from dopadist.asymmetry import estimate
from dopadist.crossfit import cross_fit, split_correlations
from dopadist.decoding import cross_fitted_decode
from dopadist.recordings import RecordingError, read_folder
from dopadist.responses import compute_responses, pool
from dopadist.reversal import magnitude_statistics
from dopadist.streams import stream
from dopadist.surrogate import surrogate, write_folder

N_SPLITS = 30
CELL_COLUMNS = [
    *("cell", "n_trials", "baseline_rate", "reversal_point"),
    *("slope_minus", "slope_plus", "asymmetry", "usable"),
]
SPLIT_COLUMNS = "split,estimator,cells,r_reversal_asymmetry,r_reversal_reversal,n_cells"
FILES = ["cells.csv", "decoded.csv", "splits.csv", "summary.json"]


@pytest.fixture(scope="module")
def recordings():
    # Seed 18 has a cell that is not usable on all trials and is in some halves.
    return surrogate("matched", seed=18, n_cells=12)


@pytest.fixture(scope="module")
def folder(recordings, tmp_path_factory):
    return write_folder(recordings, tmp_path_factory.mktemp("cells"))


@pytest.fixture(scope="module")
def written(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "out"
    analysis = analyze(folder, out, n_splits=N_SPLITS, seed=3)
    return out, analysis


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def limited(recordings, n, types=range(1, 15), cells=None):
    """Recordings with at most n trials of each of the types, in all or in some cells."""
    changed = []
    for index, cell in enumerate(recordings.cells):
        if cells is not None and index not in cells:
            changed.append(cell)
            continue
        kept = np.sort(
            np.concatenate([np.flatnonzero(cell.trial_type == one)[:n] for one in types])
        )
        changed.append(replace(cell, odor_on=cell.odor_on[kept], trial_type=cell.trial_type[kept]))
    return replace(recordings, cells=tuple(changed))


def test_four_files_and_nothing_else(written):
    out, analysis = written
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert analysis.out == out
    assert str(out) in analysis.describe()


def test_cells_table_is_the_estimate_from_all_trials(written, folder):
    rows = table(written[0] / "cells.csv")
    assert list(rows[0])[:8] == CELL_COLUMNS
    assert list(rows[0])[8:13] == [
        "joint_reversal_point",
        "joint_slope_minus",
        "joint_slope_plus",
        "joint_asymmetry",
        "joint_usable",
    ]
    responses = compute_responses(read_folder(folder))
    trial_set = pool(responses)
    assert [row["cell"] for row in rows] == sorted(path.stem for path in folder.iterdir())
    np.testing.assert_array_equal(column(rows, "n_trials"), trial_set.n_trials)
    np.testing.assert_array_equal(column(rows, "baseline_rate"), responses.baseline_rate)
    statistics = magnitude_statistics(trial_set.trials)
    for estimator, prefix in (("authors", ""), ("joint", "joint_")):
        estimates = estimate(statistics, trial_set.axis, estimator=estimator)
        for field in ("reversal_point", "slope_minus", "slope_plus", "asymmetry"):
            np.testing.assert_array_equal(column(rows, prefix + field), getattr(estimates, field))
        usable = [row[prefix + "usable"] for row in rows]
        assert usable == ["true" if flag else "false" for flag in estimates.usable]


def test_splits_table_has_a_row_for_each_split_estimator_and_set(written, folder):
    rows = table(written[0] / "splits.csv")
    assert list(rows[0]) == [
        "split",
        "estimator",
        "cells",
        "r_reversal_asymmetry",
        "r_reversal_reversal",
        "n_cells",
    ]
    assert len(rows) == N_SPLITS * 4
    keys = {(int(row["split"]), row["estimator"], row["cells"]) for row in rows}
    assert keys == {
        (split, estimator, cells)
        for split in range(N_SPLITS)
        for estimator in ("authors", "joint")
        for cells in ("all", "usable")
    }
    trial_set = pool(compute_responses(read_folder(folder)))
    for estimator in ("authors", "joint"):
        fitted = cross_fit(
            trial_set,
            n_splits=N_SPLITS,
            rng=stream(3, "analysis/halves"),
            estimator=estimator,
        )
        usable = estimate(
            magnitude_statistics(trial_set.trials), trial_set.axis, estimator=estimator
        ).usable
        for cells, mask in (("all", None), ("usable", usable)):
            r = split_correlations(fitted, cells=cells, usable=mask)
            part = [row for row in rows if (row["estimator"], row["cells"]) == (estimator, cells)]
            for name in ("r_reversal_asymmetry", "r_reversal_reversal", "n_cells"):
                np.testing.assert_array_equal(column(part, name), getattr(r, name))
            if (estimator, cells) == ("authors", "usable"):
                assert column(part, "n_cells").max() == 11


def test_correlations_are_pearsons_of_independent_halves(written, folder):
    """By hand, from the estimates of each half, for the authors' rule."""
    trial_set = pool(compute_responses(read_folder(folder)))
    fitted = cross_fit(trial_set, n_splits=N_SPLITS, rng=stream(3, "analysis/halves"))
    rows = [
        row
        for row in table(written[0] / "splits.csv")
        if (row["estimator"], row["cells"]) == ("authors", "all")
    ]
    for split, row in enumerate(rows):
        point = fitted.estimates.reversal_point[split]
        tau = fitted.estimates.asymmetry[split, 1]
        by_hand = np.corrcoef(point[0], tau)[0, 1], np.corrcoef(point[0], point[1])[0, 1]
        assert float(row["r_reversal_asymmetry"]) == pytest.approx(by_hand[0], abs=1e-12)
        assert float(row["r_reversal_reversal"]) == pytest.approx(by_hand[1], abs=1e-12)


def test_decoded_table_is_the_mean_of_one_split_decodes(written, folder):
    rows = table(written[0] / "decoded.csv")
    assert list(rows[0]) == ["value", "probability"]
    trial_set = pool(compute_responses(read_folder(folder)))
    fitted = cross_fit(trial_set, n_splits=N_SPLITS, rng=stream(3, "analysis/halves"))
    decoded = cross_fitted_decode(fitted)
    np.testing.assert_allclose(column(rows, "value"), decoded.values)
    np.testing.assert_allclose(column(rows, "probability"), decoded.mean_distribution, atol=1e-12)
    assert column(rows, "probability").sum() == pytest.approx(1.0)
    assert column(rows, "value")[[0, -1]] == pytest.approx(
        [trial_set.axis.min(), trial_set.axis.max()]
    )


def test_summary_holds_axis_counts_same_trials_decode_seed_versions_digest(written, folder):
    summary = json.loads((written[0] / "summary.json").read_text(encoding="utf-8"))
    recordings = read_folder(folder)
    trial_set = pool(compute_responses(recordings))
    assert summary["cells"] == 12
    assert summary["trials"] == trial_set.n_trials.sum()
    assert summary["seed"] == 3
    assert summary["splits"] == N_SPLITS
    assert summary["data_sha256"] == recordings.digest
    assert (summary["evidence"], summary["verified"]) == ("recorded", False)
    assert [item["volume_ul"] for item in summary["axis"]] == [0.1, 0.3, 1.2, 2.5, 5, 10, 20]
    np.testing.assert_allclose([item["value"] for item in summary["axis"]], trial_set.axis)
    assert sum(item["trials"] for item in summary["axis"]) == summary["trials"]
    same = summary["same_trials_decode"]["authors"]
    assert sum(same["probability"]) == pytest.approx(1.0)
    assert same["w1"] > 0
    assert set(summary["versions"]) == {"dopadist", "numpy", "python", "scipy"}
    assert any("not the 40 cells" in note for note in summary["notes"])
    rows = table(written[0] / "splits.csv")
    joint = [row for row in rows if (row["estimator"], row["cells"]) == ("joint", "usable")]
    mean = summary["correlations"]["joint"]["usable"]["r_reversal_asymmetry"]["mean"]
    assert mean == pytest.approx(np.nanmean(column(joint, "r_reversal_asymmetry")))


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(written, folder, tmp_path):
    analyze(folder, tmp_path / "again", n_splits=N_SPLITS, seed=3)
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (written[0] / name).read_bytes()
    analyze(folder, tmp_path / "other", n_splits=N_SPLITS, seed=4)
    for name, same in (("cells.csv", True), ("splits.csv", False), ("decoded.csv", False)):
        assert (
            (tmp_path / "other" / name).read_bytes() == (written[0] / name).read_bytes()
        ) == same


def test_splits_do_not_depend_on_how_many_are_drawn_at_a_time(recordings, monkeypatch):
    whole = analyze_recordings(recordings, n_splits=N_SPLITS, seed=3)
    monkeypatch.setattr(results_module, "_CHUNK", 7)
    parts = analyze_recordings(recordings, n_splits=N_SPLITS, seed=3)
    for estimator in ("authors", "joint"):
        a, b = whole.results[estimator], parts.results[estimator]
        for cells in ("all", "usable"):
            one, two = a.correlations[cells], b.correlations[cells]
            np.testing.assert_array_equal(one.r_reversal_asymmetry, two.r_reversal_asymmetry)
            np.testing.assert_array_equal(one.n_cells, two.n_cells)
        np.testing.assert_allclose(a.decoded.probabilities, b.decoded.probabilities, atol=1e-13)


def test_an_earlier_analysis_is_replaced_and_an_empty_folder_filled(folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    analyze(folder, out, n_splits=2)
    before = (out / "splits.csv").read_text()
    analyze(folder, out, n_splits=3)
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert (out / "splits.csv").read_text() != before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_foreign_files_are_refused_and_left_alone(folder, tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(RecordingError, match=r"holds thesis.tex, expected a new or empty folder"):
        analyze(folder, tmp_path, n_splits=2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(RecordingError, match="is a file, expected a folder to write"):
        analyze(folder, tmp_path / "thesis.tex", n_splits=2)
    with pytest.raises(RecordingError, match="cannot be written"):
        analyze(folder, tmp_path / "thesis.tex" / "out", n_splits=2)
    with pytest.raises(RecordingError, match=r"holds A_.*mat, expected a new"):
        analyze(folder, folder, n_splits=2)


def test_a_folder_in_the_place_of_a_file_stops_before_anything_is_written(folder, tmp_path):
    (tmp_path / "splits.csv").mkdir()
    with pytest.raises(RecordingError, match=r"holds splits.csv, expected a new or empty folder"):
        analyze(folder, tmp_path, n_splits=2)
    assert [path.name for path in tmp_path.iterdir()] == ["splits.csv"]


def test_a_cell_that_counts_twice_is_named(recordings):
    twin = replace(recordings.cells[0], name="Z_1_TT1_1")
    cells = (*recordings.cells[:3], twin)
    analysis = analyze_recordings(replace(recordings, cells=cells), n_splits=2)
    assert analysis.summary["copies"] == [[cells[0].name, twin.name]]
    assert f"{twin.name} has the same spikes as {cells[0].name}" in analysis.describe()
    alone = analyze_recordings(replace(recordings, cells=cells[:3]), n_splits=2)
    assert alone.summary["copies"] == []
    assert "same spikes" not in alone.describe()


def test_a_place_without_rights_is_named(folder, tmp_path, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", denied)
    with pytest.raises(RecordingError, match=r"cannot be read \(Permission denied\); choose"):
        analyze(folder, tmp_path, n_splits=2)


@pytest.mark.parametrize("exists", [False, True])
def test_a_failure_while_writing_leaves_nothing_half_done(folder, tmp_path, monkeypatch, exists):
    out = tmp_path / "out"
    if exists:
        analyze(folder, out, n_splits=2)
        before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full_disk(self, text, **options):
        if self.name == "decoded.csv":
            raise OSError(28, "No space left on device")
        return len(text)

    monkeypatch.setattr(writing.Path, "write_text", full_disk)
    with pytest.raises(RecordingError, match=r"cannot be written \(No space left on device\)"):
        analyze(folder, out, n_splits=3)
    assert [path.name for path in tmp_path.iterdir()] == (["out"] if exists else [])
    if exists:
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: replace(r, cells=r.cells[:1]), r"there is 1 cell \(A_.*\), expected 3 or more"),
        (lambda r: replace(r, cells=r.cells[:2]), r"there are 2 cells \(A_.*\), expected 3"),
        (
            lambda r: limited(r, 99, [1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 14], cells=[4]),
            r"B_.*: 0 trials of magnitude 4 \(2.5 µL; trialType 4 or 11\), expected 2 or more",
        ),
        (lambda r: limited(r, 1, range(8, 15)), r"1 trials of magnitude 1 \(0.1 µL; trialType 8\)"),
        (
            lambda r: limited(r, 99, [15]),
            "holds no rewards in any cell, expected codes 1 to 14",
        ),
        (
            lambda r: replace(
                r, cells=tuple(replace(c, spike_times=c.spike_times[:1]) for c in r.cells)
            ),
            "is 0 spikes/s for every volume, expected responses that differ",
        ),
    ],
)
def test_recordings_that_cannot_be_analysed_are_refused_in_one_sentence(
    recordings, tmp_path, change, message
):
    with pytest.raises(RecordingError, match=message) as error:
        analyze_recordings(change(recordings), n_splits=2)
    assert "\n" not in str(error.value)


def test_the_spread_over_splits_is_its_mean_and_middle_95_percent(written):
    out, analysis = written
    rows = [
        row
        for row in table(out / "splits.csv")
        if (row["estimator"], row["cells"]) == ("joint", "usable")
    ]
    for name in ("r_reversal_asymmetry", "r_reversal_reversal"):
        r = column(rows, name)
        spread = analysis.summary["correlations"]["joint"]["usable"][name]
        np.testing.assert_allclose(
            [spread["mean"], spread["low"], spread["high"]],
            [r.mean(), np.quantile(r, 0.025), np.quantile(r, 0.975)],
        )
        assert spread["splits"] == N_SPLITS


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"n_splits": 0}, "n_splits is 0"), ({"seed": -1}, "seed is -1, expected 0 or more")],
)
def test_settings_are_checked_first(folder, tmp_path, settings, message):
    with pytest.raises(RecordingError, match=message):
        analyze(folder, tmp_path / "out", **settings)


def test_one_bad_file_writes_nothing(recordings, tmp_path):
    folder = write_folder(replace(recordings, cells=recordings.cells[:4]), tmp_path / "cells")
    bad = sorted(folder.iterdir())[2]
    bad.write_bytes(bad.read_bytes()[:1000])
    with pytest.raises(RecordingError, match=f"{bad.name} .*is no whole MATLAB file"):
        analyze(folder, tmp_path / "out", n_splits=2)
    assert not (tmp_path / "out").exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(RecordingError, match=r"holds no .mat file"):
        analyze(empty, tmp_path / "out", n_splits=2)


@pytest.mark.parametrize(("kind", "types"), [("uncued", range(1, 8)), ("cued", range(8, 15))])
def test_one_kind_of_trial_alone_is_analysed_and_said(recordings, kind, types):
    analysis = analyze_recordings(limited(recordings, 99, types), n_splits=5)
    assert analysis.trial_set.kind == kind
    assert f"only {kind} rewards were analysed" in analysis.summary["notes"]
    chosen = analyze_recordings(recordings, n_splits=5, kind=kind)
    np.testing.assert_allclose(chosen.trial_set.axis, analysis.trial_set.axis)
    other = "cued" if kind == "uncued" else "uncued"
    with pytest.raises(RecordingError, match=f"holds no {other} rewards"):
        analyze_recordings(limited(recordings, 99, types), n_splits=5, kind=other)


def test_few_trials_and_flat_cells_give_an_answer_that_says_what_is_undefined(recordings, tmp_path):
    rng = np.random.default_rng(0)
    flat = replace(
        recordings,
        cells=tuple(
            replace(cell, spike_times=np.sort(rng.uniform(0, cell.spike_times[-1], 25)))
            for cell in limited(recordings, 2).cells[:3]
        ),
    )
    folder = write_folder(flat, tmp_path / "cells")
    analysis = analyze(folder, tmp_path / "out", n_splits=20)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["correlations"]["authors"]["usable"]["r_reversal_asymmetry"]["mean"] is None
    assert summary["same_trials_decode"]["authors"] is None
    assert any("no cell was usable" in note for note in summary["notes"])
    assert any("does not rise" in note for note in summary["notes"])
    assert "undefined" in analysis.describe()
    assert "nan" in (tmp_path / "out" / "splits.csv").read_text()


def test_a_surrogate_analysed_in_memory_stays_one(recordings):
    assert analyze_recordings(recordings, n_splits=2).summary["evidence"] == "surrogate"
