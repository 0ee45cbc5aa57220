"""The two lengths of a run, and how an experiment picks its sizes by them."""

from typing import Literal, TypeVar

Profile = Literal["full", "quick"]
T = TypeVar("T")


def by_profile(profile: str, *, full: T, quick: T) -> T:
    """Return what the profile asks for.

    Parameters
    ----------
    profile : {"full", "quick"}
        Length of the run.
    full, quick : object
        The two sizes, of one type.

    Returns
    -------
    object
        ``full`` or ``quick``.

    Raises
    ------
    ValueError
        If there is no such profile.

    Examples
    --------
    >>> by_profile("quick", full=1000, quick=100)
    100
    """
    if profile not in ("full", "quick"):
        raise ValueError(f"profile is {profile!r}, expected 'full' or 'quick'")
    return full if profile == "full" else quick
