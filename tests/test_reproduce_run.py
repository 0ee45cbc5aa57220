"""Runner and check on the miniature book, every failure proven."""

import base64
import hashlib
import io
import json
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

import minibook
from dopadist.reproduce import running
from dopadist.reproduce import variation as variation_module
from dopadist.reproduce.accepting import accept
from dopadist.reproduce.arrays import read_json
from dopadist.reproduce.checking import check_book
from dopadist.reproduce.execution import NotebookRun
from dopadist.reproduce.project import Project, ProjectError
from dopadist.reproduce.running import run_book
from dopadist.reproduce.variation import run_variation
from minibook import RECORDED, SURROGATE


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A book that ran cold with two workers, was accepted, and passes the check."""
    root = tmp_path_factory.mktemp("made")
    project = minibook.build(root)
    run = run_book(project, data=SURROGATE, workers=2)
    assert run.ok, run.notebooks
    assert accept(project, data=SURROGATE, write=True).ok
    report = check_book(project, data=SURROGATE)
    assert report.ok, report.problems
    return root


@pytest.fixture
def book(made, tmp_path) -> Project:
    """A copy of the book with its run, free to be spoilt."""
    shutil.copytree(made, tmp_path / "book")
    return Project(tmp_path / "book")


def _states(run: running.Run) -> dict[str, str]:
    return {notebook.name: notebook.state for notebook in run.notebooks}


def _problems(project: Project, **options) -> list[str]:
    report = check_book(Project(project.root), **({"data": SURROGATE} | options))
    manifest = read_json(project.manifest)
    assert [item["message"] for item in manifest["problems"]] == [
        problem.message for problem in report.problems
    ]
    assert report.ok == (not report.problems)
    return [str(problem) for problem in report.problems]


def _folder(project: Project, notebook: str) -> Path:
    return project.run_folder("full", "surrogate") / notebook


def _shown(thing) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(thing)
    console.file.close()
    return console.export_text()


def test_a_run_leaves_what_the_site_reads(made):
    manifest = read_json(made / "_build" / "manifest.json")
    assert list(manifest) == sorted(
        ["profile", "evidence", "data", "figures", "numbers", "notebooks", "problems"]
    )
    curve, error, cells = manifest["figures"]
    assert [curve["id"], error["id"], cells["id"]] == ["curve", "error", "cells"]
    assert curve["caption"] == "Value over 10 trials; it ends at 0.999."
    assert curve["cell"] == "curve-figure"
    assert curve["panels"] == ["Fig 1a"]
    assert curve["claims"][0]["state"] == "holds"
    assert curve["claims"][0]["bound"] == "0.999023 ± 1e-09"
    assert curve["tiers"]["arrays"]["state"] == curve["tiers"]["image"]["state"] == "holds"
    assert cells["evidence"] == "surrogate"
    assert cells["claims"][0]["state"] == "not judged"
    assert cells["claims"][0]["bound"] is None
    assert manifest["numbers"]["learning"] == {"last": "0.999", "n_trials": "10"}
    assert manifest["problems"] == []
    assert {path.name for path in (made / "_build" / "figures").iterdir()} == {
        "curve.png",
        "error.png",
        "cells.png",
    }
    varying = read_json(made / "_build" / "run.json")
    assert all(item["seconds"] > 0 and item["peak_mb"] > 20 for item in varying["notebooks"])


def test_the_executed_copy_names_no_path_and_no_time(made):
    for path in (made / "_build" / "runs").rglob("executed.ipynb"):
        text = path.read_text()
        assert str(made) not in text
        assert "start_time" not in text
        assert '"execution"' not in text


def _interrupt(display, run):
    raise KeyboardInterrupt


def test_two_cold_runs_are_byte_identical(made, tmp_path, monkeypatch):
    """With two workers and with one, which is interrupted and picks up where it stopped, in a
    home whose IPython, Jupyter and matplotlib are set to break it.
    """
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    minibook.write(startup / "00.py", "raise SystemExit")
    minibook.write(tmp_path / "jupyter" / "jupyter_config.py", "raise SystemExit")
    minibook.write(tmp_path / "matplotlibrc", "lines.linewidth: 20\n")
    kernel = tmp_path / "data" / "kernels" / "python3" / "kernel.json"
    minibook.write(kernel, json.dumps({"argv": ["false"], "display_name": "x", "language": "x"}))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path))
    monkeypatch.setenv("DOPADIST_DATA", "somewhere")
    root = tmp_path / "again"
    shutil.copytree(made, root, ignore=shutil.ignore_patterns("_build"))
    with monkeypatch.context() as patch:
        patch.setattr(running.Display, "on_end", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            run_book(Project(root), data=SURROGATE, workers=1)
    run = run_book(Project(root), data=SURROGATE, workers=1)
    assert _states(run) == {"learning": "current", "recordings": "ran"}
    assert check_book(Project(root), data=SURROGATE).ok
    for name in ("manifest.json", "figures/curve.png", "figures/error.png", "figures/cells.png"):
        assert (root / "_build" / name).read_bytes() == (made / "_build" / name).read_bytes(), name
    runs = Path("_build", "runs", "full-surrogate")
    for name in ("learning", "recordings"):
        for file in ("executed.ipynb", "record.json"):
            one, other = (folder / runs / name / file for folder in (root, made))
            assert one.read_bytes() == other.read_bytes(), (name, file)


def test_nothing_changed_runs_nothing(book):
    began = time.perf_counter()
    run = run_book(book, data=SURROGATE)
    assert _states(run) == {"learning": "current", "recordings": "current"}
    assert time.perf_counter() - began < 1
    minibook.edit(book.notebook("learning"), "# Learning", "# Learning, in other words")
    assert _states(run_book(Project(book.root), data=SURROGATE))["learning"] == "current"


def test_a_changed_constant_reruns_all_turns_red_and_one_that_raises_stops_no_other(book):
    minibook.edit(book.sources / "minimodel" / "__init__.py", "RATE = 0.5", "RATE = 0.4")
    text = "\n".join(_problems(book))
    assert "notebook 'learning': is stale" in text
    assert "notebook 'recordings': is stale" in text
    minibook.edit(book.notebook("recordings"), "seed = 0", "seed = 0\\nrate = 1 / 0")
    run = run_book(book, data=SURROGATE)
    assert _states(run) == {"learning": "ran", "recordings": "failed"}
    shown = _shown(run)
    assert "recordings failed, cell 'parameters'" in shown
    assert "rate = 1 / 0" in shown
    assert "ZeroDivisionError: division by zero" in shown
    assert "1 failed (recordings)" in run.last_line
    assert not run.ok
    problems = _problems(book)
    claim = "claim final_value fails: expected 0.999023 ± 1e-09, got 0.993953"
    assert f"figure 'curve': {claim}" in problems
    drawn = "figure 'curve': what is drawn differs from the reference: figure, axes 0, layers 0, y"
    assert any(text.startswith(drawn) for text in problems)
    assert any(text.startswith("figure 'error': claim ratio fails") for text in problems)
    assert (
        "notebook 'recordings': failed in cell 'parameters': ZeroDivisionError: division by zero"
    ) in problems
    assert "figure 'cells': is in the catalogue and was not published" in problems
    # the broken figures are in the manifest all the same, for the page, and no others
    assert read_json(book.manifest)["figures"][0]["claims"][0]["state"] == "fails"
    assert {path.name for path in (book.build / "figures").iterdir()} == {"curve.png", "error.png"}
    last = check_book(book, data=SURROGATE).last_line
    assert last.startswith("Check failed: 7 problems (curve, error, recordings, cells)")


def test_a_changed_notebook_reruns_alone_and_a_renamed_figure_leaves_no_old_file(book):
    minibook.edit(book.notebook("learning"), '\\"curve\\", curve', '\\"rise\\", curve')
    minibook.edit(book.catalogue_path, 'id = "curve"', 'id = "rise"')
    book = Project(book.root)
    assert _states(run_book(book, data=SURROGATE)) == {"learning": "ran", "recordings": "current"}
    problems = _problems(book)
    assert sorted(path.name for path in (book.build / "figures").iterdir()) == [
        "cells.png",
        "error.png",
        "rise.png",
    ]
    assert not list(_folder(book, "learning").rglob("curve*"))
    assert any("'curve': has the reference simulation/curve.json" in text for text in problems)
    assert any("'rise': has no reference" in text for text in problems)
    accept(book, data=SURROGATE, write=True)
    assert _problems(book) == []
    assert not list((book.root / "tests" / "reference").rglob("curve*"))


def test_quick_and_recorded_runs_stand_beside_it_and_references_are_not_judged(book):
    assert run_book(book, data=RECORDED, profile="quick").ok
    report = check_book(book, data=RECORDED, profile="quick")
    assert report.ok
    assert "references are of profile full" in _shown(report)
    manifest = read_json(book.manifest)
    cells = manifest["figures"][2]
    assert (cells["evidence"], cells["claims"][0]["state"]) == ("recorded", "holds")
    assert cells["tiers"]["arrays"]["state"] == "not judged here"
    assert {path.name for path in (book.build / "runs").iterdir()} == {
        "full-surrogate",
        "quick-recorded",
    }
    minibook.edit(book.catalogue_path, "expected = 5", "expected = 7")
    assert _problems(book, data=RECORDED, profile="quick") == [
        "figure 'cells': claim mean_rate fails: expected 7 ± 1, got 4.93956"
    ]


def test_a_variation_writes_to_its_folder_and_nowhere_else(book, tmp_path):
    def tree():
        return {path: path.stat().st_mtime_ns for path in book.root.rglob("*") if path.is_file()}

    before = tree()
    out = tmp_path / "mine"
    variation = run_variation(book, "learning", {"n_trials": 3}, out, data=SURROGATE)
    assert variation.ok
    assert tree() == before
    assert (out / "figures" / "curve.png").is_file()
    assert read_json(out / "record.json")["parameters"] == {"n_trials": 3}
    states = {
        claim["name"]: claim["state"] for figure in variation.figures for claim in figure["claims"]
    }
    assert states == {"final_value": "fails", "ratio": "holds"}
    assert "1 of 2 claims hold" in _shown(variation)


def test_a_kernel_that_dies_is_laid_at_its_cell(book, tmp_path):
    minibook.edit(book.notebook("recordings"), "import minimodel", "import os; os._exit(3)")
    variation = run_variation(book, "recordings", {}, tmp_path / "mine", data=SURROGATE)
    assert not variation.ok
    shown = _shown(variation)
    assert "recordings failed, cell 'imports'" in shown
    assert "Kernel died" in shown
    assert read_json(tmp_path / "mine" / "failure.json")["source"].startswith("import os")


@pytest.mark.parametrize(
    ("notebook", "parameters", "message"),
    [
        ("learning", {"n_trails": 3}, "no parameter 'n_trails', expected one of: n_trials, prof"),
        ("lerning", {}, "'lerning' is no notebook of the book, expected one of: learning, rec"),
        ("learning", {"profile": "long"}, "profile is 'long', expected 'full' or 'quick'"),
        ("learning", {"n_trials": "few"}, "n_trials = 'few', expected a number such as"),
    ],
)
def test_a_variation_is_refused_before_anything_runs(book, tmp_path, notebook, parameters, message):
    with pytest.raises(ProjectError, match=message):
        run_variation(book, notebook, parameters, tmp_path / "mine", data=SURROGATE)
    assert not (tmp_path / "mine").exists()


def test_a_variation_overwrites_nothing_of_the_reader(book, tmp_path):
    minibook.write(tmp_path / "mine" / "thesis.txt", "years of work")
    with pytest.raises(ProjectError, match="holds other files"):
        run_variation(book, "learning", {}, tmp_path / "mine", data=SURROGATE)
    with pytest.raises(ProjectError, match="cannot be written to"):
        run_variation(book, "learning", {}, book.root, data=SURROGATE)


def test_a_folder_that_cannot_be_made_is_said_before_anything_runs(book, tmp_path):
    minibook.write(tmp_path / "file", "")
    with pytest.raises(ProjectError, match=r"cannot be written to \(Not a directory\), expected"):
        run_variation(book, "learning", {}, tmp_path / "file" / "mine", data=SURROGATE)


def test_a_variation_compiles_elsewhere_where_no_book_was_made(book, tmp_path, monkeypatch):
    shutil.rmtree(book.build)
    caches = []

    def execute(task, *_, **__):
        caches.append(Path(task.environment["NUMBA_CACHE_DIR"]))
        task.folder.mkdir()
        return NotebookRun("learning", "failed")

    monkeypatch.setattr(variation_module, "execute", execute)
    run_variation(book, "learning", {}, tmp_path / "mine", data=SURROGATE)
    assert not caches[0].is_relative_to(book.root)
    assert not book.build.exists()


def test_long_names_are_folded_and_not_cut_in_a_narrow_window(tmp_path):
    claim = {"name": "c" * 50, "value": 1.0, "bound": "0 ± 1", "state": "holds"}
    figure = {"id": "f" * 50, "claims": [claim]}
    shown = io.StringIO()
    run = NotebookRun("learning", "ran")
    console = Console(width=60, file=shown)
    console.print(variation_module.Variation(run=run, out=tmp_path, figures=(figure,)))
    assert shown.getvalue().count("f") >= 50
    assert "…" not in shown.getvalue()


def test_unknown_parameters_are_refused_before_anything_runs(book):
    minibook.edit(book.notebook("learning"), "profile = ", "length = ")
    with pytest.raises(ProjectError, match="learning has no parameter 'profile'"):
        run_book(book, data=SURROGATE)
    with pytest.raises(ProjectError, match="profile is 'long'"):
        run_book(book, data=SURROGATE, profile="long")
    with pytest.raises(ProjectError, match="workers is 0"):
        run_book(book, data=SURROGATE, workers=0)


def _lose(path: Path) -> None:
    path.unlink()


def _other_image(book: Project) -> None:
    folder = _folder(book, "learning")
    shutil.copy(folder / "figures" / "error.png", folder / "figures" / "curve.png")


def _blank_image(book: Project) -> None:
    """As if notebook, record and file agreed on a white image."""
    folder = _folder(book, "learning")
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, format="PNG")
    (folder / "figures" / "curve.png").write_bytes(buffer.getvalue())
    old = read_json(folder / "figures" / "curve.json")["png_sha256"]
    new = hashlib.sha256(buffer.getvalue()).hexdigest()
    minibook.edit(folder / "figures" / "curve.json", old, new)
    executed = json.loads((folder / "executed.ipynb").read_text())
    for cell in executed["cells"]:
        if cell["id"] == "curve-figure":
            image = next(output for output in cell["outputs"] if "data" in output)
            image["data"]["image/png"] = base64.b64encode(buffer.getvalue()).decode()
    (folder / "executed.ipynb").write_text(json.dumps(executed))


def _catalogue(old: str, new: str):
    return lambda book: minibook.edit(book.catalogue_path, old, new)


def _record(old: str, new: str, file: str = "record.json"):
    return lambda book: minibook.edit(_folder(book, "learning") / file, old, new)


SPOILT = {
    "a kernel that took too much memory": (
        lambda book: minibook.write(
            _folder(book, "learning") / "timing.json", '{"seconds": 1.0, "peak_mb": 1000.1}'
        ),
        "notebook 'learning': its kernel took more than 1,000 MB",
    ),
    "a missing executed copy": (
        lambda book: _lose(_folder(book, "learning") / "executed.ipynb"),
        "notebook 'learning': has lost its executed copy",
    ),
    "an executed copy that shows something else": (
        lambda book: shutil.copy(
            _folder(book, "recordings") / "executed.ipynb", _folder(book, "learning")
        ),
        "notebook 'learning': shows figure 'curve' in other bytes",
    ),
    "a spoilt executed copy": (
        lambda book: minibook.write(_folder(book, "learning") / "executed.ipynb", "{"),
        "notebook 'learning': has an executed copy that cannot be read",
    ),
    "an executed copy of other code": (
        lambda book: minibook.edit(
            book.notebook("learning"), "import minimodel", "import minimodel "
        ),
        "notebook 'learning': is stale",
    ),
    "another lock": (
        lambda book: minibook.write(book.lock, ""),
        "notebook 'learning': is stale",
    ),
    "a record half written": (
        lambda book: minibook.write(_folder(book, "learning") / "record.json", "{"),
        "notebook 'learning': has not run to its end",
    ),
    "a lost figure": (
        lambda book: _lose(_folder(book, "learning") / "figures" / "curve.png"),
        "notebook 'learning': has lost the file of figure 'curve'",
    ),
    "a blank image": (_blank_image, "figure 'curve': it is blank"),
    "another image": (_other_image, "shows figure 'curve' in other bytes"),
    "a figure that the catalogue lacks": (
        lambda book: minibook.write(
            book.catalogue_path, "[[figure]]\n" + minibook.CATALOGUE.split("[[figure]]", 2)[2]
        ),
        "figure 'curve': is not in the catalogue",
    ),
    "a figure that was not published": (
        lambda book: minibook.write(
            book.catalogue_path,
            minibook.CATALOGUE
            + minibook.CATALOGUE.split("[[figure]]")[1]
            .join(["[[figure]]", ""])
            .replace('id = "curve"', 'id = "third"'),
        ),
        "figure 'third': is in the catalogue and was not published",
    ),
    "a figure of a notebook that is not there": (
        _catalogue('notebook = "recordings"', 'notebook = "another"'),
        "figure 'cells': belongs to the notebook 'another', which the book lacks",
    ),
    "a broken claim": (
        _catalogue("at_least = 0.49", "at_least = 0.505"),
        "figure 'error': claim ratio fails: expected 0.505 to 0.51, got 0.5",
    ),
    "a claim that the catalogue gained": (
        _catalogue("[figure.claims.ratio]", "[figure.claims.quotient]"),
        "figure 'error': it lacks the claim 'quotient'",
    ),
    "an evidence that the catalogue lost": (
        _catalogue('evidence = ["recorded", "surrogate"]', 'evidence = ["recorded"]'),
        "figure 'cells': its evidence is surrogate, which the catalogue does not allow",
    ),
    "a name in a caption": (
        _catalogue("{n_cells}", "{n_neurons}"),
        "figure 'cells': the caption names 'n_neurons'",
    ),
    "a changed trial_level": (
        _catalogue("trial_level = true", "trial_level = false"),
        "figure 'cells': its reference was accepted with another trial_level",
    ),
    "an image that is not published": (
        _record('"unpublished": []', '"unpublished": ["plot"]'),
        "notebook 'learning': cell 'plot' shows an image that is not published",
    ),
    "warnings on the page": (
        _record('"warnings": []', '"warnings": ["imports"]'),
        "notebook 'learning': cell 'imports' writes warnings onto the page",
    ),
    "an alt text that is gone": (
        _record("A curve that rises from 0 and levels off at 1.", "", "figures/curve.json"),
        "figure 'curve': it has no alt text",
    ),
    "recorded cells in a run without any": (
        lambda book: minibook.edit(
            _folder(book, "recordings") / "figures" / "cells.json",
            '"evidence": "surrogate"',
            '"evidence": "recorded"',
        ),
        "figure 'cells': says that it draws recorded cells, but this run had none",
    ),
    "a missing reference": (
        lambda book: _lose(book.reference("simulation", "curve")),
        "figure 'curve': has no reference: look at it, then run 'dopadist accept curve'",
    ),
    "a missing thumbnail": (
        lambda book: _lose(book.reference("simulation", "curve").with_suffix(".png")),
        "figure 'curve': its thumbnail is missing",
    ),
    "another thumbnail": (
        lambda book: shutil.copy(
            book.reference("simulation", "error").with_suffix(".png"),
            book.reference("simulation", "curve").with_suffix(".png"),
        ),
        "figure 'curve': it looks unlike its thumbnail",
    ),
    "swapped axes": (
        lambda book: minibook.edit(book.reference("simulation", "curve"), '"trial"', '"value"'),
        "figure 'curve': what is drawn differs from the reference: figure, axes 0, xlabel",
    ),
    "a notebook that the contents lack": (
        lambda book: minibook.edit(book.root / "_toc.yml", "  - file: notebooks/recordings\n", ""),
        "notebook 'recordings': is not in _toc.yml",
    ),
    "a notebook that the folder lacks": (
        lambda book: _lose(book.notebook("recordings")),
        "notebook 'recordings': is in _toc.yml and missing",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), SPOILT.values(), ids=SPOILT)
def test_the_check_turns_red(book, spoil, message):
    spoil(book)
    problems = _problems(book)
    assert any(message in text for text in problems), problems
    assert _shown(check_book(Project(book.root), data=SURROGATE)).count("Check failed") == 1


def test_other_versions_than_the_locks_are_said_and_claims_decide(book):
    lock = book.lock.read_text().replace("numpy==", "numpy==0.")
    lock += 'absent==1 ; sys_platform == "nowhere"\n'
    minibook.write(book.lock, lock)
    for path in (book.build / "runs").rglob("record.json"):
        # as if it had run with that lock
        from dopadist.reproduce.running import fingerprints

        now = fingerprints(book, profile="full", data=SURROGATE)[path.parent.name]
        minibook.edit(path, read_json(path)["fingerprint"], now)
    shutil.rmtree(book.root / "tests")
    report = check_book(book, data=SURROGATE)
    assert report.ok
    assert "not judged here: installed versions are not the lock's: numpy" in _shown(report)
    with pytest.raises(ProjectError, match="lock's versions alone"):
        accept(book, data=SURROGATE)


def test_accepting_shows_and_writes_only_when_told(book):
    reference = book.reference("simulation", "curve")
    assert accept(book, data=SURROGATE).last_line.startswith("Every figure equals its reference")
    minibook.edit(reference, '"final_value": 0.9990234375', '"final_value": 0.75')
    minibook.edit(reference, "0.75,0.875,", "0.7,0.8,")
    before = reference.read_bytes()
    shown = accept(book, data=SURROGATE)
    text = _shown(shown)
    assert reference.read_bytes() == before
    assert "final_value" in text
    assert "0.75" in text
    assert "0.999023" in text
    assert "layers 0, y: 0.875 instead of 0.8" in text
    assert shown.proposals[0].picture.is_file()
    assert "nothing written" in shown.last_line
    done = accept(book, ["curve"], data=SURROGATE, write=True)
    assert done.last_line == "Accepted 1 figures: commit tests/reference"
    assert reference.read_bytes() != before
    assert _problems(book) == []


def test_accepting_refuses_a_figure_whose_claims_fail(book):
    minibook.edit(book.catalogue_path, "at_least = 0.49", "at_least = 0.505")
    reference = book.reference("simulation", "error")
    reference.unlink()
    book = Project(book.root)
    refused = accept(book, data=SURROGATE, write=True)
    assert not refused.ok
    assert "claims fail: error" in refused.last_line
    assert not reference.exists()
    assert accept(book, data=SURROGATE, write=True, despite_claims=True).ok
    assert reference.exists()


def test_accepting_refuses_what_is_unknown_or_stale(book):
    with pytest.raises(ProjectError, match="'curves' is not in the catalogue"):
        accept(book, ["curves"], data=SURROGATE)
    minibook.edit(book.notebook("learning"), "import minimodel", "import minimodel ")
    with pytest.raises(ProjectError, match="learning is stale"):
        accept(book, ["curve"], data=SURROGATE)


def test_a_reference_of_single_trials_holds_quantiles_and_no_image(made):
    path = made / "tests" / "reference" / "surrogate" / "cells.json"
    assert not path.with_suffix(".png").exists()
    layer = read_json(path)["arrays"]["axes"][0]["layers"][0]
    assert set(layer["y"]) == {"shape", "nan", "quantiles"}
    assert len(layer["y"]["quantiles"]) == 11


def test_outside_a_checkout_one_sentence_says_so(tmp_path):
    with pytest.raises(ProjectError, match="is in no checkout of the book"):
        Project.find(tmp_path)


def test_a_checkout_is_found_from_within(made):
    assert Project.find(made / "notebooks").root == made
