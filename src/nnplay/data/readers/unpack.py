"""Unpack a compressed file: gzip, bzip2, xz, zstd, or the only table in a zip archive."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Any

from nnplay.errors import DataError
from nnplay.utils.tempfiles import ScratchFile, disk_full_error, is_disk_full
from nnplay.utils.text import format_list

MAX_UNPACKED_BYTES = 1_000_000_000
"""Limit on what a compressed file unpacks to: a few kilobytes may hold a petabyte."""

MAX_MEMBERS = 100_000
MAX_WINDOW_BITS = 27  # of a zstd frame, which asks for 2 to this power bytes of memory
CHUNK_BYTES = 1 << 20
SIGNATURES = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ\x00": ".xz", b"\x28\xb5\x2f\xfd": ".zst"}
FORMATS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zip": "zip"}
COMPRESSED_SUFFIXES = tuple(FORMATS)
PARQUET_CODECS = (".brotli", ".snappy", ".gzip", ".lz4", ".zstd")
"""Suffixes behind .parquet in the names of files that are compressed inside."""

IGNORED_MEMBERS = ("__MACOSX/", ".")


def compression(path: Path, start: bytes) -> str | None:
    """The suffix of a compressed file's format, by its first bytes; zip only if the file's name says so."""
    if start.startswith(b"PAR1"):
        return None
    by_content = next((suffix for signature, suffix in SIGNATURES.items() if start.startswith(signature)), None)
    suffix = path.suffix.lower()
    return by_content or (suffix if suffix in COMPRESSED_SUFFIXES else None)


def inner_name(name: str) -> str:
    """The name of a file without the suffix of its compression."""
    path = PurePosixPath(name)
    is_codec = path.suffix.lower() in PARQUET_CODECS and path.stem.lower().endswith(".parquet")
    return path.stem if is_codec or path.suffix.lower() in COMPRESSED_SUFFIXES else name


def unpack(path: Path, kind: str, is_table: Callable[[str], bool]) -> tuple[ScratchFile, str]:
    """What a compressed file holds, as a temporary file, and the name of what it holds.

    Args:
        path: the compressed file.
        kind: its format, as the suffix.
        is_table: whether a name in a zip archive is that of a table.

    Raises:
        DataError: a damaged file, more than MAX_UNPACKED_BYTES, a zip archive that holds no table or several.
    """
    damaged = DataError(f"{path.name} cannot be unpacked; the {FORMATS[kind]} file may be damaged or protected")
    try:
        with ExitStack() as stack:
            if kind == ".zip":
                archive = stack.enter_context(zipfile.ZipFile(path))
                member = _only_table(path.name, archive, is_table)
                stream: IO[bytes] = stack.enter_context(archive.open(member))
                return _copy(path.name, stream), member.filename
            return _copy(path.name, stack.enter_context(_open(path, kind))), inner_name(path.name)
    except DataError:
        raise
    except OSError as problem:
        if is_disk_full(problem):
            raise disk_full_error(f"Unpacking {path.name}") from None
        raise damaged from None
    # An encrypted archive raises RuntimeError, an unknown compression NotImplementedError; zstd has errors of its own.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError, ArithmeticError):
        raise damaged from None


def _open(path: Path, kind: str) -> Any:
    if kind == ".gz":
        return gzip.open(path)
    if kind == ".bz2":
        return bz2.open(path)
    return lzma.open(path) if kind == ".xz" else _open_zstd(path)


def _open_zstd(path: Path) -> Any:
    """A zstd file; Python reads them from 3.14 on, before that PyArrow does."""
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        pass
    else:
        return zstd.open(path, options={zstd.DecompressionParameter.window_log_max: MAX_WINDOW_BITS})
    try:
        import pyarrow as pa
    except ImportError:
        raise DataError(
            f"{path.name} is compressed with zstd, which needs PyArrow here: run `pip install 'nnplay[arrow]'`, or "
            "unpack it with `unzstd`"
        ) from None
    return pa.input_stream(str(path), compression="zstd")


def _only_table(source: str, archive: zipfile.ZipFile, is_table: Callable[[str], bool]) -> zipfile.ZipInfo:
    """The only member of an archive that is a table, or the only file in it."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise DataError(f"{source} holds {len(members):,} files; unpack it and pass one of them")
    files = [
        member
        for member in members
        if not member.is_dir()
        and not member.filename.startswith(IGNORED_MEMBERS)
        and not PurePosixPath(member.filename).name.startswith(".")
    ]
    tables = [member for member in files if is_table(member.filename)]
    chosen = tables or files
    if len(chosen) == 1:
        return chosen[0]
    if not files:
        raise DataError(f"{source} is empty; it holds no file")
    what = "several tables" if tables else "several files"
    names = format_list((member.filename for member in chosen), 8)
    raise DataError(f"{source} holds {what}: {names}; unpack it and pass one of them")


def _copy(source: str, stream: Any) -> ScratchFile:
    scratch = ScratchFile()
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if size > MAX_UNPACKED_BYTES:
            raise DataError(
                f"{source} unpacks to more than {MAX_UNPACKED_BYTES // 10**6:,} MB; unpack it first, so that it can be "
                "read in batches"
            )
        scratch.file.write(chunk)
    return scratch
