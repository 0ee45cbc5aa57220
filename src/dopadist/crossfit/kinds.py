"""Ranks instead of values, and cells of one session that aren't independent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Method = Literal["pearson", "spearman"]
Within = Literal["ignored", "centred", "one_cell"]
METHODS: tuple[Method, ...] = get_args(Method)
WITHIN: tuple[Within, ...] = get_args(Within)

Floats = NDArray[np.float64]


def adjust(
    x: Floats,
    y: Floats,
    valid: NDArray[np.bool_],
    *,
    sessions: Sequence[str],
    method: Method = "pearson",
    within: Within = "ignored",
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """What Pearson's formula is to be applied to.

    Parameters
    ----------
    x, y : numpy.ndarray, shape (n_splits, n_cells)
        Two estimates of every cell in every split.
    valid : numpy.ndarray of bool, shape (n_splits, n_cells)
        Cells that count.
    sessions : sequence of str
        Of the cells.
    method : {"pearson", "spearman"}
        ``"spearman"``: ranks among the cells that count in a split, ties averaged.
    within : {"ignored", "centred", "one_cell"}
        ``"ignored"``: cells as if independent. ``"centred"``: differences from the mean of the
        session, of sessions with two cells or more; what distinguishes sessions is gone, and
        nothing else is left. ``"one_cell"``: one cell a session; successive splits go round
        its cells.

    Returns
    -------
    x, y, valid
        Of the same shapes, 0 where not valid.

    Raises
    ------
    ValueError
        If ``method`` or ``within`` is unknown.

    Examples
    --------
    >>> x, y = np.array([[1.0, 3.0, 9.0]]), np.array([[2.0, 2.0, 7.0]])
    >>> every = np.ones((1, 3), bool)
    >>> adjust(x, y, every, sessions="AAB", within="centred")[0]
    array([[-1.,  1.,  0.]])
    >>> adjust(x, y, every, sessions="AAB", within="one_cell")[2]
    array([[ True, False,  True]])
    >>> adjust(x, y, every, sessions="AAB", method="spearman")[1]
    array([[1.5, 1.5, 3. ]])
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}, expected one of {', '.join(METHODS)}")
    if within not in WITHIN:
        raise ValueError(f"within is {within!r}, expected one of {', '.join(WITHIN)}")
    if within != "ignored":
        label = np.asarray(list(sessions))
        same = (label[:, None] == label[None, :]).astype(float)
        if within == "centred":
            x, y, valid = centred(x, valid, same), centred(y, valid, same), several(valid, same)
        else:
            valid = one_cell(valid, same)
    if method == "spearman":
        x, y = ranks(x, valid), ranks(y, valid)
    return np.where(valid, x, 0.0), np.where(valid, y, 0.0), valid


def centred(x: Floats, valid: NDArray[np.bool_], same: Floats) -> Floats:
    """Differences from the session's mean; ``same``: 1 where two cells share a session."""
    keep = valid.astype(float)
    mean = np.einsum("...c,cd->...d", x * keep, same) / np.maximum(_size(keep, same), 1)
    return np.asarray(x - mean)


def several(valid: NDArray[np.bool_], same: Floats) -> NDArray[np.bool_]:
    """Valid cells that aren't the only ones of their session."""
    return np.asarray(valid & (_size(valid.astype(float), same) > 1))


def one_cell(valid: NDArray[np.bool_], same: Floats) -> NDArray[np.bool_]:
    """Of the valid cells of a session the first in split 0, the second in split 1 and so on."""
    keep = valid.astype(float)
    before = np.einsum("...c,cd->...d", keep, np.triu(same, 1))
    turn = np.arange(valid.shape[-2])[:, None] % np.maximum(_size(keep, same), 1)
    return np.asarray(valid & (before == turn))


def _size(keep: Floats, same: Floats) -> Floats:
    return np.asarray(np.einsum("...c,cd->...d", keep, same))


def ranks(x: Floats, valid: NDArray[np.bool_]) -> Floats:
    """Ranks from 1 among the valid cells of each split, ties averaged."""
    # A cell that doesn't count stands above all others: no rank depends on it.
    value = np.where(valid, x, np.inf)
    order = np.argsort(value, axis=-1)
    inorder = np.take_along_axis(value, order, axis=-1)
    # First and last place of each run of equal values.
    place = np.arange(value.shape[-1])
    other = inorder[..., 1:] != inorder[..., :-1]
    edge = np.ones((*other.shape[:-1], 1), bool)
    first = np.where(np.concatenate([edge, other], -1), place, 0)
    last = np.where(np.concatenate([other, edge], -1), place, place[-1:])
    first = np.maximum.accumulate(first, axis=-1)
    last = np.minimum.accumulate(last[..., ::-1], axis=-1)[..., ::-1]
    found = np.empty(value.shape)
    np.put_along_axis(found, order, 0.5 * (first + last) + 1, axis=-1)
    return np.where(valid, found, 0.0)
