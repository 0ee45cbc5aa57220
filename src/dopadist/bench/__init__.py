"""How fast the science runs, measured against what people use today: ``dopadist bench``."""

from dopadist.bench.result import Bench, run_bench
from dopadist.bench.rows import ROWS, Row
from dopadist.bench.running import Measured, measure

__all__ = ["ROWS", "Bench", "Measured", "Row", "measure", "run_bench"]
