"""The data page: what it tells people to type works, and what it quotes is what they will see."""

import re
from pathlib import Path

import pytest

from dopadist.recordings import SOURCES, known_files

PAGE = Path(__file__).parent.parent / "book" / "data.md"
TEXT = PAGE.read_text(encoding="utf-8")
PACKAGE = Path(__file__).parent.parent / "src" / "dopadist"


def test_the_python_example_runs_and_writes_the_four_files(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.S)
    exec(compile(code, str(PAGE), "exec"), {})
    assert "9 cells (not the published cells) in" in capsys.readouterr().out
    results = sorted(path.name for path in (tmp_path / "my-results").iterdir())
    assert results == ["cells.csv", "decoded.csv", "splits.csv", "summary.json"]
    assert "M1_day3_TT4_2," in (tmp_path / "my-results" / "cells.csv").read_text()


def test_the_table_of_prefixes_is_that_of_the_files():
    names = [name.removesuffix(".mat") for name in known_files()]
    for prefix in ("02", "03", "10", "D", "L", "O"):
        mine = [name for name in names if name.split("_")[0] == prefix]
        sessions = {name.split("_TT")[0] for name in mine}
        assert f"| `{prefix}` | {len(mine)} | {len(sessions)} |" in TEXT
    assert f"| all | {len(names)} | {len({name.split('_TT')[0] for name in names})} |" in TEXT


def test_the_sources_are_those_that_are_asked():
    addresses = SOURCES[0].addresses(known_files(), lambda url: None)
    assert len(addresses) == 40
    for part in (
        "dongjae-kim/efficient-coding-dist-rl",
        "70e198096d6e0709e082ebccd05682a289ec5072",
    ):
        assert part in TEXT
        assert all(part in url for url in addresses.values())
    asked = []

    def read_json(url):
        asked.append(url)
        return {"data": [], "links": {}}

    assert SOURCES[1].addresses(known_files(), read_json) == {}
    assert asked == ["https://api.osf.io/v2/nodes/ux5rg/files/osfstorage/"]


def quoted_errors():
    table = TEXT.split("| The message says | It means |")[1]
    for line in table.splitlines():
        if line.startswith("| `"):
            yield from re.findall(r"`([^`]+)`", line.split("|")[1])


@pytest.mark.parametrize("phrase", list(quoted_errors()))
def test_each_quoted_error_is_one_that_the_package_gives(phrase):
    # Fixed parts of the message, without what depends on the file.
    source = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("recordings", "analysis")
        for path in sorted((PACKAGE / folder).glob("*.py"))
    )
    joined = re.sub(r'"\s*\n\s*f?"', "", source)  # string literals over several lines
    values = {
        "'events'": "'{name}'", "text": "{kind}", "(2, 3)": "{values.shape}",
        "3 or more": "{FEWEST_CELLS} or more",
    }  # fmt: skip
    for shown, placeholder in values.items():
        phrase = phrase.replace(shown, placeholder)
    phrase = re.sub(r"^0 trials of magnitude 4 …$", "trials of magnitude {magnitude + 1}", phrase)
    phrase = phrase.replace("events.odorOn is nan in trial …", "events.odorOn is {odor_on[")
    for part in phrase.split("…"):
        assert part.strip(" ,") in joined, part
