"""What all commands share."""

from __future__ import annotations

import os
from typing import Any

import click

CHECK_FAILED = 1
WRONG_USE = 2


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


def console() -> Any:
    """Standard output; where it is no terminal, lines are not wrapped."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not os.isatty(1))
