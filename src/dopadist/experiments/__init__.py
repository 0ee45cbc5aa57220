"""The book's experiments, one module a chapter: settings, run, claims.

An experiment's ``run`` returns a frozen result that carries its evidence; its ``claims`` turn
the message of a figure into numbers that can be wrong.
"""
