"""The speed table."""

from __future__ import annotations

from pathlib import Path

import click

from dopadist.cli.common import CHECK_FAILED, console


@click.command()
@click.option("--quick", is_flag=True, help="Fewer splits, shorter references; within 45 s.")
@click.option("--only", multiple=True, metavar="ROW", help="A row by name; may be repeated.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the rows here.")
@click.option(
    "--share",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Part of each target that is enough.",
)
@click.pass_context
def bench(
    ctx: click.Context, quick: bool, only: tuple[str, ...], json_file: Path | None, share: float
) -> None:
    """Measure how fast the science runs, against what people use today.

    Each row is measured side by side with its reference, whose results must be the same. The
    whole table, measured in full, is written to the book's page "How fast, and why", with the
    figure of how times grow. Exit status 1 if a ratio is below its target.

    \b
    dopadist bench
    dopadist bench --quick --json speed.json
    dopadist bench --only decoding --only splits
    """
    from dopadist.bench import run_bench
    from dopadist.reproduce.project import Project

    result = run_bench(Project.find(), quick=quick, only=only, share=share, json_file=json_file)
    console().print(result)
    ctx.exit(0 if result.ok else CHECK_FAILED)
