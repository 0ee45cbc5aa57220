"""Shared by all tests: no test may depend on the machine's recordings, speed or display."""

from hypothesis import settings

# No deadline: the first call of a compiled function takes seconds, and machines are shared.
# Derandomised: the same examples at every run, so that a red test is red again.
settings.register_profile("dopadist", deadline=None, derandomize=True)
settings.load_profile("dopadist")
