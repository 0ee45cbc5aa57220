"""``python -m dopadist.cli``."""

from dopadist.cli import main

main(prog_name="dopadist")
