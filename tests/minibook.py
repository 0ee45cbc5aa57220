"""A miniature book of two notebooks in a temporary folder, for runner, check and site.

Its package ``minimodel`` stands in for the science: one learning curve and a few "cells" whose
evidence follows the environment that the runner sets, as that of real recordings does.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dopadist.reproduce.data import Data
from dopadist.reproduce.project import Project

SURROGATE = Data("surrogate", "0" * 64, "surrogate", "the miniature book has no recordings")
RECORDED = Data("recorded", "1" * 64, "DOPADIST_DATA", "", {"DOPADIST_DATA": "nowhere"})

MODEL = '''"""A model so small that its figures can be checked by hand."""

import os
from dataclasses import dataclass

import numpy as np

from dopadist.plots.style import figure, style

RATE = 0.5


@dataclass(frozen=True)
class Curve:
    trials: np.ndarray
    values: np.ndarray
    evidence: str = "simulation"


@dataclass(frozen=True)
class Cells:
    rates: np.ndarray
    evidence: str


def learn(n_trials):
    trials = np.arange(n_trials + 1)
    return Curve(trials, 1 - (1 - RATE) ** trials)


def cells(seed):
    evidence = "recorded" if os.environ.get("DOPADIST_DATA") else "surrogate"
    return Cells(np.random.default_rng(seed).normal(5, 1, 40), evidence)


@style()
def curve_figure(curve):
    fig, axes = figure(width="single", height_mm=50)
    axes[0, 0].plot(curve.trials, curve.values, label="value")
    axes[0, 0].axhline(1, color="0.6")
    axes[0, 0].set(xlabel="trial", ylabel="value")
    return fig


@style()
def error_figure(curve):
    fig, axes = figure(width="single", height_mm=50)
    axes[0, 0].scatter(curve.trials, 1 - curve.values)
    axes[0, 0].set(xlabel="trial", ylabel="prediction error", yscale="log")
    return fig


@style()
def cells_figure(cells):
    fig, axes = figure(width="single", height_mm=50)
    axes[0, 0].plot(np.arange(40), cells.rates, "o")
    axes[0, 0].set(xlabel="cell", ylabel="rate (spikes/s)")
    return fig
'''

CATALOGUE = """
[[figure]]
id = "curve"
notebook = "learning"
panels = ["Fig 1a"]
evidence = ["simulation"]
caption = "Value over {n_trials} trials; it ends at {final_value:.3f}."
[figure.claims.final_value]
meaning = "value after 10 trials"
reason = "closed form 1 - 0.5^10"
source = "Rescorla and Wagner 1972"
simulation = { expected = 0.9990234375, tolerance = 1e-9 }

[[figure]]
id = "error"
notebook = "learning"
panels = []
evidence = ["simulation"]
caption = "The error halves with each trial."
[figure.claims.ratio]
meaning = "error of a trial over that of the one before"
reason = "closed form 1 - rate"
source = "Rescorla and Wagner 1972"
simulation = { at_least = 0.49, at_most = 0.51 }

[[figure]]
id = "cells"
notebook = "recordings"
panels = ["Fig 2b"]
evidence = ["recorded", "surrogate"]
trial_level = true
caption = "Rates of {n_cells} cells."
[figure.claims.mean_rate]
meaning = "mean rate in spikes/s"
reason = "made so: 5 with a standard error of 0.16, tolerance 6 of them, false alarm < 1e-8"
source = "closed form"
recorded = { expected = 5, tolerance = 1 }
"""

TOC = """format: jb-book
root: book/index
chapters:
  - file: notebooks/learning
  - file: notebooks/recordings
"""

CONFIG = """title: A miniature book
author: Nobody
only_build_toc_files: true
execute:
  execute_notebooks: "off"
"""

PARAMETERS = 'profile = "full"  # or "quick"\nseed = 0'

LEARNING = [
    ("markdown", "title", "# Learning\n\nA curve ends at {{ last }}, see {numref}`fig-curve`."),
    ("code", "parameters", PARAMETERS + "\nn_trials = 10"),
    (
        "code",
        "imports",
        "import minimodel\nfrom dopadist.reproduce import number, publish",
    ),
    (
        "code",
        "curve-figure",
        "curve = minimodel.learn(n_trials)\n"
        'number("n_trials", n_trials)\n'
        "publish(\n"
        '    minimodel.curve_figure(curve), "curve", curve,\n'
        '    claims={"final_value": curve.values[-1]},\n'
        '    alt="A curve that rises from 0 and levels off at 1.",\n'
        ")",
    ),
    ("code", "last-number", 'number("last", curve.values[-1], "{:.3f}")'),
    (
        "code",
        "error-figure",
        "publish(\n"
        '    minimodel.error_figure(curve), "error", curve,\n'
        '    claims={"ratio": (1 - curve.values[1]) / (1 - curve.values[0])},\n'
        '    alt="Points that fall on a straight line on a logarithmic axis.",\n'
        ")",
    ),
]

RECORDINGS = [
    ("markdown", "title", "# Recordings\n\nThe mean is {{ claim:cells.mean_rate }}."),
    ("code", "parameters", PARAMETERS),
    (
        "code",
        "imports",
        "import minimodel\nfrom dopadist.reproduce import number, publish",
    ),
    (
        "code",
        "cells-figure",
        "cells = minimodel.cells(seed)\n"
        'number("n_cells", len(cells.rates))\n'
        "publish(\n"
        '    minimodel.cells_figure(cells), "cells", cells,\n'
        '    claims={"mean_rate": cells.rates.mean()},\n'
        '    alt="Forty dots, one a cell, scattered around five spikes a second.",\n'
        ")",
    ),
]


def build(root: Path) -> Project:
    """Write the book into an empty folder."""
    write(root / "src" / "minimodel" / "__init__.py", MODEL)
    write(root / "notebooks" / "figures.toml", CATALOGUE)
    write(root / "_toc.yml", TOC)
    write(root / "_config.yml", CONFIG)
    write(root / "book" / "index.md", "# A miniature book\n\nTwo chapters follow.\n")
    names = ("numpy", "scipy", "matplotlib")
    write(root / "requirements.lock", "".join(f"{name}=={version(name)}\n" for name in names))
    write_notebook(root / "notebooks" / "learning.ipynb", LEARNING)
    write_notebook(root / "notebooks" / "recordings.ipynb", RECORDINGS)
    return Project(root)


def write(path: Path, text: str) -> None:
    """Write a text file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def write_notebook(path: Path, cells: list[tuple[str, str, str]]) -> None:
    """Write a notebook without outputs from (type, id, source)."""
    write(path, json.dumps(notebook(cells), indent=1) + "\n")


def notebook(cells: list[tuple[str, str, str]]) -> dict[str, Any]:
    """A notebook as JSON from (type, id, source)."""
    return {
        "cells": [_cell(*cell) for cell in cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(kind: str, id: str, source: str) -> dict[str, Any]:
    tags = ["parameters"] if id == "parameters" else []
    cell: dict[str, Any] = {
        "cell_type": kind, "id": id, "metadata": {"tags": tags} if tags else {},
        "source": source.splitlines(keepends=True),
    }  # fmt: skip
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
