"""The report of a run as MyST text: what it rests on, with which versions, how long it took."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dopadist.reproduce import timing
from dopadist.reproduce.sphinx_ext import markup
from dopadist.reproduce.sphinx_ext.shown import ShownRun

_PROFILES = {"full": "full: all runs and splits", "quick": "quick: fewer runs and splits"}


def run_report(run: ShownRun) -> str:
    """Settings, state of the claims, versions and times.

    Parameters
    ----------
    run : ShownRun
        With its report; without one the text says so.

    Returns
    -------
    str
        MyST markdown.
    """
    report = run.report
    if not report:
        return "This copy of the book was built without a run."
    source, reason = report["data"]["source"], report["data"]["reason"]
    rests = f"{markup.evidence_label(report['evidence'])} ({source}{f': {reason}' * bool(reason)})"
    settings = [
        ("Rests on", rests),
        ("Profile", _PROFILES.get(report["profile"], report["profile"])),
        ("Claims", _claims(run)),
        ("Date", report["date"].replace("T", " ").replace("Z", " UTC")),
        ("Machine", f"{report['system']}, {report['machine']}, {report['cores']} cores"),
        ("Workers", str(report["workers"])),
        ("Data digest", _digest(report["data"]["digest"])),
    ]
    versions = [("Python", report["python"]), *report["versions"].items()]
    notebooks = [
        (f"{{doc}}`/notebooks/{item['name']}`", item["state"], _seconds(item), _memory(item))
        for item in report["notebooks"]
    ]
    return "\n\n".join(
        [
            _table("The run", ["", ""], settings),
            _table(
                "Chapters, their last execution", ["Chapter", "State", "Time", "Memory"], notebooks
            ),
            _build_times(),
            *_problems(run),
            _table("Versions", ["Package", "Version"], versions),
            f"Running the chapters that needed it took {report['seconds']:.1f} s. One whose code, "
            "parameters, package, lock and data are unchanged is *current* and isn't run again: "
            "its time and memory are those of its last execution. No kernel may take more than "
            "1,000 MB. A build is *cold* if every chapter ran in it, and *warm* if none had to.",
        ]
    )


def _build_times() -> str:
    """Part by part; the times are put in when the site is finished."""
    rows = [
        (text, *(timing.mark(kind, part) for kind in timing.KINDS))
        for part, text in {**timing.PARTS, "all": "**All**"}.items()
    ]
    return _table("Making the book, last cold and last warm build", ["Part", "Cold", "Warm"], rows)


def _problems(run: ShownRun) -> list[str]:
    found = [
        (item["notebook"], item["figure"], item["message"])
        for item in run.manifest.get("problems", [])
    ]
    header = ["Chapter", "Figure", "Problem"]
    return [_table("What is not as it should be", header, found)] if found else []


def _claims(run: ShownRun) -> str:
    states = Counter(
        claim["state"] for figure in run.manifest.get("figures", []) for claim in figure["claims"]
    )
    n_figures = len(run.manifest.get("figures", []))
    plural = {"holds": "hold", "fails": "fail"}
    said = [f"{count} {plural.get(state, state)}" for state, count in sorted(states.items())]
    return f"{', '.join(said) or 'none'}, in {n_figures} figures"


def _digest(digest: str) -> str:
    # A surrogate's stand-in for one is a word and shown whole.
    return f"`{digest}`" if len(digest) <= 16 else f"`{digest[:16]}…`"


def _seconds(item: dict[str, float]) -> str:
    return f"{item['seconds']:.1f} s"


def _memory(item: dict[str, float]) -> str:
    return f"{item['peak_mb']:.0f} MB" if item["peak_mb"] else ""


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f":::{{list-table}} {title}"]
    if any(header):
        lines += [":header-rows: 1"]
    lines.append("")
    for row in [header, *rows] if any(header) else rows:
        lines += [f"{'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(row)]
    return "\n".join([*lines, ":::"])
