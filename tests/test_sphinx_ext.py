"""What the extension does to a page, piece by piece and without Sphinx."""

import hashlib
import json
import re
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minibook
import shown_book
from dopadist.evidence import EVIDENCE
from dopadist.reproduce.caption import fill
from dopadist.reproduce.catalogue import Bound
from dopadist.reproduce.sphinx_ext import markup, site
from dopadist.reproduce.sphinx_ext.notebooks import dress_figures, put_outputs, with_values
from dopadist.reproduce.sphinx_ext.placeholders import replace_placeholders
from dopadist.reproduce.sphinx_ext.report import run_report
from dopadist.reproduce.sphinx_ext.shown import ShownRun
from dopadist.reproduce.sphinx_ext.source import code_address

RUN = ShownRun(Path("/nowhere"), shown_book.manifest(), shown_book.REPORT)


def notebook(*cells: tuple[str, str, str]) -> nbformat.NotebookNode:
    return nbformat.reads(json.dumps(minibook.notebook(list(cells))), as_version=4)


def replaced(text: str, notebook: str = "learning") -> tuple[str, list[str]]:
    unknown: list[str] = []
    text, _ = replace_placeholders(text, run=RUN, notebook=notebook, unknown=unknown.append)
    return text, unknown


ONE = ("code", "one", "x = 1")
TWO = ("code", "two", "x + 1")


@pytest.mark.parametrize(
    ("executed", "said"),
    [
        ([ONE], "is stale: cell 'two' was not run"),
        (
            [ONE, TWO, ("code", "three", "")],
            "is stale: cell 'three' of the run is no longer in the notebook",
        ),
        ([ONE, ("code", "two", "x + 2")], "is stale: cell 'two' has changed since the run"),
        ([ONE, ("code", "zwei", "x + 1")], "is stale: cell 'two' was not run"),
    ],
)
def test_a_copy_that_is_not_of_this_notebook_is_stale_and_gives_no_outputs(executed, said):
    ours, theirs = notebook(ONE, TWO), notebook(*executed)
    theirs.cells[0].outputs = [nbformat.v4.new_output("stream", text="1")]
    assert put_outputs(ours, theirs) == said
    assert ours.cells[0].outputs == []


def test_outputs_are_found_by_id_and_prose_comes_from_git():
    ours = notebook(("markdown", "title", "# New"), ONE, TWO)
    theirs = notebook(("markdown", "title", "# Old"), ONE, TWO)
    for cell, text in zip(theirs.cells[1:], "12", strict=True):
        cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    assert put_outputs(ours, theirs) == ""
    assert [cell.outputs[0].text for cell in ours.cells[1:]] == ["1", "2"]
    assert ours.cells[0].source == "# New"


@pytest.mark.parametrize(
    ("parameters", "injected", "shown"),
    [
        ('profile = "full"  # or "quick"', 'profile = "quick"', 'profile = "quick"  # or "quick"'),
        ("µ = 'ä'; rate = 0.5", "rate = 0.25", "µ = 'ä'; rate = 0.25"),
        (
            "rates = [\n    1,\n]  # all\nseed = 0",
            "rates = [3]",
            "rates = [3]  # all\nseed = 0",
        ),
        ("seed = 0", "other = 1", "seed = 0"),
    ],
)
def test_injected_values_stand_where_the_defaults_stood(parameters, injected, shown):
    assert with_values(parameters, injected) == shown


@given(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_a_parameters_cell_with_injected_values_means_those_values(whole, real, text):
    source = with_values(
        "a = 0  # integer\nb = 0.0; c = ''\n", f"a = {whole!r}\nb = {real!r}\nc = {text!r}"
    )
    names: dict[str, object] = {}
    exec(source, names)
    assert (names["a"], names["b"], names["c"]) == (whole, real, text)


def test_placeholders_take_numbers_of_this_and_other_notebooks_and_claims():
    assert replaced("at {{ last }}") == ("at 0.999", [])
    assert replaced("at {{learning.last}}", "recordings") == ("at 0.999", [])
    assert replaced("$x = {{ last }}$") == ("$x = 0.999$", [])
    text, _ = replaced("{{ claim:error.ratio }}")
    assert text == "{claim-fails}`0.9 (0.49 to 0.51: fails)`"


@pytest.mark.parametrize("name", ["lost", "recordings.last", "claim:error.no", "claim:no.ratio"])
def test_unknown_placeholders_are_told_and_left(name):
    text, unknown = replaced(f"at {{{{ {name} }}}}.")
    assert text == f"at {{{{ {name} }}}}."
    assert unknown == [name]


@pytest.mark.parametrize(
    "text",
    [
        "`{{ last }}`",
        "``a ` {{ last }}``",
        "```\n{{ last }}\n```",
        "```{note}\nprose\n```\n\n```\n{{ last }}\n```",
        "~~~python\n{{ last }}\n~~~",
        "```{code-block} md\n{{ last }}\n```",
        r"$\frac{{a}^2}{b}$",
    ],
)
def test_code_and_mathematics_are_no_placeholders(text):
    assert replaced(text) == (text, [])


@pytest.mark.parametrize(
    "text",
    [
        "```{note}\n{{ last }}\n```",
        ":::{admonition} `x`\n{{ last }}\n:::",
        "````{note}\n```{tip}\nprose\n```\n{{ last }}\n````\n{{ last }}",
        "{math}`x = {{ last }}` or",
        "```\ncode\n```\n{{ last }}",
        "{math}`x` is {{ last }} {term}`y`",
        "`a` {{ last }} `b`",
    ],
)
def test_placeholders_stand_in_directives_and_between_code(text):
    assert replaced(text) == (text.replace("{{ last }}", "0.999"), [])


def test_the_notebooks_that_a_page_shows_are_known():
    text = "{{ learning.last }} {{ claim:cells.mean_rate }}"
    _, shown = replace_placeholders(text, run=RUN, notebook="", unknown=pytest.fail)
    assert shown == {"learning", "recordings"}


def test_captions_and_claims_say_what_the_evidence_is():
    for evidence in EVIDENCE:
        figure = shown_book.figure("curve", "learning", evidence)
        assert f"{{evidence-{evidence}}}`{evidence}: " in markup.caption(figure)


def test_failed_tiers_are_told_with_the_claims():
    figure = shown_book.figure("curve", "learning", "simulation", shown_book.claim("a", 1.0, "1"))
    sound = markup.figure_record(figure, download=None)
    assert "All" not in sound
    assert "The claim of this figure holds" in sound
    figure["tiers"] = FAILED_TIER
    failed = markup.figure_record(figure, download=None)
    assert "{claim-fails}`fails` plotted arrays: line 1 differs" in failed
    assert "figure-record-fails" in failed
    assert "holds" not in failed.split("- ")[0]


FAILED_TIER = {"arrays": {"state": "fails", "message": "line 1 differs"}}


def test_headings_count_what_is_judged():
    holds = shown_book.claim("a", 1.0, "1")
    open_ = shown_book.claim("b", 1.0, "", "not judged")

    def heading(*claims: dict[str, object]) -> str:
        figure = shown_book.figure("curve", "learning", "surrogate", *claims)
        return markup.figure_record(figure, download=None).split("*")[1]

    assert heading(holds, holds) == "All 2 claims of this figure hold"
    assert heading(holds, open_) == "1 of 2 claims are judged on a surrogate, and hold"
    assert heading(open_) == "Claims of this figure: not judged on a surrogate"


def test_minus_signs_and_bounds_read_as_text():
    assert markup.number(-0.5) == "−0.5"
    bound = str(Bound(at_least=0.3))
    text = markup.claim_inline({"value": 0.2, "bound": bound, "state": "fails"})
    assert text == "{claim-fails}`0.2 (at least 0.3: fails)`"


def test_a_sentence_shows_three_digits_unless_the_reader_compares():
    def shown(value: float, bound: str, state: str = "holds") -> str:
        return markup.claim_inline({"value": value, "bound": bound, "state": state})

    assert "`0.0244 (at most 0.05" in shown(0.02439, "at most 0.05")
    assert "`−3.577 (−3.577 ±" in shown(-3.577, "-3.577 ± 0.0006")
    assert "`0.3004 (at most 0.3: fails" in shown(0.3004, "at most 0.3", "fails")
    assert "`8877 (at least 8000" in shown(8877.0, "at least 8000")


def test_numbers_in_prose_and_captions_have_a_true_minus_and_powers():
    numbers = {"low": {"value": -0.43, "text": "-0.43"}, "p": {"value": 1.5e-5, "text": "1.5e-05"}}
    manifest = {"numbers": {"learning": {"low": "-0.43", "p": "1.5e-05"}}}
    run = ShownRun(Path("/nowhere"), manifest, {})
    text, _ = replace_placeholders(
        "TD-like: {{ low }}, {{ p }}, {{ learning.low }}",
        run=run,
        notebook="learning",
        unknown=pytest.fail,
    )
    assert text == "TD-like: −0.43, 1.5×10⁻⁵, −0.43"
    caption, _ = fill("TD-like: {low}, {low:.1f}, {p}, {dip:.2f}", {"dip": -1.0}, numbers)
    assert caption == "TD-like: −0.43, −0.4, 1.5×10⁻⁵, −1.00"


def test_single_trials_are_not_offered_even_where_their_file_is():
    asked: list[str] = []
    page = notebook(("code", "cells-figure", "cells"))
    page.cells[0].outputs = [nbformat.from_dict(shown_book.shown("cells"))]
    dress_figures(page, RUN.figures("recordings"), download=asked.append, problem=pytest.fail)
    assert asked == []
    assert page.cells[0].metadata.mystnb["image"]["width"] == "387px"


def test_a_run_is_current_until_package_lock_data_or_cells_change(tmp_path):
    project = shown_book.build(tmp_path)
    assert ShownRun.read(tmp_path).problem("learning") == ""
    assert ShownRun.read(tmp_path).problem("learning") == ""
    changes = [
        lambda: minibook.edit(tmp_path / "src/minimodel/__init__.py", "RATE = 0.5", "RATE = 0.4"),
        lambda: minibook.write(project.lock, "numpy==0\n"),
        lambda: minibook.edit(project.notebook("learning"), "seed = 0", "seed = 1"),
        lambda: shown_book.write_manifest(
            project, shown_book.manifest() | {"data": {"digest": "1" * 64}}
        ),
    ]
    for change in changes:
        project = shown_book.build(tmp_path)
        change()
        assert "is stale: its code" in ShownRun.read(tmp_path).problem("learning")
    project.manifest.unlink()
    assert ShownRun.read(tmp_path).problem("learning") == "has no checked run"


def test_a_book_without_a_run_says_so():
    assert "without a run" in run_report(ShownRun(Path("/nowhere")))


@pytest.mark.parametrize(
    "address",
    ["github.com/someone/somewhere", "http://github.com/a/b", "https://github.com/someone"],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="expected https://HOST/OWNER/NAME"):
        site.buttons(address)


def test_other_hosts_have_no_colab_and_the_branch_is_main():
    gitlab = site.buttons("https://gitlab.com/a/b")
    assert set(gitlab["launch_buttons"]) == {"notebook_interface", "binderhub_url"}
    elsewhere = site.buttons("https://code.example.org/a/b")
    assert set(elsewhere["launch_buttons"]) == {"notebook_interface"}
    assert not elsewhere["use_issues_button"]
    assert gitlab["repository_branch"] == "main"


def test_the_repository_of_a_folder_without_one_is_empty(tmp_path):
    assert site.repository(tmp_path) == ""


def test_vendored_mathjax_is_what_its_sums_say():
    folder = shown_book.ASSETS / "mathjax"
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = {name.strip(" *./"): digest for digest, name in (line.split(" ", 1) for line in lines)}
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }
    assert files == sums
    assert {"tex-mml-chtml.js", "LICENSE"} <= set(files)


def test_every_room_of_the_package_has_its_place_in_the_reference():
    package = shown_book.REPOSITORY / "src" / "dopadist"
    rooms = {path.stem for path in package.iterdir() if not path.name.startswith(("_", "."))}
    pages = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (shown_book.REPOSITORY / "book" / "api").glob("*.md")
    )
    missing = {room for room in rooms - {"py"} if f"automodule:: dopadist.{room}" not in pages}
    assert missing <= {"cli"}


def test_the_reference_links_to_the_lines_that_define_an_object():
    github, gitlab = "https://github.com/a/b", "https://gitlab.com/a/b"
    root = shown_book.REPOSITORY

    def lines(name: str, module: str = "dopadist.reproduce.sphinx_ext.shown") -> str | None:
        return code_address(module, name, root=root, address=github)

    path = "src/dopadist/reproduce/sphinx_ext/shown.py"
    address = lines("ShownRun.read")
    assert address is not None
    place, first, last = re.split("#L|-L", address)
    assert place == f"{github}/blob/main/{path}"
    code = (root / path).read_text(encoding="utf-8").splitlines()[int(first) - 1 : int(last)]
    assert "def read(cls" in code[1]
    assert "return cls(" in code[-1]
    assert f"{path}#L" in str(lines("ShownRun.reason"))
    assert lines("Record") is None
    assert lines("lost") is None
    assert lines("loads", module="json") is None
    module = "dopadist.reproduce.sphinx_ext.site"
    address = code_address(module, "buttons", root=root, address=gitlab)
    assert str(address).startswith(f"{gitlab}/-/blob/main/src/")
