"""Weights in the safetensors format: raw numbers with a header of JSON, which no reader executes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.errors import NNPlayError


def packed(arrays: Mapping[str, Any]) -> bytes:
    """The bytes of a .safetensors file.

    Raises:
        NNPlayError: safetensors is not installed.
    """
    try:
        from safetensors.numpy import save
    except ModuleNotFoundError:
        raise NNPlayError("Weights for PyTorch and Keras need safetensors: pip install 'nnplay[export]'.") from None
    return bytes(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))
