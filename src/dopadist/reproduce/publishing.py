"""``publish`` and ``number``: how a notebook hands over what it found.

Under a run (``DOPADIST_RUN`` names a folder) both write there. In plain Jupyter, in Colab or
in a browser they show figure, caption, evidence and claims, and write nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from dopadist.evidence import Evidence, combine
from dopadist.reproduce.arrays import digest, encode, write_bytes, write_json
from dopadist.reproduce.catalogue import FigureEntry
from dopadist.reproduce.contract import FigureError, check_alt, draw
from dopadist.reproduce.session import Session, current_session
from dopadist.reproduce.showing import legend, show, tell
from dopadist.statistic import Statistic

# What this kernel has published so far, kept so that captions can name numbers.
_numbers: dict[str, dict[str, Any]] = {}
_figures: list[str] = []


def publish(
    figure: Figure,
    id: str,
    result: Any,
    *,
    claims: Mapping[str, float],
    alt: str,
    statistics: Sequence[Statistic] = (),
    also: Sequence[Any] = (),
) -> None:
    """Show a figure, and under a run record what it shows.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        89 or 183 mm wide, text at least 7 pt, opaque ground. It is closed.
    id : str
        The figure's id in the catalogue ``notebooks/figures.toml``.
    result : object
        What the figure shows; its ``evidence`` is the figure's.
    claims : mapping of str to float
        The figure's message as numbers, named as in the catalogue, none more or fewer.
    alt : str
        What is seen, for those who cannot see it: a sentence of at least 20 characters.
    statistics : sequence of Statistic
        Each statistic that the figure shows, with n, test, effect size, interval and seed.
    also : sequence of object
        Further results drawn in the same figure; a surrogate anywhere makes it ``surrogate``.

    Raises
    ------
    FigureError
        If the figure is blank, illegible, transparent or of another width; if its alt text is
        short; if its evidence, its claims or (under a run) its id are not the catalogue's;
        if two statistics have one name.
    """
    session = current_session()
    evidence = _evidence(id, [result, *also])
    check_alt(alt, id=id)
    entry = session.catalogue.get(id) if session.catalogue is not None else None
    if session.folder is not None:
        _check_under_run(id, entry, session)
    values = {name: float(value) for name, value in claims.items()}
    if entry is not None:
        _check_entry(entry, evidence, values)
    _check_statistics(id, statistics)
    drawn = draw(figure, id=id)
    _close(figure)
    if session.folder is not None and entry is not None:
        arrays = encode(drawn.description)
        record = {
            "id": id,
            "notebook": session.notebook,
            "evidence": evidence,
            "alt": alt.strip(),
            "claims": encode_claims(values),
            "statistics": [{**one.encode(), "text": one.text} for one in statistics],
            "png_sha256": hashlib.sha256(drawn.png).hexdigest(),
            "data_sha256": digest(arrays),
            "trial_level": entry.trial_level,
            "arrays": arrays,
        }
        write_bytes(session.folder / "figures" / f"{id}.png", drawn.png)
        write_json(session.folder / "figures" / f"{id}.json", record)
        _figures.append(id)
        show(drawn.png, id, alt)
    else:
        show(drawn.png, id, alt)
        text = legend(id, entry, evidence, values, profile=session.profile, numbers=_numbers)
        tell("\n".join([text, *(f"- {one.quantity}: {one.text}" for one in statistics)]))


def number(name: str, value: float | str, format: str = "{}") -> None:
    """Print a number, and under a run record it for the prose, where it is ``{{ name }}``.

    Parameters
    ----------
    name : str
        A lower-case identifier, used once in a notebook.
    value : float or str
        The value.
    format : str
        How the prose shows it, for example ``"{:.2f}"``.

    Raises
    ------
    FigureError
        If the name is not an identifier, or (under a run) was used before.

    Examples
    --------
    >>> number("trials_to_half", 12.0, "{:.0f}")
    trials_to_half = 12
    """
    if not name.isidentifier() or name != name.lower():
        raise FigureError(f"a number is called {name!r}, expected a lower-case identifier")
    session = current_session()
    if session.folder is not None and name in _numbers:
        raise FigureError(f"the number '{name}' is given twice in one notebook, rename one")
    text = format.format(value)
    _numbers[name] = {"value": value if isinstance(value, str) else _plain(value), "text": text}
    print(f"{name} = {text}")
    if session.folder is not None:
        write_json(session.folder / "numbers.json", _numbers)


def encode_claims(claims: Mapping[str, float]) -> dict[str, float | str]:
    """Claims for JSON; what is not finite becomes a text that ``float`` reads back."""
    return {name: _plain(value) for name, value in claims.items()}


def _plain(value: float) -> float | str:
    number = float(value)
    return number if abs(number) < float("inf") else str(number)


def _evidence(id: str, results: Sequence[Any]) -> Evidence:
    kinds = []
    for result in results:
        kind = getattr(result, "evidence", None)
        if kind is None:
            raise FigureError(
                f"figure '{id}' shows a {type(result).__name__}, which carries no evidence: "
                "pass the result of an experiment"
            )
        if kind == "recorded" and getattr(result, "verified", True) is False:
            raise FigureError(
                f"figure '{id}' shows recordings that do not match the 40 cells' sums, "
                "expected verified ones: run 'dopadist data verify'"
            )
        kinds.append(kind)
    return combine(*kinds)


def _check_under_run(id: str, entry: FigureEntry | None, session: Session) -> None:
    if entry is None:
        raise FigureError(
            f"figure '{id}' is not in the catalogue, add it to notebooks/figures.toml"
        )
    if entry.notebook != session.notebook:
        raise FigureError(
            f"figure '{id}' belongs to the notebook '{entry.notebook}' by the catalogue, "
            f"but '{session.notebook}' publishes it"
        )
    if id in _figures:
        raise FigureError(f"figure '{id}' is published twice in one notebook, rename one")


def _check_entry(entry: FigureEntry, evidence: Evidence, claims: Mapping[str, float]) -> None:
    if evidence not in entry.evidence:
        raise FigureError(
            f"figure '{entry.id}' has the evidence {evidence}, "
            f"expected by the catalogue: {' or '.join(entry.evidence)}"
        )
    unknown = sorted(set(claims) - set(entry.claims))
    if unknown:
        raise FigureError(f"figure '{entry.id}' claims '{unknown[0]}', which the catalogue lacks")
    missing = sorted(set(entry.claims) - set(claims))
    if missing:
        raise FigureError(f"figure '{entry.id}' lacks the claim '{missing[0]}' of the catalogue")


def _check_statistics(id: str, statistics: Sequence[Statistic]) -> None:
    names = [one.name for one in statistics]
    for name in names:
        if names.count(name) > 1:
            raise FigureError(f"figure '{id}' gives the statistic '{name}' twice, rename one")


def _close(figure: Figure) -> None:
    import matplotlib.pyplot as plt

    plt.close(figure)
