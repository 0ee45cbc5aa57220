"""The command line: thin, with imports inside the commands so that ``--help`` is quick."""

import click

from dopadist.cli.bench import bench
from dopadist.cli.book import accept, book, check, run
from dopadist.cli.common import Group
from dopadist.cli.recordings import analyze, data


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dopadist")
def main() -> None:
    """The reproducible companion to Dabney et al. 2020, a distributional code for value.

    \b
    Your own recordings   dopadist analyze CELLS --out RESULTS
    The paper's 40 cells  dopadist data fetch
    The book              dopadist book                                  (in a checkout)
    How fast              dopadist bench                                 (in a checkout)
    A variation           dopadist run distributional_td -p seed=7 --out MINE
    """


for _command in (analyze, data, run, check, accept, book, bench):
    main.add_command(_command)
