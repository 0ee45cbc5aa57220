"""Writes environment.yml (conda, Binder) from pyproject.toml and requirements.lock.

No solve is run: the file repeats the project's pins, and a test holds them together.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
# Made by `make lock` from pyproject.toml and requirements.lock: don't edit.
# The packages are the book's own, at the versions its figures were checked with.
name: dopadist
channels:
  - conda-forge
dependencies:
"""


def locked_versions(lock: str) -> dict[str, str]:
    """Version of every package in a lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE))


def environment(pyproject: str, lock: str) -> str:
    """The text of environment.yml."""
    settings = tomllib.loads(pyproject)
    project = settings["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["fast"],
        *settings["dependency-groups"]["book"],
        *settings["dependency-groups"]["bench"],
    ]
    versions = locked_versions(lock)
    names = sorted({re.split(r"[<>=!\[; ]", item)[0].lower() for item in wanted})
    lines = [f"  - python {project['requires-python']}", "  - pip"]
    lines += [f"  - {name}={versions[name]}" for name in names]
    lines += ["  - pip:", "      - --editable ."]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = environment(
        (ROOT / "pyproject.toml").read_text(), (ROOT / "requirements.lock").read_text()
    )
    (ROOT / "environment.yml").write_text(text)
    sys.stdout.write(f"environment.yml: {text.count('=')} pins\n")
