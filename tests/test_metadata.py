"""What surrounds the science: licences, citation, environment, workflows, and what git holds."""

import ast
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest
import rattler
import yaml
from rattler.package import BuildString

from dopadist.recordings.sums import known_files

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted((ROOT / "src" / "dopadist").rglob("*.py"))


def run(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    names = run("git", "ls-files", "-z").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# ------------------------------------------------------------------ licences and citation


def test_licences_say_what_is_under_what():
    code, text = (ROOT / "LICENSE").read_text(), (ROOT / "LICENSE-text.md").read_text()
    assert code.startswith("BSD 3-Clause License")
    assert "Neither the name of the copyright holder" in code
    assert PROJECT["project"]["license"] == "BSD-3-Clause"
    for words in ("CC BY 4.0", "BSD 3-Clause", "The recordings"):
        assert words in text


def test_citation_is_valid_and_cites_the_paper():
    run(
        BIN / "check-jsonschema",
        "--builtin-schema",
        "vendor.citation-file-format",
        "CITATION.cff",
    )
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["project"]["version"] == version("dopadist")
    assert citation["license"] == PROJECT["project"]["license"]
    assert [work["doi"] for work in citation["references"]] == ["10.1038/s41586-019-1924-6"]
    # The address of the repository stands once, in pyproject.toml, until it exists.
    assert citation.get("repository-code", "") == PROJECT["tool"]["dopadist"]["repository"]


def test_every_entry_of_the_bibliography_can_be_followed():
    text = (ROOT / "book" / "references.bib").read_text()
    entries = re.findall(r"^@(\w+)\{(\w+),(.*?)^\}", text, flags=re.MULTILINE | re.DOTALL)
    keys = [key for _, key, _ in entries]
    assert len(keys) == len(set(keys)) == text.count("\n@")
    for kind, key, body in entries:
        doi = re.search(r"^  doi +=", body, flags=re.MULTILINE)
        assert doi or kind in ("book", "incollection") or "arXiv:" in body or key == "tano2020", key
    dois = re.findall(r"^  doi +=\s*\{(.+)\}", text, flags=re.MULTILINE)
    assert all(re.fullmatch(r"10\.\d{4,9}/\S+", doi) for doi in dois)
    assert len(dois) == len(set(dois))


# ------------------------------------------------------------------------------ environment


def test_environment_is_what_the_project_and_the_lock_say():
    made = load("tools/environment.py").environment(
        (ROOT / "pyproject.toml").read_text(), (ROOT / "requirements.lock").read_text()
    )
    assert (ROOT / "environment.yml").read_text() == made, "run `make lock`"


def test_environment_is_conda_s_language_and_matches_what_is_installed():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    specs = [item for item in environment["dependencies"] if isinstance(item, str)]
    assert "python >=3.11" in specs
    pins = dict(spec.split("=") for spec in specs if re.fullmatch(r"[a-z0-9._-]+=[^=]+", spec))
    assert len(pins) == len(specs) - 2  # Python and pip
    for name, pinned in pins.items():
        spec = rattler.MatchSpec(f"{name}={pinned}")
        assert spec.matches(_record(name, version(name))), f"{spec}, installed {version(name)}"
        assert not spec.matches(_record(name, "0.0.1")), f"{spec} matches anything"


def _record(name: str, number: str) -> rattler.PackageRecord:
    build = BuildString("py_0")
    return rattler.PackageRecord(name, number, build, build_number=0, subdir="noarch")


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda p: p.name)
def test_locks_hold_versions_and_hashes_and_no_address(lock: Path):
    text = lock.read_text()
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9._\[\]-]+==\S+", text, flags=re.MULTILINE)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pins) == len(lines)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


# -------------------------------------------------------------------------------- workflows


def test_workflows_are_valid_and_safe():
    assert WORKFLOWS
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    run(BIN / "zizmor", "--offline", "--no-progress", "--persona=pedantic", ".github")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_ask_for_no_more_than_they_need(path: Path):
    text, workflow = path.read_text(), yaml.safe_load(path.read_text())
    for use in re.findall(r"uses: (.+)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60
        writes = {key for key, value in job["permissions"].items() if value != "read"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set()), name
        # The job that may write runs none of our code.
        assert not writes or not any("run" in step for step in job["steps"])
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False


def test_public_runs_do_what_ours_does_and_once_a_week():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    for command in ("make test", "make book", "make site-test", "make proof"):
        assert f"run: {command}" in workflow
        assert command in (ROOT / ".ci" / "run").read_text()
    assert re.search(r"- cron: \"\d+ \d+ \* \* [0-6]\"", workflow)
    # Cold means cold: no step keeps anything from an earlier run.
    assert "actions/cache" not in workflow
    assert "cache:" not in workflow


RECORDED = {
    "evidence": "recorded",
    "data": {"digest": "0", "source": "download", "reason": ""},
    "figures": [{"id": "a", "evidence": "recorded"}, {"id": "b", "evidence": "simulation"}],
    "problems": [],
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"evidence": "surrogate", "data": {"reason": "no network"}}, "no network"),
        ({"figures": [{"id": "b", "evidence": "simulation"}]}, "no figure was drawn"),
        ({"problems": ["figure 'a' fails"]}, "figure 'a' fails"),
    ],
)
def test_only_a_book_that_rests_on_recordings_is_deployed(tmp_path, change, reason):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(RECORDED | change))
    script = ROOT / ".github" / "refuse_unrecorded.py"
    done = subprocess.run([sys.executable, script, manifest], capture_output=True, text=True)
    assert done.returncode == (0 if reason is None else 1)
    assert reason is None or reason in done.stderr


def test_the_deploy_waits_for_the_refusal():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "publish.yml").read_text())
    steps = workflow["jobs"]["build"]["steps"]
    runs = [step.get("run", step.get("uses", "")) for step in steps]
    refusal = next(i for i, text in enumerate(runs) if "refuse_unrecorded.py" in text)
    upload = next(i for i, text in enumerate(runs) if "upload-pages-artifact" in text)
    assert refusal < upload
    assert workflow["jobs"]["deploy"]["needs"] == "build"


# ------------------------------------------------------------------------- what git holds


def test_no_recordings_in_the_repository(tracked):
    suffixes = {".mat", ".npy", ".npz", ".pkl", ".pickle", ".sav"}
    assert not [path for path in tracked if path.suffix.lower() in suffixes]
    sums = {known.sha256 for known in known_files().values()}
    assert len(sums) == 40
    assert not [p for p in tracked if hashlib.sha256(p.read_bytes()).hexdigest() in sums]


# Written so that this file doesn't hold what it looks for.
FORBIDDEN = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|anaconda\.org"
    r"|/wor[k]/|/roo[t]/|/hom[e]/[a-z]+/|/User[s]/|/op[t]/(?:pypi|wheels)"
)
RECORDINGS_HERE = re.compile(r"shared/data/dabney202[0]")


def test_no_registry_and_no_path_of_a_machine(tracked):
    found = []
    for path in tracked:
        text = path.read_bytes().decode("utf-8", errors="ignore")
        match = FORBIDDEN.search(text)
        name = path.relative_to(ROOT).as_posix()
        if match is None and name != ".ci/run":
            match = RECORDINGS_HERE.search(text)
        if match is not None:
            found.append(f"{name}: {match[0]}")
    assert not found


@pytest.mark.parametrize(
    "text",
    ["https://py" + "pi.org/simple", "/work" + "/main/x", "/home" + "/ada/x", "/opt" + "/wheels"],
)
def test_the_search_for_addresses_finds_them(text):
    assert FORBIDDEN.search(f"see {text}")


# ---------------------------------------------------------------------------- notebooks


def test_the_book_lists_every_notebook():
    listed = set(re.findall(r"file: notebooks/(\w+)", (ROOT / "_toc.yml").read_text()))
    assert listed == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_carry_no_outputs_and_readable_ids(path: Path):
    notebook = json.loads(path.read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"] >= 5) == (4, True)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in notebook["metadata"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for name in ids:
        # Ids that tools invent are hexadecimal; ours are words.
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name), name
        assert not re.fullmatch(r"[0-9a-f]{8}(-?[0-9a-f]{4,12})*", name), name
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_have_parameters_first_and_define_nothing(path: Path):
    notebook = json.loads(path.read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == code[:1]
    names = {
        target.id
        for node in ast.parse("".join(tagged[0]["source"])).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert {"profile", "seed"} <= names
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for cell in code:
        tree = ast.parse("".join(cell["source"]))
        assert not any(isinstance(node, definitions) for node in ast.walk(tree)), cell["id"]


# ------------------------------------------------------------------------------ package


def test_arrows_between_rooms_point_upwards():
    run(BIN / "lint-imports", "--no-cache")


def test_every_room_stands_in_the_order():
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    listed = {name.removeprefix("dopadist.") for name in contract}
    rooms = {
        path.stem
        for path in (ROOT / "src" / "dopadist").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and not path.name.startswith("_")
    }
    assert rooms == listed


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(ROOT / "src" / "dopadist").as_posix()
)
def test_modules_are_short(path: Path):
    lines = len(path.read_text().splitlines())
    # The aim is 250; beyond 300 it is more than one idea.
    assert lines <= 300, f"{lines} lines: split it into files of one idea each"
