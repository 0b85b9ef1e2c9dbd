"""Vector instructions in LLVM's language, for loops that LLVM does not vectorize by itself as well."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np import arrayobj

from nnplay.engine.compiled.processor import VECTOR_BYTES


class Vectors:
    """Loads, stores and shuffles of vectors in LLVM's language."""

    def __init__(self, builder: Any, dtype: Any) -> None:
        self.builder = builder
        self.size = dtype.bitwidth // 8
        self.lanes = VECTOR_BYTES // self.size
        self.number = ir.FloatType() if dtype == types.float32 else ir.DoubleType()
        self.kind = ir.VectorType(self.number, self.lanes)
        self.zero = ir.Constant(self.kind, [0.0] * self.lanes)
        self._alignment = [ir.Constant(ir.IntType(32), self.size)]

    def _place(self, pointer: Any, offset: Any, kind: Any = None) -> Any:
        return self.builder.bitcast(self.builder.gep(pointer, [offset]), (kind or self.kind).as_pointer())

    def load(self, pointer: Any, offset: Any, kind: Any = None) -> Any:
        """A vector, or a single number, at an offset (in numbers) from a pointer."""
        return self.builder.load(self._place(pointer, offset, kind), align=self.size)

    def store(self, value: Any, pointer: Any, offset: Any) -> None:
        """Write a vector."""
        self.builder.store(value, self._place(pointer, offset), align=self.size)

    def load_some(self, pointer: Any, offset: Any, mask: Any, lanes: int = 0) -> Any:
        """A vector, or a part of one, of which only the lanes of a mask are read, and the others are 0."""
        kind = ir.VectorType(self.number, lanes or self.lanes)
        zero = ir.Constant(kind, [0.0] * kind.count)
        return self._masked("load", kind, [self._place(pointer, offset, kind), *self._alignment, mask, zero])

    def store_some(self, value: Any, pointer: Any, offset: Any, mask: Any) -> None:
        """Write the lanes of a mask."""
        self._masked("store", ir.VoidType(), [value, self._place(pointer, offset), *self._alignment, mask])

    def load_part(self, pointer: Any, offset: Any, lanes: int) -> Any:
        """A part of a vector."""
        return self.load(pointer, offset, ir.VectorType(self.number, lanes))

    def join(self, parts: list[Any]) -> Any:
        """A vector of parts, which follow one another."""
        while len(parts) > 1:
            lanes = list(range(2 * parts[0].type.count))
            pairs = zip(parts[::2], parts[1::2], strict=True)
            parts = [self.shuffle(first, second, lanes) for first, second in pairs]
        return parts[0]

    def first(self, count: Any, size: int = 0) -> Any:
        """The mask of the first lanes, of a vector or of a part of one."""
        size = size or self.lanes
        kind = ir.VectorType(ir.IntType(64), size)
        empty = ir.Constant(kind, ir.Undefined)
        counts = self.builder.insert_element(empty, count, ir.Constant(ir.IntType(32), 0))
        lanes = ir.Constant(kind, list(range(size)))
        return self.builder.icmp_signed("<", lanes, self.shuffle(counts, empty, [0] * size))

    def _masked(self, name: str, result: Any, arguments: list[Any]) -> Any:
        function = ir.FunctionType(result, [each.type for each in arguments])
        lanes = arguments[-1].type.count if name == "store" else result.count
        full_name = f"llvm.masked.{name}.v{lanes}f{8 * self.size}.p0"
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, function, full_name), arguments)

    def shuffle(self, first: Any, second: Any, lanes: list[int]) -> Any:
        """A vector of the numbers in these lanes of two vectors, which follow one another."""
        return self.builder.shuffle_vector(first, second, ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), lanes))

    def repeat(self, number: Any) -> Any:
        """A vector with the same number in every lane."""
        empty = ir.Constant(self.kind, ir.Undefined)
        first = self.builder.insert_element(empty, number, ir.Constant(ir.IntType(32), 0))
        return self.shuffle(first, empty, [0] * self.lanes)

    def multiply_add(self, x: Any, y: Any, z: Any) -> Any:
        """x·y + z, rounded once."""
        name = f"llvm.fma.v{self.lanes}f{8 * self.size}"
        function = ir.FunctionType(self.kind, [self.kind] * 3)
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, function, name), [x, y, z])


def data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """The pointer to the numbers of an array."""
    return context.make_array(kind)(context, builder, array).data


def integer(value: int) -> Any:
    """A constant."""
    return ir.Constant(ir.IntType(64), value)


def memory_on_stack(size: int) -> Any:
    """The function that returns a vector of `size` bytes on the stack of its caller, with the dtype of an array."""

    @intrinsic
    def local_memory(typing_context: Any, like: Any) -> Any:
        kind = types.Array(like.dtype, 1, "C")

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            number, itemsize = context.get_data_type(kind.dtype), kind.dtype.bitwidth // 8
            memory = cgutils.alloca_once(builder, number, size=integer(size // itemsize))
            memory.align = VECTOR_BYTES
            view = context.make_array(kind)(context, builder)
            arrayobj.populate_array(
                view, data=memory, shape=(integer(size // itemsize),), strides=(integer(itemsize),),
                itemsize=integer(itemsize), meminfo=None,
            )  # fmt: skip
            return view._getvalue()

        return kind(like), generate

    return local_memory
