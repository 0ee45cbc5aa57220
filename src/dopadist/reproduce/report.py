"""What people see of runs and checks."""

from collections.abc import Mapping
from typing import Any


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
    if failure["traceback"] and not failure["cell"]:
        parts.append(Text.from_ansi(failure["traceback"]))
    parts.append(Text(failure["error"], style="bold red"))
    return Panel(Group(*parts), title=f"{failure['notebook']} failed, {place}", border_style="red")
