"""An older processor rounds differently in the last bits: claims and references must not mind."""

import platform

import pytest

pytestmark = pytest.mark.proof

# What an x86-64 of 2008 would do: no AVX in numpy, BLAS or compiled kernels.
OLDER = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4",
    "OPENBLAS_CORETYPE": "NEHALEM",
    "NUMBA_CPU_NAME": "nehalem",
}


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="stands in for an older x86-64 only"
)
def test_the_check_passes_as_on_an_older_processor(copy_of_checkout, dopadist, monkeypatch):
    for name, value in OLDER.items():
        monkeypatch.setenv(name, value)
    folder = copy_of_checkout("older")
    ran = dopadist(folder, "run")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    checked = dopadist(folder, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
