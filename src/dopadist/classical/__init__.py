"""Classical learning rules: Rescorla-Wagner over trials, TD(0) and TD(lambda) within them."""

from dopadist.classical.representation import (
    Representation,
    complete_serial_compound,
    microstimuli,
)
from dopadist.classical.rescorla_wagner import RescorlaWagner, rescorla_wagner
from dopadist.classical.temporal_difference import TemporalDifference, temporal_difference

__all__ = [
    "Representation",
    "RescorlaWagner",
    "TemporalDifference",
    "complete_serial_compound",
    "microstimuli",
    "rescorla_wagner",
    "temporal_difference",
]
