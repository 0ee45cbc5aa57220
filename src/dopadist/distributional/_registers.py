r"""The update of many channels with their values kept in the processor's registers.

Written with Numba's intrinsics, because a loop over channels inside a loop over trials writes
every value to memory and reads it back at each trial. Here a tile of channels is read once, goes
through all trials, and is written once; only the two rates are read again. An update is

.. math:: \delta = r - v,\qquad v \leftarrow (v + m\,\delta) + h\,|\delta| ,

with both products fused into the sums (two multiply-adds, one subtraction, one cleared sign).
"""

from collections.abc import Callable
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from dopadist._compiled import njit

LANES = 8  # numbers in a register of 512 bits; narrower processors split the operations
_WIDE = bool(llvmlite.binding.get_host_cpu_features().get("avx512f"))
# Registers of a tile: enough chains of dependent steps to hide their latency, few enough to fit.
FEW, MANY = 5, 20 if _WIDE else 5
STEP = LANES * FEW  # populations are filled up to a multiple of this
TILE = LANES * MANY


def tile(vectors: int, step: Callable[..., Any]) -> Any:
    """Intrinsic that takes one tile through trials ``start`` to ``stop - 1``.

    ``step(builder, fused, magnitude, reward, mean, half, value)`` emits what a trial does to the
    channels of one register.
    """

    @intrinsic
    def advance(context, rewards, start, stop, mean, half, value, at):  # type: ignore[no-untyped-def]
        signature = types.void(rewards, types.intp, types.intp, mean, half, value, types.intp)

        def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            _, first, last, *_, offset = arguments
            pointers = [
                context.make_array(kind)(context, builder, argument).data
                for kind, argument in zip(signature.args, arguments, strict=True)
                if isinstance(kind, types.Array)
            ]
            _emit(builder, pointers, first, last, offset, vectors, step)
            # Rates that do not fit stay on the stack, at the beginning of cache lines.
            builder.function.attributes.alignstack = 8 * LANES
            builder.function.attributes.add("noinline")
            return context.get_dummy_value()

        return signature, generate

    return advance


def _emit(
    builder: Any,
    pointers: list[Any],
    first: Any,
    last: Any,
    at: Any,
    vectors: int,
    step: Callable[..., Any],
) -> None:
    vector, word = ir.VectorType(ir.DoubleType(), LANES), ir.IntType(64)
    fused = _function(builder, "fmuladd", vector, 3)
    magnitude = _function(builder, "fabs", vector, 1)
    rewards, *arrays = pointers

    def place(base: Any, k: int) -> Any:
        index = builder.add(at, ir.Constant(word, k * LANES))
        return builder.bitcast(builder.gep(base, [index]), vector.as_pointer())

    def load(base: Any, k: int) -> Any:
        value = builder.load(place(base, k))
        value.align = 8
        return value

    mean, half, before = ([load(base, k) for k in range(vectors)] for base in arrays)
    entry = builder.block
    body = builder.append_basic_block("trial")
    end = builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed("<", first, last), body, end)

    builder.position_at_end(body)
    trial = builder.phi(word)
    values = [builder.phi(vector) for _ in range(vectors)]
    reward = builder.load(builder.gep(rewards, [trial]))
    lane, undefined = ir.IntType(32), ir.Constant(vector, ir.Undefined)
    reward = builder.shuffle_vector(
        builder.insert_element(undefined, reward, ir.Constant(lane, 0)),
        undefined,
        ir.Constant(ir.VectorType(lane, LANES), [0] * LANES),
    )
    after = [
        step(builder, fused, magnitude, reward, *one)
        for one in zip(mean, half, values, strict=True)
    ]
    following = builder.add(trial, ir.Constant(word, 1))
    trial.add_incoming(first, entry)
    trial.add_incoming(following, body)
    for value, start, stepped in zip(values, before, after, strict=True):
        value.add_incoming(start, entry)
        value.add_incoming(stepped, body)
    builder.cbranch(builder.icmp_signed("<", following, last), body, end)

    builder.position_at_end(end)
    finals = []
    for start, stepped in zip(before, after, strict=True):
        final = builder.phi(vector)
        final.add_incoming(start, entry)
        final.add_incoming(stepped, body)
        finals.append(final)
    for k, final in enumerate(finals):
        builder.store(final, place(arrays[2], k)).align = 8


def _function(builder: Any, name: str, vector: Any, n_arguments: int) -> Any:
    kind = ir.FunctionType(vector, [vector] * n_arguments)
    return cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")


def _update(
    builder: Any, fused: Any, magnitude: Any, reward: Any, mean: Any, half: Any, value: Any
) -> Any:
    delta = builder.fsub(reward, value)
    stepped = builder.call(fused, [mean, delta, value])
    return builder.call(fused, [half, builder.call(magnitude, [delta]), stepped])


_advance_few, _advance_many = tile(FEW, _update), tile(MANY, _update)


@njit(nogil=True)
def advance(rewards, start, stop, mean, half, value):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Take every channel through trials ``start`` to ``stop - 1``; sizes are whole steps."""
    at = 0
    while value.size - at >= TILE:
        _advance_many(rewards, start, stop, mean, half, value, at)
        at += TILE
    while at < value.size:
        _advance_few(rewards, start, stop, mean, half, value, at)
        at += STEP


# In this file, because code that is kept on disk is not made anew when another file changes.
@njit(nogil=True)
def run_linear(rewards, mean, half, value, noted, counts, code, kappa):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Learn run by run, and note the values after ``counts`` trials."""
    for run in range(value.shape[0]):
        trial = 0
        for note in range(counts.size):
            advance(rewards[run], trial, counts[note], mean[run], half[run], value[run])
            trial = counts[note]
            noted[run, note] = value[run, : noted.shape[2]]
