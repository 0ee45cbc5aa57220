"""The worker, the executed copy and the kernel's environment, without starting a kernel."""

import io
import json
import os
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError
from rich.console import Console

import minibook
from dopadist.reproduce import environment, warming, worker
from dopadist.reproduce.arrays import read_json
from dopadist.reproduce.executed import cells_with_warnings, clean, images
from dopadist.reproduce.execution import NotebookRun
from dopadist.reproduce.progress import Display
from dopadist.reproduce.project import Project, ProjectError
from dopadist.reproduce.records import write_record
from minibook import RECORDED, SURROGATE


def _executed(**outputs) -> nbformat.NotebookNode:
    notebook = nbformat.from_dict(minibook.notebook(minibook.LEARNING))
    for cell in notebook.cells:
        if cell.id.replace("-", "_") in outputs:
            cell.outputs = [nbformat.from_dict(item) for item in outputs[cell.id.replace("-", "_")]]
    return notebook


def _stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def _image(data: str, figure: str | None) -> dict:
    metadata = {} if figure is None else {"dopadist": {"figure": figure}}
    return {"output_type": "display_data", "data": {"image/png": data}, "metadata": metadata}


@pytest.fixture
def task(tmp_path, monkeypatch) -> dict:
    monkeypatch.setattr(worker, "_running", {"cell": "", "source": ""})
    project = minibook.build(tmp_path)
    (tmp_path / "out").mkdir()
    return {
        "notebook": "learning",
        "path": str(project.notebook("learning")),
        "folder": str(tmp_path / "out"),
        "working_folder": str(project.notebooks),
        "parameters": {"profile": "full"},
    }


def _main(task, monkeypatch, execute) -> dict | None:
    monkeypatch.setattr(papermill, "execute_notebook", execute)
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(task)))
    status = worker.main()
    failure = f"{task['folder']}/failure.json"
    assert (status != 0) == os.path.exists(failure)
    assert read_json(Path(task["folder"]) / "timing.json")["seconds"] >= 0
    return read_json(Path(failure)) if status else None


def test_a_kernel_that_does_not_start_is_started_once_more(task, monkeypatch):
    calls = []

    def execute(path, output, **options):
        calls.append(options["start_timeout"])
        if len(calls) == 1:
            raise RuntimeError("Kernel didn't respond in 60 seconds")
        nbformat.write(_executed(), output)

    assert _main(task, monkeypatch, execute) is None
    assert calls == [60, 60]


def test_a_kernel_that_never_starts_fails_outside_the_cells(task, monkeypatch):
    def execute(path, output, **options):
        raise RuntimeError("Kernel didn't respond in 60 seconds")

    failure = _main(task, monkeypatch, execute)
    assert failure["error"] == "RuntimeError: Kernel didn't respond in 60 seconds"
    assert failure["cell"] == ""


def test_a_kernel_that_dies_in_a_cell_is_not_started_again(task, monkeypatch):
    calls = []

    def execute(path, output, **options):
        calls.append(path)
        worker._running.update(cell="imports", source="import minimodel")
        raise RuntimeError("Kernel died")

    assert _main(task, monkeypatch, execute)["cell"] == "imports"
    assert len(calls) == 1


def test_a_cell_that_raises_is_told_with_its_error(task, monkeypatch):
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}

    def execute(path, output, **options):
        nbformat.write(_executed(imports=[error]), output)
        raise PapermillExecutionError(2, 1, "import minimodel", "E", "v", ["above", "below"])

    assert _main(task, monkeypatch, execute) == {
        "notebook": "learning",
        "cell": "imports",
        "source": "import minimodel",
        "error": "E: v",
        "traceback": "above\nbelow",
    }


def test_each_worker_has_sockets_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "run"))
    found = worker._connection()
    assert found["transport"] == "ipc"
    assert found["ip"].endswith(str(os.getpid()))
    monkeypatch.setattr(sys, "platform", "win32")
    assert worker._connection() == {"transport": "tcp"}


def test_cleaning_takes_out_what_varies_and_joins_texts():
    notebook = _executed(
        imports=[_stream("a"), _stream("b"), _stream("w", "stderr"), _stream("c"), _image("", None)]
    )
    notebook.metadata["papermill"] = {"start_time": "now"}
    for cell in notebook.cells:
        cell.metadata["papermill"] = {"duration": 1}
        cell.metadata["execution"] = {"iopub.status.busy": "now"}
    notebook.cells[1].metadata["tags"] = ["injected-parameters"]
    found = clean(notebook)
    assert "papermill" not in found.metadata
    assert not any({"papermill", "execution"} & set(cell.metadata) for cell in found.cells)
    assert found.cells[1].id == "injected-parameters"
    texts = [output.get("text") for output in found.cells[2].outputs]
    assert texts == ["ab", "w", "c", None]
    assert cells_with_warnings(found) == ["imports"]


def test_images_are_told_apart_by_what_published_them():
    notebook = _executed(curve_figure=[_image("AAAA", "curve")], imports=[_image("AAAA", None)])
    assert [(image.cell, image.figure) for image in images(notebook)] == [
        ("imports", None),
        ("curve-figure", "curve"),
    ]


def test_two_figures_in_one_cell_are_refused(tmp_path):
    twice = [_image("AAAA", "curve"), _image("AAAA", "error")]
    nbformat.write(_executed(curve_figure=twice), tmp_path / "executed.ipynb")
    with pytest.raises(ProjectError, match="'curve-figure' of learning publishes two figures"):
        write_record(
            tmp_path, notebook="learning", fingerprint="", profile="full", evidence="surrogate",
            parameters={},
        )  # fmt: skip


def test_the_environment_is_the_runs_and_not_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("DOPADIST_OFFLINE", "1")
    monkeypatch.setenv("PYTHONSTARTUP", "mine.py")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    found = environment.environment(Project(tmp_path), RECORDED, threads=3, scratch=tmp_path)
    assert found["DOPADIST_DATA"] == "nowhere"
    assert "DOPADIST_OFFLINE" not in found
    assert "PYTHONSTARTUP" not in found
    assert found["PYTHONPATH"] == f"{tmp_path / 'src'}{os.pathsep}elsewhere"
    assert found["NUMBA_NUM_THREADS"] == "3"
    assert {found[name] for name in environment.ONE_THREAD} == {"1"}
    other = environment.environment(Project(tmp_path), SURROGATE, threads=1, scratch=tmp_path)
    assert "DOPADIST_DATA" not in other


def test_the_kernels_are_compiled_once_for_the_same_sources(tmp_path, monkeypatch):
    calls = []

    class Process:
        def __init__(self, command, **options):
            calls.append(command[-2:])

        def wait(self):
            return 0

    variables = {"NUMBA_CACHE_DIR": str(tmp_path / "numba")}
    monkeypatch.setattr(warming.subprocess, "Popen", Process)
    warming.warm_up(variables, stamp="a", processes=2)
    warming.warm_up(variables, stamp="a", processes=2)
    assert calls == [["0", "2"], ["1", "2"]]
    warming.warm_up(variables, stamp="b", processes=2)
    assert len(calls) == 4
    monkeypatch.setattr(warming, "find_spec", lambda name: None)
    warming.warm_up(variables, stamp="c", processes=2)
    assert len(calls) == 4


def test_a_failed_compilation_is_tried_again_and_stops_nothing(tmp_path):
    variables = dict(os.environ) | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(tmp_path)}
    minibook.write(tmp_path / "numpy.py", "raise SystemExit(1)")
    warming.warm_up(variables, stamp="a", processes=1)
    assert not (tmp_path / "warm.txt").exists()


@pytest.mark.parametrize("call", warming.CALLS)
def test_every_compiled_function_has_a_call_that_works(call):
    call()


def test_progress_shows_bars_on_a_terminal_and_a_line_elsewhere():
    terminal = Console(force_terminal=True, file=io.StringIO(), width=80)
    with Display(terminal, ["learning", "recordings"]) as display:
        display.on_cell("learning", 0, 4)
        display.on_cell("learning", 3, 4)
        display.on_end(NotebookRun("learning", "ran", 1.5))
        display.on_end(NotebookRun("recordings", "failed"))
    shown = terminal.file.getvalue()
    assert "learning (ran)" in shown
    assert "4/4" in shown
    assert "recordings (failed)" in shown
    plain = Console(file=io.StringIO(), width=80)
    with Display(plain, ["learning"]) as display:
        display.on_cell("learning", 0, 4)
        display.on_end(NotebookRun("learning", "ran", 1.5))
    assert plain.file.getvalue() == "learning: ran, 1.5 s\n"
