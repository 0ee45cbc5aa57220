"""Numba where it is installed; elsewhere the plain functions of the same name are used."""
