"""Commands for people with recordings: analyze, data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import click

from dopadist.cli.common import CHECK_FAILED


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@click.option(
    "--splits", type=click.IntRange(min=1), default=1000, show_default=True, help="Random halves."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--trials",
    type=click.Choice(["pooled", "cued", "uncued"]),
    help="Kind of trials; by default pooled where both kinds occur.",
)
def analyze(
    path: Path,
    out: Path,
    splits: int,
    seed: int,
    trials: Literal["pooled", "cued", "uncued"] | None,
) -> None:
    """Estimate reversal points and asymmetries of recorded cells, and decode.

    PATH is the folder that holds the .mat files, one a cell, in the format of the 40 cells
    (see the data page of the book). OUT gets cells.csv, splits.csv, decoded.csv and
    summary.json, all or none.

    \b
    dopadist analyze recordings/light_id_dopamine --out results
    dopadist analyze my_cells --out results --trials cued --splits 5000 --seed 1
    """
    from dopadist.analysis import analyze as run

    done = run(path, out, n_splits=splits, seed=seed, kind=trials)
    click.echo(done.describe())


@click.group()
def data() -> None:
    """The 40 recorded cells: fetch, verify, where."""


@data.command()
@click.argument("destination", type=click.Path(path_type=Path), required=False)
def fetch(destination: Path | None) -> None:
    """Download the 40 cells, each against its SHA-256 sum.

    DESTINATION is the user's cache by default. What an interrupted download brought is kept
    for the next one, and the folder appears only when it is complete.

    \b
    dopadist data fetch
    dopadist data fetch recordings
    """
    from rich.progress import Progress

    from dopadist.recordings import fetch as run

    with Progress(transient=True) as bars:
        task = bars.add_task("recordings", total=None)

        def show(done: int, total: int, name: str) -> None:
            bars.update(task, completed=done, total=total, description=name)

        report = run(destination, show)
    click.echo(report.describe())


@data.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.pass_context
def verify(ctx: click.Context, folder: Path | None) -> None:
    """Check every file of FOLDER against its SHA-256 sum; exit status 1 if one differs.

    FOLDER is where `dopadist data where` points by default.

    \b
    dopadist data verify
    dopadist data verify recordings/light_id_dopamine
    """
    from dopadist.recordings import cache_folder
    from dopadist.recordings import verify as run

    report = run(folder or os.environ.get("DOPADIST_DATA") or cache_folder())
    click.echo(report.describe())
    ctx.exit(0 if report.ok else CHECK_FAILED)


@data.command()
def where() -> None:
    """Say which recordings a run would use, without downloading any.

    \b
    dopadist data where
    DOPADIST_DATA=recordings dopadist data where
    """
    from dopadist.recordings import locate

    click.echo(locate(download=False).describe())
