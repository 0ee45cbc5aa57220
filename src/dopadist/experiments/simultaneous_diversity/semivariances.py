"""Half the expected squared difference of two cells, from products of independent halves.

With ``V_i = m + prefix + session + cell`` and estimates ``V_i + e_ih`` from halves h = 0, 1 in
which the noise of any two cells is independent across halves,

    E[(V_i0 - V_j0) (V_i1 - V_j1)] = E[(V_i - V_j)^2],

twice the cell component for two cells of one session, with the session component added for two
sessions of one prefix, and the prefix component for two prefixes. Noise adds nothing, and no
mean need be known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dopadist.crossfit import CrossFit
from dopadist.experiments.shared import whole
from dopadist.experiments.simultaneous_diversity.sessions import Floats, Together
from dopadist.responses import TrialSet


@dataclass(frozen=True)
class Semivariances:
    """Half the expected squared difference of two cells, by what they have in common.

    ``value``: shape (3,), two cells of one session, of two sessions with one prefix, of two
    prefixes; ``resampled``: the same over resampled sessions, shape (n_resamples, 3).
    """

    value: Floats
    resampled: Floats

    @property
    def components(self) -> Floats:
        """Variance between cells of a session, between sessions, between prefixes."""
        return np.diff(self.value, prepend=0.0)

    @property
    def within_share(self) -> float:
        """Share of the squared difference of two cells anywhere found inside one session."""
        return float(self.value[0] / self.value[1:].mean())

    def interval(self, level: int) -> tuple[float, float]:
        """95 % over resampled sessions."""
        low, high = np.nanpercentile(self.resampled[:, level], [2.5, 97.5])
        return float(low), float(high)

    def share_interval(self) -> tuple[float, float]:
        """95 % of the share, over resampled sessions."""
        share = self.resampled[:, 0] / self.resampled[:, 1:].mean(1)
        low, high = np.nanpercentile(share, [2.5, 97.5])
        return float(low), float(high)


def semivariances(
    products: Floats,
    valid: NDArray[np.bool_],
    pairs: Together,
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> Semivariances:
    """Values and their distribution over resampled sessions.

    A session drawn twice counts twice against others, and is never paired with its own copy:
    two copies of a session aren't two sessions.
    """
    n = int(pairs.session.max()) + 1
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=n_resamples)
    return Semivariances(
        value=levels_of(products, valid, pairs),
        resampled=np.array([levels_of(products, valid, pairs, one) for one in drawn]),
    )


def difference_products(
    fit: CrossFit, data: TrialSet, pairs: Together, field: str
) -> tuple[Floats, NDArray[np.bool_]]:
    """Half the product of both halves' differences, mean over splits, shape (n, n) each."""
    values = getattr(fit.estimates, field)
    good = np.isfinite(values).all(1) & pairs.distinct
    if fit.estimator == "joint":
        good &= fit.estimates.usable.all(1) & whole(data, "joint").usable
    v = np.where(good[:, None], values, 0.0)
    a, b, g = v[:, 0], v[:, 1], good.astype(float)
    # (a_i - a_j)(b_i - b_j) = a_i b_i + a_j b_j - a_i b_j - a_j b_i, over splits with both.
    own = np.einsum("si,sj->ij", a * b, g)
    cross = np.einsum("si,sj->ij", a, b)
    n = np.einsum("si,sj->ij", g, g)
    total = own + own.T - cross - cross.T
    return 0.5 * np.divide(total, n, out=np.zeros_like(total), where=n > 0), n > 0


def levels_of(
    products: Floats,
    valid: NDArray[np.bool_],
    pairs: Together,
    drawn: NDArray[np.int64] | None = None,
) -> Floats:
    """Mean product by what two cells share; ``drawn``: how often each session counts."""
    session, prefix = pairs.session, pairs.prefix
    same_session = session[:, None] == session
    same_prefix = prefix[:, None] == prefix
    upper = np.triu(valid, 1)
    weight = np.ones(session.size) if drawn is None else drawn[session].astype(float)
    between = weight[:, None] * weight
    levels = (
        (same_session, np.broadcast_to(weight[:, None], between.shape)),
        (~same_session & same_prefix, between),
        (~same_prefix, between),
    )
    found = np.full(3, np.nan)
    for level, (which, w) in enumerate(levels):
        w = np.where(which & upper, w, 0.0)
        if w.sum() > 0:
            found[level] = (w * products).sum() / w.sum()
    return found


def centred_r(
    fit: CrossFit, usable: NDArray[np.bool_], pairs: Together, field: str = "reversal_point"
) -> tuple[Floats, Floats]:
    """Differences from the session's mean in both halves (one split), and their correlations."""
    values = getattr(fit.estimates, field)
    good = fit.estimates.usable.all(1) & usable & pairs.distinct
    r, shown = [], np.zeros((2, 0))
    for split in range(fit.n_splits):
        rows = []
        for one in np.unique(pairs.session[pairs.first]):
            cells = good[split] & (pairs.session == one)
            if cells.sum() > 1:
                own = values[split][:, cells]
                rows.append(own - own.mean(1, keepdims=True))
        both = np.concatenate(rows, axis=1) if rows else np.zeros((2, 0))
        if both.shape[1] > shown.shape[1]:
            shown = both
        r.append(np.corrcoef(both)[0, 1] if both.shape[1] > 2 else np.nan)
    return shown, np.array(r)


def dealt(
    products: Floats,
    valid: NDArray[np.bool_],
    pairs: Together,
    n: int,
    rng: np.random.Generator,
    what: Literal["sessions", "prefixes"],
) -> Floats:
    """Session component when cells are dealt anew to the sessions of their prefix, or prefix
    component when whole sessions are dealt to prefixes, shape ``(n,)``."""
    found = np.empty(n)
    for draw in range(n):
        session, prefix = pairs.session.copy(), pairs.prefix.copy()
        if what == "sessions":
            for one in np.unique(prefix):
                cells = np.flatnonzero(prefix == one)
                session[cells] = rng.permutation(session[cells])
        else:
            _, first = np.unique(session, return_index=True)
            prefix = rng.permutation(prefix[first])[session]
        relabelled = replace(pairs, session=session, prefix=prefix)
        levels = levels_of(products, valid, relabelled)
        found[draw] = levels[1] - levels[0] if what == "sessions" else levels[2] - levels[1]
    return found
