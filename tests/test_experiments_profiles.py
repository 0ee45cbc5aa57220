"""Sizes by profile."""

import pytest

from dopadist.experiments.profiles import by_profile


def test_each_profile_gets_its_own_size_and_no_other_is_known() -> None:
    assert by_profile("full", full=2, quick=1) == 2
    assert by_profile("quick", full=2, quick=1) == 1
    with pytest.raises(ValueError, match="profile is 'slow', expected 'full' or 'quick'"):
        by_profile("slow", full=2, quick=1)
