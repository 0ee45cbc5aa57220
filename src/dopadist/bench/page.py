"""Writes what the page "How fast, and why" shows: the table, the figure, and their data."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dopadist.bench.growth import Growth
from dopadist.bench.running import Measured, now
from dopadist.reproduce.environment import cores
from dopadist.reproduce.project import Project

_PACKAGES = ("numpy", "scipy", "numba", "pytest-benchmark")


def write_page(project: Project, rows: Sequence[Measured], growth: Sequence[Growth]) -> list[str]:
    """Write ``book/bench``: data, table and figure; returns what was written.

    The page includes the table, so that the book is built from the last measurement that was
    committed, without measuring.
    """
    folder = project.root / "book" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "date": now(),
        "machine": machine(),
        "rows": [row.as_json() for row in rows],
        "growth": [curve.as_json() for curve in growth],
    }
    written = {
        "bench.json": json.dumps(data, indent=1, ensure_ascii=False) + "\n",
        "table.md": table(data),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    draw(growth, folder / "growth.png")
    return [f"book/bench/{name}" for name in (*written, "growth.png")]


def machine() -> dict[str, Any]:
    """What was measured on."""
    return {
        "processor": _processor(),
        "system": f"{platform.system()}, {platform.machine()}",
        "cores": cores(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def table(data: Mapping[str, Any]) -> str:
    """The table as MyST text, with the machine, the versions and the date."""
    from dopadist.bench.result import readable

    on = data["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in on["versions"].items())
    lines = [
        f"Measured on {data['date']}: {on['processor']}, {on['cores']} cores, {on['system']}, "
        f"Python {on['python']}, {versions}.",
        "",
        ":::{list-table} The speed table. Ours and the reference in turn, medians of their runs",
        ":header-rows: 1",
        ":name: tab-speed",
        "",
        "* - Work",
        "  - Against",
        "  - Ours",
        "  - Reference",
        "  - Ratio",
        "  - At least",
    ]
    notes: list[str] = []
    for row in data["rows"]:
        mark = ""
        if row["note"]:
            notes.append(f"{len(notes) + 1}. {row['note'][0].upper()}{row['note'][1:]}.")
            mark = f" ({len(notes)})"
        reached = row["ratio"] >= row["target"]
        ratio = _number(row["ratio"])
        lines += [
            f"* - {row['work']}{mark}",
            f"  - {row['against']}",
            f"  - {readable(row['ours_s'])}",
            f"  - {readable(row['reference_s'])}",
            f"  - {ratio if reached else f'{ratio}, below'}",
            f"  - {_number(row['target'])}",
        ]
    return "\n".join([*lines, ":::", "", *notes, ""])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def draw(growth: Sequence[Growth], path: Path) -> None:
    """Time against size, double logarithmic, with the exponent beside each curve's name."""
    import numpy as np

    from dopadist.plots.style import figure, letter, note, style

    colours = ("#0072b2", "#d55e00", "#009e73", "#9a3d7a")
    names = {"cells": "Cells", "trials": "Trials", "splits": "Random splits", "taus": "Levels τ"}
    with style():
        fig, axes = figure(2, 2, height_mm=130)
        for ax, over, key in zip(axes.flat, names, "abcd", strict=True):
            curves = [curve for curve in growth if curve.over == over]
            for place, (curve, colour) in enumerate(zip(curves, colours, strict=False)):
                sizes, ms = np.array(curve.sizes), 1e3 * np.array(curve.seconds)
                ax.loglog(sizes, ms, "o-", color=colour, markersize=3.5, linewidth=0.6, alpha=0.6)
                x, y = curve.upper_decade
                slope, offset = np.polyfit(x, y, 1)
                ends = np.array([x.min(), x.max()])
                line = 1e3 * np.exp(slope * ends + offset)
                ax.loglog(np.exp(ends), line, color=colour, linewidth=1.4)
                note(
                    ax,
                    f"{curve.name}, $n^{{{slope:.2f}}}$",
                    xy=(0.03, 0.98 - 0.075 * place),
                    color=colour,
                )
            low, high = ax.get_ylim()
            ax.set_ylim(low, high * (high / low) ** (0.11 * len(curves)))
            ax.set_xlabel(f"{names[over]}, n")
            ax.set_ylabel("Time, ms")
            letter(ax, key)
        fig.savefig(path, metadata={"Software": None})


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown processor"
    found = re.search(r"^model name\s*:\s*(.+)$", text, flags=re.MULTILINE)
    return found.group(1).strip() if found else platform.machine()
