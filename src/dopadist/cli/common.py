"""What all commands share."""

from __future__ import annotations

import io
import os
import sys
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
        except KeyboardInterrupt:
            click.echo(
                "\ndopadist: interrupted, nothing half-made counts: give the same command again",
                err=True,
            )
            ctx.exit(CHECK_FAILED)


def console() -> Any:
    """Standard output; where it is no terminal, lines are not wrapped.

    A sign that the output's encoding lacks becomes a question mark, not an error.
    """
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console(highlight=False, soft_wrap=not os.isatty(1))
