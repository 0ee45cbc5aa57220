"""Figures of the chapter on recovery."""

from dopadist.plots.recovery.attenuation import attenuation, plan
from dopadist.plots.recovery.decoded import decoded
from dopadist.plots.recovery.errors import errors
from dopadist.plots.recovery.spikes import spikes
from dopadist.plots.recovery.trials import by_trials, limits

__all__ = ["attenuation", "by_trials", "decoded", "errors", "limits", "plan", "spikes"]
