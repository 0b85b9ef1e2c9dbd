"""What the engine is compiled for: the processor, and what tools/wasm asks for."""

import os
import platform

import llvmlite.binding as llvm

# tools/wasm sets NNPLAY_TARGET=wasm, for a module without threads and without a control register, and NNPLAY_STRICT=1
# for arithmetic exactly as it is written, which has the same bits on every processor (in tests). tools/prebuild.py sets
# NNPLAY_VECTOR_BYTES, to translate for other processors than its own.
WASM = os.environ.get("NNPLAY_TARGET") == "wasm"
STRICT = os.environ.get("NNPLAY_STRICT") == "1"

LINE_BYTES = 64  # of a cache
X86 = platform.machine().lower() in ("x86_64", "amd64") and not WASM
_features = llvm.get_host_cpu_features() if X86 and not STRICT else {}
HAS_VECTORS = bool(_features.get("avx2") and _features.get("fma"))  # what vectors.py is made for
VECTOR_BYTES = int(os.environ.get("NNPLAY_VECTOR_BYTES") or (64 if _features.get("avx512f") else 32))
