"""Commands for people with a checkout: run, check, accept, book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dopadist.cli.common import CHECK_FAILED, console

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


@click.command()
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

        result = run_book(project, profile=profile, workers=workers or None, progress=console())
        console().print(result)
        ctx.exit(0 if result.ok else CHECK_FAILED)
    if out is None:
        raise click.UsageError("a variation needs --out DIR, the only place it writes to")
    from dopadist.reproduce.variation import run_variation

    name = Path(notebook).stem
    values = {"profile": profile} | parameters
    variation = run_variation(project, name, values, out, progress=console())
    console().print(variation)
    ctx.exit(0 if variation.ok else CHECK_FAILED)


@click.command()
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
    console().print(report)
    ctx.exit(0 if report.ok else CHECK_FAILED)


@click.command()
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
    console().print(done)
    ctx.exit(0 if done.ok else CHECK_FAILED)


@click.command()
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

    made = make_book(Project.find(), profile=profile, workers=workers or None, progress=console())
    console().print(made)
    ctx.exit(0 if made.ok else CHECK_FAILED)
