"""Shared by all tests: no test may depend on the machine's recordings or on a display."""
