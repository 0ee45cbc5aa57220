"""What a notebook shows of a figure: its bytes, and at a desk what the book says under it."""

from collections.abc import Mapping
from typing import Any

from dopadist.evidence import Evidence, describe
from dopadist.reproduce.caption import fill
from dopadist.reproduce.catalogue import FigureEntry
from dopadist.reproduce.session import shell


def show(png: bytes, id: str, alt: str) -> None:
    """Show exactly these bytes as the output of the cell; nothing in a plain script."""
    if shell() is None:
        return
    from IPython.display import display

    display(
        {"image/png": png, "text/plain": f"figure '{id}': {alt.strip()}"},
        metadata={"image/png": {"alt": alt.strip()}, "dopadist": {"figure": id}},
        raw=True,
    )


def tell(text: str) -> None:
    """Show Markdown under the figure, or print it."""
    if shell() is None:
        print(text)
        return
    from IPython.display import display

    display({"text/markdown": text, "text/plain": text}, raw=True)


def legend(
    id: str,
    entry: FigureEntry | None,
    evidence: Evidence,
    claims: Mapping[str, float],
    *,
    profile: str,
    numbers: Mapping[str, Any],
) -> str:
    """Caption, evidence and claims as Markdown."""
    if entry is None:
        caption = f"Figure '{id}', which is not in a catalogue here."
    else:
        caption, _ = fill(entry.caption, claims, numbers)
    lines = [caption, "", f"*Evidence: {evidence}, {describe(evidence)}.*", ""]
    for name, value in claims.items():
        claim = entry.claims[name] if entry is not None else None
        bound = claim.bound(evidence, profile) if claim is not None else None
        meaning = f" ({claim.meaning})" if claim is not None else ""
        if bound is None:
            verdict = "not judged" if evidence != "surrogate" else "not judged on a surrogate"
        else:
            verdict = f"{'holds' if bound.holds(value) else '**fails**'}, expected {bound}"
        lines.append(f"- {name}{meaning} = {value:.4g}: {verdict}")
    return "\n".join(lines)
