"""What the pages say about a figure, as MyST text: pure functions of the manifest's entries."""

from collections.abc import Iterable, Mapping
from typing import Any

from dopadist.evidence import Evidence, describe
from dopadist.reproduce.caption import in_prose

ROLES = {"holds": "claim-holds", "fails": "claim-fails"}
NOT_JUDGED = "not judged on a surrogate"
# Tiers 2 and 3 of the figure check, as a reader would call them.
TIERS = {"arrays": "plotted arrays", "image": "image"}


def evidence_label(evidence: Evidence) -> str:
    """Label that stands at the end of a caption.

    Examples
    --------
    >>> evidence_label("simulation")
    '{evidence-simulation}`simulation: simulated with a model`'
    """
    return f"{{evidence-{evidence}}}`{evidence}: {describe(evidence)}`"


def caption(figure: dict[str, Any]) -> str:
    """Caption of a figure with the label of its evidence."""
    text = " ".join(figure["caption"].split())
    return f"{text} {evidence_label(figure['evidence'])}"


def number(value: float | None) -> str:
    """A claim's value, short and as text.

    Examples
    --------
    >>> number(0.123456), number(-1200.0), number(4.4e-16), number(None)
    ('0.1235', '−1200', '4.4×10⁻¹⁶', 'nan')
    """
    return "nan" if value is None else readable(f"{value:.4g}")


def readable(text: str) -> str:
    """Numbers in a text as people write them.

    Examples
    --------
    >>> readable("0.25 ± 1e-05"), readable("at least -2")
    ('0.25 ± 10⁻⁵', 'at least −2')
    """
    return in_prose(text).replace("-", "−")


def in_sentence(claim: dict[str, Any]) -> str:
    """A claim's value with the three digits that a sentence needs.

    Four stand where the bound names a value, and where the claim fails: the reader compares.

    Examples
    --------
    >>> in_sentence({"value": 0.02439, "bound": "at most 0.05", "state": "holds"})
    '0.0244'
    >>> in_sentence({"value": 1.4974, "bound": "1.497 ± 0.0001", "state": "holds"})
    '1.497'
    """
    value = claim["value"]
    exact = "±" in (claim["bound"] or "") or claim["state"] == "fails"
    if value is None or exact or abs(value) >= 1000:
        return number(value)
    return readable(f"{value:.3g}")


def claim_inline(claim: dict[str, Any]) -> str:
    """A claim within a sentence: value, bound and state.

    Examples
    --------
    >>> claim_inline({"value": 0.5, "bound": "at least 0.3", "state": "holds"})
    '{claim-holds}`0.5 (at least 0.3: holds)`'
    >>> claim_inline({"value": 0.5, "bound": None, "state": "not judged"})
    '{claim-unjudged}`0.5 (not judged on a surrogate)`'
    """
    role = ROLES.get(claim["state"], "claim-unjudged")
    verdict = (
        f"{readable(claim['bound'] or '')}: {claim['state']}"
        if role in ROLES.values()
        else NOT_JUDGED
    )
    return f"{{{role}}}`{in_sentence(claim)} ({verdict})`"


def claim_line(claim: dict[str, Any]) -> str:
    """A claim in the list under its figure."""
    value, state = number(claim["value"]), claim["state"]
    bound = readable(claim["bound"] or "")
    if state == "fails":
        return f"{{claim-fails}}`fails` {claim['meaning']}: expected {bound}, got **{value}**"
    if state == "holds":
        return f"{{claim-holds}}`holds` {claim['meaning']}: **{value}** ({bound})"
    return f"{{claim-unjudged}}`not judged` {claim['meaning']}: **{value}**"


def figure_record(figure: dict[str, Any], *, download: str | None) -> str:
    """What stands under a figure: its claims, what failed, panels of the paper, its data.

    Parameters
    ----------
    figure : dict
        Entry of the manifest.
    download : str or None
        Path of the plotted arrays from the source folder, ``None`` where they aren't offered.

    Returns
    -------
    str
        MyST markdown.
    """
    lines = [*map(claim_line, figure["claims"]), *_failed_tiers(figure)]
    failed = any(line.startswith("{claim-fails}") for line in lines)
    classes = "figure-record figure-record-fails" if failed else "figure-record"
    heading = _heading(figure["claims"], failed=failed)
    parts = [f"*{heading}*", "\n".join(f"- {line}" for line in lines), _why(figure["claims"])]
    parts.append(statistics_list(figure.get("statistics", [])))
    footer = [f"Panels of the paper: {', '.join(figure['panels'])}."] if figure["panels"] else []
    if download:
        footer.append(f"{{download}}`Plotted data (JSON) </{download}>`")
    elif figure["trial_level"]:
        footer.append("Draws single trials of the recordings, so its data are not offered here.")
    parts.append(" ".join(footer))
    body = "\n\n".join(part for part in parts if part)
    return f"::::{{container}} {classes}\n\n{body}\n\n::::"


def _heading(claims: Iterable[dict[str, Any]], *, failed: bool) -> str:
    states = [claim["state"] for claim in claims]
    judged = [state for state in states if state in ROLES]
    if failed:
        return "This figure failed its check"
    if not judged:
        return "Claims of this figure: not judged on a surrogate"
    if len(judged) < len(states):
        return f"{len(judged)} of {len(states)} claims are judged on a surrogate, and hold"
    if len(judged) == 1:
        return "The claim of this figure holds"
    return f"All {len(judged)} claims of this figure hold"


def _failed_tiers(figure: dict[str, Any]) -> list[str]:
    lines = []
    for tier, name in TIERS.items():
        result = figure.get("tiers", {}).get(tier, {})
        if isinstance(result, dict) and result.get("state") == "fails":
            lines.append(f"{{claim-fails}}`fails` {name}: {result.get('message', 'differ')}")
    return lines


def _why(claims: Iterable[dict[str, Any]]) -> str:
    items = [
        f"- {claim['meaning']}: {claim['reason']} *{claim['source']}*"
        for claim in claims
        if claim["reason"]
    ]
    if not items:
        return ""
    return "\n".join([":::{dropdown} Why these bounds", "", *items, "", ":::"])


def statistics_list(statistics: Iterable[Mapping[str, Any]]) -> str:
    """The statistics of a figure with all that is needed to weigh them, folded away.

    Examples
    --------
    >>> statistics_list([])
    ''
    """
    items = [_statistic(one) for one in statistics]
    if not items:
        return ""
    return "\n".join([":::{dropdown} Statistics", "", *items, "", ":::"])


def _statistic(one: Mapping[str, Any]) -> str:
    test = "no test" if one["p"] is None else f"P = {_digits(one['p'])} ({one['test']})"
    chance = "no chance involved" if one["seed"] is None else f"seed {one['seed']}"
    return (
        f"- {one['quantity']}: **{_digits(one['value'])}** ({_digits(one['low'])} to "
        f"{_digits(one['high'])}, {one['interval']}); n = {one['n']:,} {one['unit']}; {test}; "
        f"effect size: {one['effect']} {_digits(one['effect_size'])}; {chance}"
    )


def _digits(value: float | None) -> str:
    return "nan" if value is None else in_prose(f"{value:.3g}")


def stale_note(why: str) -> str:
    """Note under the title of a page whose notebook has no current run."""
    return (
        ":::{admonition} Figures and numbers are missing on this page\n:class: error\n\n"
        f"The notebook behind it {why}. They come back with the next run that ends well.\n\n:::"
    )


def surrogate_note(reason: str) -> str:
    """Note under the title of a page that shows simulated recordings."""
    because = f" Why: {reason}." if reason else ""
    return (
        ":::{admonition} Simulated recordings on this page\n:class: surrogate-note\n\n"
        "What is labelled *surrogate* below was computed from simulated recordings, not from the "
        f"40 recorded cells.{because} A surrogate shows what the analysis finds where a hypothesis "
        "is known to be true; it says nothing about the cells, and claims about them are "
        "not judged here. Where the text speaks of *the cells*, the numbers beside it are those of "
        "the simulated ones, and a sentence about recorded cells may not fit them."
        "\n\n:::"
    )
