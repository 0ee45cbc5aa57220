"""Exact expectiles and quantiles of weighted samples, and a slow reference."""

from dopadist.expectiles.exact import expectile_level, expectiles, quantiles
from dopadist.expectiles.reference import expectiles_reference

__all__ = ["expectile_level", "expectiles", "expectiles_reference", "quantiles"]
