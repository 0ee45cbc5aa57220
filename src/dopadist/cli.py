"""The command line: thin, with imports inside the commands so that ``--help`` is quick."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import click

CHECK_FAILED = 1
WRONG_USE = 2

PROFILE = click.option(
    "--profile",
    type=click.Choice(["full", "quick"]),
    default="full",
    show_default=True,
    help="Length of the run.",
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=0,
    help="Notebooks at a time; 0, the default, is one a core.",
)


class Group(click.Group):
    """Turns the package's one-sentence errors into a message and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        from dopadist.recordings import RecordingError
        from dopadist.reproduce.catalogue import CatalogueError
        from dopadist.reproduce.project import ProjectError

        try:
            return super().invoke(ctx)
        except (RecordingError, CatalogueError, ProjectError) as error:
            click.echo(f"dopadist: {error}", err=True)
            ctx.exit(WRONG_USE)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dopadist")
def main() -> None:
    """The reproducible companion to Dabney et al. 2020, a distributional code for value.

    \b
    Your own recordings   dopadist analyze CELLS --out RESULTS
    The paper's 40 cells  dopadist data fetch
    The book              dopadist book                                  (in a checkout)
    A variation           dopadist run distributional_td -p seed=7 --out MINE
    """


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@click.option(
    "--splits", type=click.IntRange(min=1), default=1000, show_default=True, help="Random halves."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--trials",
    type=click.Choice(["pooled", "cued", "uncued"]),
    help="Kind of trials; by default both pooled where a cell has both.",
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


@main.group()
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


def _parameter(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict:
    """``name=value`` pairs; a value is a Python literal, and otherwise a text."""
    import ast

    parsed: dict[str, Any] = {}
    for item in values:
        name, equals, text = item.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{item!r}, expected name=value, for example -p seed=7")
        try:
            parsed[name] = ast.literal_eval(text)
        except (SyntaxError, ValueError):
            parsed[name] = text
    return parsed


@main.command()
@click.argument("notebook", required=False)
@click.option(
    "-p",
    "parameters",
    multiple=True,
    callback=_parameter,
    metavar="NAME=VALUE",
    help="A parameter of the notebook; may be given several times.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for a variation.")
@PROFILE
@WORKERS
@click.pass_context
def run(
    ctx: click.Context,
    notebook: str | None,
    parameters: dict[str, Any],
    out: Path | None,
    profile: str,
    workers: int,
) -> None:
    """Run the notebooks that are not current, or one of them your own way.

    With NOTEBOOK, a reader's variation: executed with your parameters into OUT and nowhere
    else; its claims are reported, no reference is judged.

    \b
    dopadist run
    dopadist run --profile quick --workers 1
    dopadist run decoding -p seed=7 -p profile=quick --out mine
    """
    from dopadist.reproduce.project import Project

    project = Project.find()
    if notebook is None:
        if parameters or out:
            raise click.UsageError("-p and --out go with a NOTEBOOK, for example: run decoding")
        from dopadist.reproduce.running import run_book

        result = run_book(project, profile=profile, workers=workers or None, progress=_console())
        _console().print(result)
        ctx.exit(0 if result.ok else CHECK_FAILED)
    if out is None:
        raise click.UsageError("a variation needs --out DIR, the only place it writes to")
    from dopadist.reproduce.variation import run_variation

    name = Path(notebook).stem
    variation = run_variation(project, name, {"profile": profile} | parameters, out)
    _console().print(variation)
    ctx.exit(0 if variation.ok else CHECK_FAILED)


@main.command()
@PROFILE
@click.pass_context
def check(ctx: click.Context, profile: str) -> None:
    """Check every figure of the last run: claims, plotted arrays, images, completeness.

    \b
    dopadist check
    dopadist check --profile quick
    """
    from dopadist.reproduce.checking import check_book
    from dopadist.reproduce.project import Project

    report = check_book(Project.find(), profile=profile)
    _console().print(report)
    ctx.exit(0 if report.ok else CHECK_FAILED)


@main.command()
@click.argument("figures", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every figure that differs.")
@click.option("--yes", is_flag=True, help="Write the new references; without it only show.")
@click.option("--despite-claims", is_flag=True, help="Accept a figure whose claims fail.")
@click.pass_context
def accept(
    ctx: click.Context, figures: tuple[str, ...], everything: bool, yes: bool, despite_claims: bool
) -> None:
    """Show old against new, and with --yes make the new figures the reference.

    \b
    dopadist accept --all
    dopadist accept acquisition blocking --yes
    """
    from dopadist.reproduce.accepting import accept as run_accept
    from dopadist.reproduce.project import Project

    project = Project.find()
    if bool(figures) == everything:
        raise click.UsageError("name figures, or give --all")
    done = run_accept(project, figures or None, write=yes, despite_claims=despite_claims)
    _console().print(done)
    ctx.exit(0 if done.ok else CHECK_FAILED)


@main.command()
@PROFILE
@WORKERS
@click.pass_context
def book(ctx: click.Context, profile: str, workers: int) -> None:
    """Run what is not current, check every figure, build the book: `make book`.

    A failed check still builds the book, with what failed beside each figure; the exit status
    is then 1.

    \b
    dopadist book
    dopadist book --profile quick
    """
    from dopadist.reproduce.making import make_book
    from dopadist.reproduce.project import Project

    made = make_book(Project.find(), profile=profile, workers=workers or None, progress=_console())
    _console().print(made)
    ctx.exit(0 if made.ok else CHECK_FAILED)


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not os.isatty(1))


if __name__ == "__main__":
    main()
