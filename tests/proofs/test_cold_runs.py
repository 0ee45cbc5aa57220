"""Two cold runs of the real chapters: one worker or all, the same bytes."""

import json

import pytest

pytestmark = pytest.mark.proof


def test_two_cold_runs_are_byte_identical_with_one_worker_and_with_all(copy_of_checkout, dopadist):
    manifests, pictures = [], []
    for name, workers in (("one", "1"), ("all", "0")):
        folder = copy_of_checkout(name)
        ran = dopadist(folder, "run", "--workers", workers)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        checked = dopadist(folder, "check")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        manifests.append((folder / "_build/manifest.json").read_bytes())
        pictures.append(
            {path.name: path.read_bytes() for path in (folder / "_build/figures").iterdir()}
        )
    assert manifests[0] == manifests[1]
    assert pictures[0] == pictures[1]
    assert len(json.loads(manifests[0])["figures"]) == len(pictures[0]) > 0
