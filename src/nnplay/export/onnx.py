"""A network as an ONNX graph, with the user's columns at its beginning and answers at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.expressions import parse_expression
from nnplay.engine.reference import EPSILON
from nnplay.errors import NNPlayError
from nnplay.export import module_template
from nnplay.export.layers import ExportLayer, layers_of, own_name
from nnplay.utils.expressions.calendar import DATE_PARTS, date_part_tree
from nnplay.utils.expressions.tree import Node, nodes

if TYPE_CHECKING:
    from nnplay.data import TargetCoding
    from nnplay.data.encoding.feature import Feature
    from nnplay.training.model import Model

OPSET, ML_OPSET, IR = 17, 3, 8
NAMED = {
    "neg": "Neg", "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "**": "Pow", "<": "Less", "<=": "LessOrEqual",
    ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal", "arctan": "Atan", "arcsin": "Asin", "arccos": "Acos",
    "arcsinh": "Asinh", "arccosh": "Acosh", "arctanh": "Atanh",
    **{
        name: name.capitalize()
        for name in (
            "exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "relu",
            "softplus", "erf", "min", "max", "where", "not", "and", "or", "floor", "ceil", "round",
        )
    },
}  # fmt: skip
# What runtimes have for float32 alone.
SINGLE = (
    "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Erf", "Softplus",
)  # fmt: skip


class Graph:
    """Nodes and constants, entered one after another; each value has a name of its own."""

    def __init__(self, dtype: str) -> None:
        import onnx

        self.helper, self.numpy, self.types = onnx.helper, onnx.numpy_helper, onnx.TensorProto
        self.dtype = dtype
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self._known: dict[Any, str] = {}

    def add(self, op: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Enter an operation; the name of its value."""
        name = f"v{len(self.nodes)}"
        self.nodes.append(self.helper.make_node(op, list(inputs), [name], domain=domain, **attributes))
        return name

    def constant(self, value: Any, dtype: Any = None) -> str:
        """Enter a constant; the same one is entered once."""
        array = np.asarray(value, dtype=dtype or self.dtype)
        key = (array.dtype.str, array.shape, array.tobytes() if array.dtype.kind != "U" else tuple(array.tolist()))
        if key not in self._known:
            self._known[key] = name = f"c{len(self.constants)}"
            plain = array.astype(object) if array.dtype.kind == "U" else array
            self.constants.append(self.numpy.from_array(plain, name))
        return self._known[key]

    def cast(self, value: str, kind: str) -> str:
        """The value as another type."""
        to = {"float32": self.types.FLOAT, "float64": self.types.DOUBLE, "int64": self.types.INT64}[kind]
        return self.add("Cast", value, to=to)


def content(model: Model, name: str) -> bytes:
    """The bytes of an .onnx file.

    Raises:
        NNPlayError: onnx is not installed, or an activation that cannot be written in ONNX.
    """
    try:
        import onnx
    except ModuleNotFoundError:
        raise NNPlayError("ONNX files need onnx: pip install 'nnplay[export]'.") from None
    graph = Graph(model.parameters.theta.dtype.name)
    a = _encoded(graph, model)
    for layer in layers_of(model):
        a = _layer(graph, layer, a)
    _answers(graph, model.coding, a)
    used = {name for node in graph.nodes for name in node.input}
    graph.constants = [each for each in graph.constants if each.name in used]
    made = graph.helper.make_graph(
        graph.nodes, module_template.plain(name) or "network", graph.inputs, graph.outputs, graph.constants
    )
    sets = [graph.helper.make_opsetid("", OPSET), graph.helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    proto = graph.helper.make_model(made, producer_name="nnplay", opset_imports=sets, ir_version=IR)
    proto.doc_string = module_template.title(model, name)
    onnx.checker.check_model(proto)
    return bytes(proto.SerializeToString())


def _encoded(graph: Graph, model: Model) -> str:
    """The inputs, one for each of the user's columns, and X of them."""
    encoding = model.encoding
    columns: dict[str, str] = {}
    for name, kind in encoding.raw:  # dates are seconds since 1970
        of = graph.types.STRING if kind == "category" else graph.types.DOUBLE
        graph.inputs.append(graph.helper.make_tensor_value_info(name, of, [None, 1]))
        columns[name] = name
    parts = []
    for feature in encoding.features:
        if feature.kind == "category":
            parts += _category(graph, feature, columns[feature.name])
            continue
        value = columns.get(feature.name) or _derived(graph, feature.name, columns)
        missing = graph.add("IsNaN", value) if feature.fill is not None or feature.indicator else ""
        if feature.fill is not None:
            value = graph.add("Where", missing, graph.constant(feature.fill, "float64"), value)
        parts.append(_scaled(graph, feature, value))
        if feature.indicator:
            parts.append(graph.cast(missing, "float64"))
    return graph.cast(graph.add("Concat", *parts, axis=1), graph.dtype)


def _category(graph: Graph, feature: Feature, column: str) -> list[str]:
    """The inputs of a category: one for each level, for the others, and for missing values."""
    levels, n = list(feature.levels), len(feature.levels)
    if feature.means is not None:
        return _target_encoded(graph, feature, column)
    width = n + bool(feature.rare) + feature.indicator
    fill = width - 1 if feature.indicator else levels.index(str(feature.fill)) if isinstance(feature.fill, str) else -1
    code = graph.add(
        "LabelEncoder", column, domain="ai.onnx.ml", keys_strings=[*levels, ""],
        values_int64s=[*range(n), -2 if feature.ordered else fill], default_int64=n if feature.rare else -1,
    )  # fmt: skip
    if not feature.ordered:
        return [graph.cast(graph.add("Equal", code, graph.constant([list(range(width))], "int64")), "float64")]
    value = graph.cast(code, "float64")
    known = graph.add("GreaterOrEqual", code, graph.constant(0, "int64"))
    replacement = graph.constant(0.0 if feature.fill is None else feature.fill, "float64")
    parts = [_scaled(graph, feature, graph.add("Where", known, value, replacement))]
    if feature.indicator:
        parts.append(graph.cast(graph.add("Equal", code, graph.constant(-2, "int64")), "float64"))
    return parts


def _target_encoded(graph: Graph, feature: Feature, column: str) -> list[str]:
    """The inputs of a category that is encoded as mean targets: a row of a table, and an input for missing values."""
    assert feature.means is not None
    n = len(feature.levels)
    code = graph.add(
        "LabelEncoder", column, domain="ai.onnx.ml", keys_strings=[*feature.levels, ""],
        values_int64s=[*range(n), n + 1], default_int64=n,
    )  # fmt: skip
    inputs = feature.means.inputs
    table = graph.constant(np.vstack([inputs, inputs[-1:]]), "float64")
    parts = [graph.add("Gather", table, graph.add("Squeeze", code, graph.constant([1], "int64")))]
    if feature.indicator:
        parts.append(graph.cast(graph.add("Equal", code, graph.constant(n + 1, "int64")), "float64"))
    return parts


def _scaled(graph: Graph, feature: Feature, value: str) -> str:
    if feature.offset != 0:
        value = graph.add("Sub", value, graph.constant(feature.offset, "float64"))
    if feature.scale != 1:
        value = graph.add("Div", value, graph.constant(feature.scale, "float64"))
    if feature.limit is not None:
        limits = (graph.constant(each, "float64") for each in (-feature.limit, feature.limit))
        value = graph.add("Clip", value, *limits)
    return value


def _derived(graph: Graph, expression: str, columns: dict[str, str]) -> str:
    """The value of a derived column."""
    return _values(graph, [parse_expression(expression, columns).tree], columns, "float64")[0]


def _operation(graph: Graph, op: str, args: list[str], dtype: str) -> str:
    """One operation of a tree."""

    def constant(value: float) -> str:
        return graph.constant(value, dtype)

    if op in DATE_PARTS:
        return _values(graph, [date_part_tree(op, Node("name", value="t"))], {"t": args[0]}, dtype)[0]
    match op:
        case "expm1":
            return graph.add("Sub", graph.add("Exp", *args), constant(1.0))
        case "log1p":
            return graph.add("Log", graph.add("Add", *args, constant(1.0)))
        case "erfc":
            return graph.add("Sub", constant(1.0), _operation(graph, "erf", args, dtype))
        case "clamped":
            return graph.add("Max", *args, constant(1e-12))
        case "zeros":
            return graph.add("Mul", *args, constant(0.0))
        case "!=":
            return graph.add("Not", graph.add("Equal", *args))
        case "hypot":  # the larger times √(1 + quotient²), which does not overflow
            larger, smaller = (graph.add(each, *(graph.add("Abs", arg) for arg in args)) for each in ("Max", "Min"))
            quotient = graph.add("Div", smaller, graph.add("Max", larger, constant(1e-30)))
            root = graph.add("Sqrt", graph.add("Add", graph.add("Mul", quotient, quotient), constant(1.0)))
            return graph.add("Mul", larger, root)
    name = NAMED[op]
    if dtype == "float64" and name in SINGLE:
        return graph.cast(graph.add(name, *(graph.cast(each, "float32") for each in args)), "float64")
    return graph.add(name, *args)


def _values(graph: Graph, trees: Sequence[Node], names: Mapping[str, str], dtype: str) -> list[str]:
    """The value of each tree; a part that they share is computed once."""
    values: dict[Node, str] = {}
    for tree in trees:
        for node in nodes(tree):
            if node in values:
                continue
            if node.op == "number":
                values[node] = graph.constant(node.value, dtype)
            elif node.op == "name":
                values[node] = names[node.value]
            else:
                values[node] = _operation(graph, node.op, [values[each] for each in node.args], dtype)
    return [values[tree] for tree in trees]


def _softmax(graph: Graph, u: str, layer: ExportLayer) -> str:
    return graph.add("Softmax", u, axis=1)


def _maxout(graph: Graph, u: str, layer: ExportLayer) -> str:
    shape = graph.constant([0, layer.block.n_out, layer.block.n_z // layer.block.n_out], "int64")
    return graph.add("ReduceMax", graph.add("Reshape", u, shape), axes=[2], keepdims=0)


# Activations of the catalog that ONNX has an operator for: shorter, and the same numbers.
NATIVES = {"softmax": _softmax, "maxout": _maxout}


def _activation(graph: Graph, layer: ExportLayer, u: str) -> str:
    """A = f(u) of a layer."""
    entry = layer.block.activation
    if layer.built_in and entry.name in NATIVES:
        return NATIVES[entry.name](graph, u, layer)
    trees = layer.trees("ONNX")
    if entry.shape == "row":
        columns = {
            f"z{k}": graph.add("Gather", u, graph.constant([k], "int64"), axis=1) for k in range(layer.block.n_z)
        }
        return graph.add("Concat", *_values(graph, trees, columns, graph.dtype), axis=1)
    learned = {name: graph.constant(layer.arrays[own_name(name)]) for name in entry.learned}
    return _values(graph, trees, {"z": u} | learned, graph.dtype)[0]


def _layer(graph: Graph, layer: ExportLayer, a: str) -> str:
    """z, u and a of a layer."""
    block, arrays = layer.block, layer.arrays
    u = graph.add("Add", graph.add("MatMul", a, graph.constant(arrays["W"])), graph.constant(arrays["b"]))
    if block.layer.norm:
        if block.layer.norm == "batch":
            centred = graph.add("Sub", u, graph.constant(arrays["mean"]))
            root = graph.constant(np.sqrt(arrays["variance"] + EPSILON))
        else:
            centred = graph.add("Sub", u, graph.add("ReduceMean", u, axes=[1], keepdims=1))
            variance = graph.add("ReduceMean", graph.add("Mul", centred, centred), axes=[1], keepdims=1)
            root = graph.add("Sqrt", graph.add("Add", variance, graph.constant(EPSILON)))
        scaled = graph.add("Mul", graph.add("Div", centred, root), graph.constant(arrays["gamma"]))
        u = graph.add("Add", scaled, graph.constant(arrays["beta"]))
    f = _activation(graph, layer, u)
    if not block.layer.skip:
        return f
    return graph.add("Add", f, graph.add("MatMul", a, graph.constant(arrays["P"])) if "P" in arrays else a)


def _answers(graph: Graph, coding: TargetCoding, y_hat: str) -> None:
    """The outputs: y_hat as the network gives it, and `prediction` in the user's labels or units."""
    kinds = {"float32": graph.types.FLOAT, "float64": graph.types.DOUBLE}
    graph.nodes.append(graph.helper.make_node("Identity", [y_hat], ["y_hat"]))
    half = graph.constant((coding.low + coding.high) / 2)
    above = "Greater" if coding.high > coding.low else "Less"
    if coding.form == "values":
        y = graph.add("Add", graph.add("Mul", y_hat, graph.constant(coding.scale)), graph.constant(coding.offset))
        kind, shape = kinds[graph.dtype], [None, coding.n_out]
    elif coding.form == "labels":
        y, kind, shape = graph.cast(graph.add(above, y_hat, half), "int64"), graph.types.INT64, [None, coding.n_out]
    else:
        if coding.form == "column":
            code = graph.add(
                "Squeeze", graph.cast(graph.add(above, y_hat, half), "int64"), graph.constant([1], "int64")
            )
        else:
            best = "ArgMax" if coding.high > coding.low else "ArgMin"
            code = graph.add(best, y_hat, axis=1, keepdims=0)
        labels = np.array(coding.classes)
        y, shape = graph.add("Gather", graph.constant(labels, labels.dtype)), [None]
        kind = {"U": graph.types.STRING, "b": graph.types.BOOL, "f": graph.types.DOUBLE}.get(
            labels.dtype.kind, graph.types.INT64
        )
        graph.nodes[-1].input.append(code)
    graph.nodes.append(graph.helper.make_node("Identity", [y], ["prediction"]))
    graph.outputs.append(graph.helper.make_tensor_value_info("y_hat", kinds[graph.dtype], [None, coding.n_out]))
    graph.outputs.append(graph.helper.make_tensor_value_info("prediction", kind, shape))
