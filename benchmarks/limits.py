"""What the machine could do at best: the population kernel's loop with the least arithmetic.

Same tiles, same registers, same reads of reward and both rates at every trial as the kernel, but
one multiply-add an update, ``value = mean * (reward - value) + half``, and nothing else. (Without
the reward the compiler unrolls the loop until its values no longer fit in registers.)
"""

from dopadist._compiled import njit
from dopadist.distributional._registers import FEW, MANY, STEP, TILE, tile


def _step(builder, fused, magnitude, reward, mean, half, value):
    return builder.call(fused, [mean, builder.fsub(reward, value), half])


_few, _many = tile(FEW, _step), tile(MANY, _step)


@njit(nogil=True, cache=False)  # its step lies in another file, which a cache would not see
def multiply_add(rewards, start, stop, mean, half, value):
    """The loop of :func:`dopadist.distributional._registers.advance` with another step."""
    at = 0
    while value.size - at >= TILE:
        _many(rewards, start, stop, mean, half, value, at)
        at += TILE
    while at < value.size:
        _few(rewards, start, stop, mean, half, value, at)
        at += STEP
