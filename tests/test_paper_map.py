"""The paper map: its list of panels, and the table made from list, catalogue and run."""

import re
import tomllib
from pathlib import Path

import pytest

import minibook
from dopadist.reproduce.arrays import read_json
from dopadist.reproduce.checking import check_book
from dopadist.reproduce.panels import STATES, PanelsError, covers, read_panels
from dopadist.reproduce.paper_map import encoded_map, paper_map, problems
from dopadist.reproduce.paper_map_page import render

ROOT = Path(__file__).resolve().parents[1]
PANELS = ROOT / "book" / "panels.toml"

CATALOGUE = """
[[figure]]
id = "{id}"
notebook = "reversal_points"
panels = {panels}
evidence = {evidence}
caption = "Cells."
[figure.claims.spread]
meaning = "spread"
reason = "a null"
source = "here"
{bound} = {{ at_least = 0.1 }}
"""


def figure(identifier: str, panels: list[str], evidence: list[str]) -> str:
    return CATALOGUE.format(id=identifier, panels=panels, evidence=evidence, bound=evidence[0])


def record(identifier: str, evidence: str, state: str = "holds") -> dict:
    claim = {"name": "spread", "value": 0.2, "state": state}
    return {"id": identifier, "evidence": evidence, "claims": [claim]}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The real list of panels, and a catalogue of three figures."""
    (tmp_path / "book").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "book" / "panels.toml").write_text(PANELS.read_text())
    (tmp_path / "notebooks" / "figures.toml").write_text(
        figure("population", ["Fig 2b"], ["recorded", "surrogate"])
        + figure("rule", ["Fig 1a", "Fig 1b"], ["simulation"])
        + figure("example-slopes", [], ["recorded", "surrogate"])
    )
    return tmp_path


def change(book: Path, old: str, new: str) -> None:
    path = book / "book" / "panels.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def row(book: Path, panel: str, manifest: dict):
    return next(row for row in paper_map(book, manifest) if row.panel == panel)


# ------------------------------------------------------------------ the list and the catalogue


def test_list_and_catalogue_agree():
    assert problems(ROOT) == []


def test_every_panel_of_the_paper_has_a_row():
    known = {"Fig 1": "c", "Fig 2": "d", "Fig 3": "d", "Fig 4": "d", "Fig 5": "e"}
    known |= {"ED 1": "c", "ED 2": "g", "ED 3": "e", "ED 4": "m", "ED 5": "g"}
    known |= {"ED 7": "d", "ED 8": "j", "ED 9": "h"}
    expected = {f"{name}{chr(c)}" for name, last in known.items() for c in range(97, ord(last) + 1)}
    panels, _ = read_panels(PANELS)
    names = [entry["panel"] for entry in panels]
    assert len(names) == len(set(names))
    # The two whose letters are not known stand in one row each.
    assert set(names) == expected | {"ED 6", "ED 10"}
    assert [row["panel"] for row in encoded_map(ROOT, {})] == names


def test_nothing_is_printed_about_a_panel_that_was_not_verified():
    panels, sources = read_panels(PANELS)
    unknown = {entry["panel"] for entry in panels if entry["state"] == "not verified"}
    # What our notes on the paper remember, or don't have at all: letters or contents.
    assert {"Fig 3a", "Fig 3b", "Fig 3d", "Fig 4a", "Fig 4b", "ED 6", "ED 10"} <= unknown
    assert {f"Fig 5{letter}" for letter in "abcde"} <= unknown
    assert {f"ED 5{letter}" for letter in "abcdefg"} <= unknown
    assert not any(entry.get("shows") for entry in panels if entry["panel"] in unknown)
    assert set(sources) == {key for entry in panels for key in entry["sources"]}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('panel = "Fig 2b"', 'panel = "Figure 2b"', "one like 'Fig 2b'"),
        ('panel = "Fig 2b"', 'panel = "Fig 2a"', "two rows"),
        ('state = "simulated"', 'state = "done"', "state 'done'"),
        ('sources = ["notes"]', 'sources = ["memory"]', "source 'memory'"),
        ('sources = ["notes"]', "sources = []", "at least one source"),
        ('state = "not verified"', 'shows = "x"\nstate = "not verified"', "`shows`"),
        ('panel = "ED 6"', 'panel = "ED 4a"', "two rows"),
        ('panel = "ED 6"', 'panel = "ED 5m"', "no row for ED 6"),
        ('panel = "Fig 2b"', 'panel = "Fig 2b-c"', "one like 'Fig 2b'"),
        ('we_show = "We', 'shows = "We', "`shows`"),
        ('state = "simulated"', 'state = "simulated"\nwe_show = "x"', "`we_show`"),
        ('state = "simulated"', 'state = "simulated"\ntitle = "x"', "unknown entry 'title'"),
    ],
)
def test_a_wrong_row_is_one_clear_error(book, old, new, message):
    change(book, old, new)
    with pytest.raises(PanelsError, match=re.escape(message)):
        read_panels(book / "book" / "panels.toml")


def test_a_row_of_a_whole_figure_takes_its_panels():
    assert covers("ED 6b", "ED 6")
    assert covers("ED 4d", "ED 4d")
    assert not covers("ED 4e", "ED 4d")
    assert not covers("ED 1a", "ED 10")


def test_disagreements_are_found(book):
    found = problems(book)
    # Rows that the small catalogue leaves without a figure.
    assert "Fig 2c is called regenerated, but no figure draws recordings" in found
    assert "ED 1b is called simulated, but no figure computes it" in found
    assert not any(text.startswith(("Fig 2b is called", "Fig 1a is called")) for text in found)
    catalogue = book / "notebooks" / "figures.toml"
    catalogue.write_text(
        catalogue.read_text()
        + figure("early", ["ED 2d", "Fig 4a"], ["recorded"])
        + figure("typo", ["Fig 2z"], ["simulation"])
    )
    change(book, 'panel = "ED 3a"', 'panel = "ED 3a"\nrelated = ["gone"]\nwe_show = "Cells."')
    found = problems(book)
    assert "ED 2d is called planned, but 'early' names it" in found
    # What a panel shows that we could not check, no figure of ours may claim to show.
    assert "Fig 4a is called content not verified, but 'early' names it" in found
    assert "figure 'typo' shows 'Fig 2z', which has no row" in found
    assert "ED 3a is related to 'gone', which isn't in the catalogue" in found


def test_a_simulation_does_not_regenerate_a_recording(book):
    catalogue = book / "notebooks" / "figures.toml"
    catalogue.write_text(figure("population", ["Fig 2b"], ["simulation"]))
    assert "Fig 2b is called regenerated, but no figure draws recordings" in problems(book)


# ------------------------------------------------------------------------------- the table


def test_rows_say_what_the_run_shows(book):
    run = {"figures": [record("population", "recorded"), record("rule", "simulation", "fails")]}
    population, rule = row(book, "Fig 2b", run), row(book, "Fig 1b", run)
    assert [(f.id, f.evidence, f.failed) for f in population.figures] == [
        ("population", "recorded", False)
    ]
    assert rule.figures[0].failed
    assert row(book, "Fig 2c", run).figures == ()
    text = render(book, run)
    assert "**regenerated from recordings**: {numref}`fig-population` (recorded)" in text
    assert "**simulated**: {numref}`fig-rule` (simulation, fails its check)" in text
    # Not in this run: no link that would lead nowhere.
    assert "near it: example-slopes (not in this run)" in text
    assert "fig-example-slopes" not in text


def test_a_surrogate_never_passes_for_the_recordings(book):
    run = {"figures": [record("population", "surrogate", "not judged")]}
    assert row(book, "Fig 2b", run).stand_in
    text = render(book, run)
    assert (
        "**regenerated from recordings**, in this run a surrogate: "
        "{numref}`fig-population` (surrogate)"
    ) in text
    assert "In this run 1 of the rows that belong to the recordings show" in text
    assert "surrogate" not in render(book, {"figures": [record("population", "recorded")]})


def test_the_table_has_each_row_once_and_every_state(book):
    text = render(book, {})
    panels = [entry["panel"] for entry in tomllib.loads(PANELS.read_text())["panel"]]
    assert re.findall(r"^\* - ((?:Fig|ED) .+)$", text, flags=re.MULTILINE) == panels
    counts = re.match(r"Of (\d+) rows: ([^.]+)\.", text)
    assert counts is not None
    assert int(counts[1]) == len(panels)
    assert sum(int(number) for number in re.findall(r"\d+", counts[2])) == len(panels)
    assert all(state in counts[2] for state in STATES.values())
    assert text.count(":::{list-table}") == 15


# ------------------------------------------------------------------------ published values

PUBLISHED = """
[[figure.published]]
panel = "Fig 2b"
quantity = "P of one split"
value = 1.8e-5
text = "P = 1.8 × 10⁻⁵"
source = "reprint"
ours = "p_split"
why = "A split is a draw."
"""


def with_statistic(evidence: str, low: float, high: float) -> dict:
    statistic = {
        "name": "p_split",
        "quantity": "P, median over splits",
        "text": "1e-06",
        "low": low,
        "high": high,
    }
    return {"figures": [{**record("population", evidence), "statistics": [statistic]}]}


@pytest.fixture
def compared(book: Path) -> Path:
    """The same book, in which one figure has a published value."""
    path = book / "notebooks" / "figures.toml"
    first, second = path.read_text().split('\n[[figure]]\nid = "rule"')
    path.write_text(f'{first}{PUBLISHED}\n[[figure]]\nid = "rule"{second}')
    return book


@pytest.mark.parametrize(
    ("evidence", "low", "high", "agrees"),
    [
        ("recorded", 1e-8, 1e-3, True),
        ("recorded", 1e-8, 1e-6, False),
        ("recorded", 1.8e-5, 1.8e-5, True),
        # Simulated recordings are never held against a published value.
        ("surrogate", 1e-8, 1e-3, None),
    ],
)
def test_a_published_value_is_held_against_the_interval_of_ours(
    compared, evidence, low, high, agrees
):
    manifest = with_statistic(evidence, low, high)
    found = next(item for item in encoded_map(compared, manifest) if item["panel"] == "Fig 2b")
    assert set(found) == {
        "panel", "state", "evidence", "notebook", "figure", "published", "ours", "agrees", "why",
    }  # fmt: skip
    assert found["agrees"] is agrees
    assert found["evidence"] == evidence
    assert (found["notebook"], found["figure"]) == ("reversal_points", "population")
    assert found["published"] == "P = 1.8 × 10⁻⁵ (P of one split)"
    assert found["ours"].startswith("1e-06: P, median over splits")
    assert found["why"].endswith("A split is a draw.")
    text = render(compared, manifest)
    verdict = {True: "Agrees", False: "Doesn't agree", None: "Not compared"}[agrees]
    assert f"**{verdict}.** A split is a draw." in text
    assert "10⁻⁶: P, median over splits" in text


@pytest.mark.parametrize(("within", "agrees"), [(0.5, True), (1e-6, False)])
def test_without_chance_the_values_themselves_must_agree(compared, within, agrees):
    path = compared / "notebooks" / "figures.toml"
    path.write_text(
        path.read_text().replace('ours = "p_split"', f'ours = "p_split"\nwithin = {within}')
    )
    manifest = with_statistic("recorded", 1e-8, 1e-3)
    manifest["figures"][0]["statistics"][0]["value"] = 0.07
    found = next(item for item in encoded_map(compared, manifest) if item["panel"] == "Fig 2b")
    assert found["agrees"] is agrees


def test_what_was_not_run_is_not_compared(compared):
    found = next(item for item in encoded_map(compared, {}) if item["panel"] == "Fig 2b")
    assert (found["agrees"], found["ours"], found["evidence"]) == (None, None, None)


def test_an_unverified_panel_has_our_words_and_no_title():
    for found in encoded_map(ROOT, {}):
        if found["state"] == "content not verified":
            assert "shows" not in found
            assert found["published"] is None
            assert found["why"]


def test_a_published_value_needs_a_source_that_the_list_knows(compared):
    path = compared / "notebooks" / "figures.toml"
    path.write_text(path.read_text().replace('source = "reprint"', 'source = "memory"'))
    assert (
        "figure 'population' has a published value from 'memory', which is no source"
        in problems(compared)
    )


def test_a_check_writes_the_map(tmp_path):
    project = minibook.build(tmp_path)
    root = project.root
    (root / "book" / "panels.toml").write_text(PANELS.read_text())
    check_book(project, data=minibook.SURROGATE)
    written = read_json(project.build / "paper_map.json")
    assert written == encoded_map(root, read_json(project.manifest))
    assert len(written) == 79
