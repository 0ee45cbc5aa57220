"""What a result rests on. Carried by every result, never typed in a notebook."""

from typing import Literal, get_args

Evidence = Literal["theory", "simulation", "surrogate", "recorded"]

EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)

_DESCRIPTIONS: dict[Evidence, str] = {
    "theory": "computed from equations, no chance and no recordings",
    "simulation": "simulated with a model",
    "surrogate": "simulated recordings, not the recorded cells",
    "recorded": "the 40 recorded cells, every file verified",
}


def combine(*evidence: Evidence) -> Evidence:
    """Evidence of a result made from several others.

    Parameters
    ----------
    *evidence : {"theory", "simulation", "surrogate", "recorded"}
        Evidence of the parts, at least one.

    Returns
    -------
    str
        The last of theory < simulation < recorded < surrogate that occurs: one simulated
        recording makes the whole a surrogate, and a simulated curve beside recorded cells
        leaves it recorded (the caption names the curve).

    Raises
    ------
    ValueError
        If there are no parts, or one is not a kind of evidence.

    Examples
    --------
    >>> combine("recorded", "simulation")
    'recorded'
    >>> combine("recorded", "surrogate")
    'surrogate'
    """
    unknown = [item for item in evidence if item not in EVIDENCE]
    if unknown or not evidence:
        raise ValueError(
            f"evidence is {unknown or 'empty'}, expected one or more of {', '.join(EVIDENCE)}"
        )
    order: tuple[Evidence, ...] = ("theory", "simulation", "recorded", "surrogate")
    return max(evidence, key=order.index)


def describe(evidence: Evidence) -> str:
    """One phrase for a caption.

    Examples
    --------
    >>> describe("theory")
    'computed from equations, no chance and no recordings'
    """
    return _DESCRIPTIONS[evidence]
