"""What people see of runs and checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dopadist.reproduce.data import Data

_TRACEBACK_LINES = 20


def failure_panel(failure: Mapping[str, str]) -> Any:
    """A notebook that failed: which, in which cell, with which error."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.syntax import Syntax
    from rich.text import Text

    place = f"cell '{failure['cell']}'" if failure["cell"] else "outside its cells"
    parts: list[Any] = []
    if failure["source"]:
        parts.append(Syntax(failure["source"], "python"))
    if failure["traceback"]:
        tail = failure["traceback"].splitlines()[-_TRACEBACK_LINES:]
        parts.append(Text.from_ansi("\n".join(tail)))
    parts.append(Text(failure["error"], style="bold red"))
    return Panel(Group(*parts), title=f"{failure['notebook']} failed, {place}", border_style="red")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    kind: Literal["notebook", "figure", "complete"]
    notebook: str
    figure: str
    message: str

    def as_json(self) -> dict[str, str]:
        """For the manifest."""
        return {
            "kind": self.kind,
            "notebook": self.notebook,
            "figure": self.figure,
            "message": self.message,
        }

    def __str__(self) -> str:
        where = f"figure '{self.figure}'" if self.figure else f"notebook '{self.notebook}'"
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Report:
    """What a check found; renders with rich."""

    profile: str
    data: Data
    figures: tuple[Mapping[str, Any], ...]
    problems: tuple[Problem, ...]
    not_judged_here: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def counts(self) -> dict[str, int]:
        """Claims by state."""
        states = [claim["state"] for figure in self.figures for claim in figure["claims"]]
        return {state: states.count(state) for state in ("holds", "fails", "not judged")}

    @property
    def last_line(self) -> str:
        """What was found, in one line."""
        counts = self.counts
        judged = f"{counts['holds']} of {counts['holds'] + counts['fails']} claims hold"
        if counts["not judged"]:
            judged += f", {counts['not judged']} not judged on a surrogate"
        if self.ok:
            return f"Check passed: {len(self.figures)} figures, {judged}"
        affected = dict.fromkeys(problem.figure or problem.notebook for problem in self.problems)
        names = ", ".join(list(affected)[:6]) + (" …" if len(affected) > 6 else "")
        return f"Check failed: {len(self.problems)} problems ({names}); {judged}"

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from rich.text import Text

        if self.not_judged_here:
            yield Text(
                f"Plotted arrays and images not judged here: {self.not_judged_here}", style="yellow"
            )
        for problem in self.problems:
            yield Text(str(problem), style="red")
        yield Text(self.last_line, style="bold green" if self.ok else "bold red")
