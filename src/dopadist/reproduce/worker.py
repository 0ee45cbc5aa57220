"""Runs one notebook with papermill, in a process of its own: ``python -m … < task.json``.

Progress goes to standard output, one JSON document a line.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from dopadist.reproduce.arrays import write_json
from dopadist.reproduce.executed import clean

START_SECONDS = 60
CELL_SECONDS = 900

# The cell that runs, for failures that papermill does not lay at a cell's door.
_running: dict[str, str] = {"cell": "", "source": ""}


def main() -> int:
    """Run the notebook that the task names; 0 if it came to its end."""
    task = json.loads(sys.stdin.read())
    folder = Path(task["folder"])
    began = time.perf_counter()
    failure: dict[str, Any] | None
    try:
        failure = execute(task)
    except Exception as error:  # the kernel, not the notebook: tell it all the same
        failure = {
            "notebook": task["notebook"],
            **_running,
            "error": f"{type(error).__name__}: {error}",
            "traceback": traceback.format_exc(),
        }
    if failure is not None:
        write_json(folder / "failure.json", failure)
    seconds = time.perf_counter() - began
    write_json(folder / "timing.json", {"seconds": round(seconds, 2), **_used()})
    return 0 if failure is None else 1


def _end_with(parent: int) -> None:
    # A run that was killed leaves no worker behind that writes into the next one's folder.
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def execute(task: dict[str, Any]) -> dict[str, Any] | None:
    """Execute a notebook; what went wrong in it, if anything did."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    register_engine()
    output = Path(task["folder"]) / "executed.ipynb"
    for attempt in (1, 2):
        try:
            papermill.execute_notebook(
                task["path"],
                str(output),
                parameters=task["parameters"],
                engine_name="dopadist",
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                cwd=task["working_folder"],
            )
        except PapermillExecutionError as error:
            return _failure(task, error, nbformat.read(output, as_version=4))
        except RuntimeError:
            # A kernel that never answered has run nothing, so a second start is safe.
            if attempt == 2 or _running["cell"]:
                raise
        else:
            break
    notebook = nbformat.read(output, as_version=4)
    nbformat.write(clean(notebook), output)
    return None


def register_engine() -> None:
    """Teach papermill an engine that reports progress and reads no user's settings."""
    from papermill.engines import NBClientEngine, papermill_engines
    from traitlets.config import Config

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            n_cells = len(nb_man.nb.cells)
            start = nb_man.cell_start

            def cell_start(cell: Any, cell_index: int | None = None, **more: Any) -> None:
                _running.update(cell=cell["id"], source=cell["source"])
                print(json.dumps({"cell": cell_index, "of": n_cells}), flush=True)
                start(cell, cell_index, **more)

            nb_man.cell_start = cell_start
            options["config"] = Config({"KernelManager": _connection()})
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register("dopadist", Engine)


def _connection() -> dict[str, str]:
    # Sockets named by this process: kernels that start at once never want one port.
    if sys.platform == "win32":
        return {"transport": "tcp"}
    folder = Path(os.environ["JUPYTER_RUNTIME_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    name = str(folder / str(os.getpid()))
    return {"transport": "ipc", "connection_file": f"{name}.json", "ip": name}


def _failure(task: dict[str, Any], error: Any, notebook: Any) -> dict[str, Any]:
    failed = [
        cell
        for cell in notebook.cells
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    ]
    return {
        "notebook": task["notebook"],
        "cell": failed[0]["id"] if failed else "",
        "source": str(error.source),
        "error": f"{error.ename}: {error.evalue}",
        "traceback": "\n".join(error.traceback),
    }


def _used() -> dict[str, float | None]:
    """Processor time and peak memory of the kernel, which has ended."""
    try:
        import resource
    except ImportError:  # not on Windows
        return {"cpu_seconds": None, "peak_mb": None}
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"cpu_seconds": round(used.ru_utime + used.ru_stime, 2), "peak_mb": round(peak, 1)}


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.exit(main())
