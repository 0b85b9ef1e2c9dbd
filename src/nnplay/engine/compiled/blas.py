"""BLAS, which SciPy brings along."""

import ctypes
import importlib.machinery
import importlib.util
import sys
import threading
from functools import lru_cache
from pathlib import Path
from types import ModuleType

MODULE = "scipy.linalg.cython_blas"


_loading = threading.Lock()  # a module that another thread is loading has no functions yet


@lru_cache(maxsize=1)
def blas_module() -> ModuleType:
    """SciPy's module of BLAS, without the rest of its package, which takes ten times as long to import."""
    with _loading:
        return _blas_module()


def _blas_module() -> ModuleType:
    scipy = importlib.util.find_spec("scipy")
    folders = [Path(folder) / "linalg" for folder in (scipy and scipy.submodule_search_locations) or ()]
    specs = [importlib.machinery.PathFinder.find_spec(MODULE, [str(folder)]) for folder in folders]
    spec = next((each for each in specs if each is not None and each.loader is not None), None)
    if MODULE in sys.modules or spec is None or spec.loader is None or sys.platform == "win32":
        return importlib.import_module(MODULE)  # on Windows the package has to find its libraries first
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError:
        return importlib.import_module(MODULE)
    sys.modules[MODULE] = module
    return module


@lru_cache(maxsize=2)
def blas_address(dtype: str) -> int:
    """The address of SciPy's sgemm or dgemm."""
    capsule = blas_module().__pyx_capi__["sgemm" if dtype == "float32" else "dgemm"]  # what Cython exports
    name, pointer = ctypes.pythonapi.PyCapsule_GetName, ctypes.pythonapi.PyCapsule_GetPointer
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(pointer(capsule, name(capsule)))
