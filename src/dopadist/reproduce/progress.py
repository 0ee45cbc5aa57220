"""Progress of a run, on a terminal as bars, elsewhere as one line a notebook."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from dopadist.reproduce.execution import NotebookRun


class Display:
    """Shows which cell of which notebook runs; shows nothing without a console.

    A context manager.
    """

    def __init__(self, console: Any, notebooks: Sequence[str]) -> None:
        self._console = console
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        if console is None or not notebooks or not console.is_terminal:
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("cells"), Elapsed(), console=console,
        )  # fmt: skip
        self._tasks = {
            name: self._bars.add_task(name, total=None, start=False) for name in notebooks
        }

    def __enter__(self) -> "Display":
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def on_cell(self, notebook: str, cell: int, n_cells: int) -> None:
        """A cell starts."""
        if self._bars is not None:
            if cell == 0:
                self._bars.start_task(self._tasks[notebook])
            self._bars.update(self._tasks[notebook], completed=cell, total=n_cells)

    def on_end(self, run: NotebookRun) -> None:
        """A notebook came to its end, or failed."""
        if self._bars is not None:
            task = self._tasks[run.name]
            total = self._bars.tasks[task].total
            if run.state == "ran":
                self._bars.update(task, completed=total)
            self._bars.update(task, description=f"{run.name} ({run.state})")
            self._bars.stop_task(task)
        elif self._console is not None:
            self._console.print(f"{run.name}: {run.state}, {run.seconds:.1f} s")
