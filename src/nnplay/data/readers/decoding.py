"""Decode the bytes of a text file; recognize files that are not text."""

import codecs
import re

from nnplay.errors import DataError

SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "compressed with gzip; unpack it first",
    b"BZh": "compressed with bzip2; unpack it first",
    b"\xfd7zXZ": "compressed with xz; unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; unpack it first",
    b"ARROW1": "an Arrow file; name it .arrow",
    b"\x89HDF": "an HDF5 file; save the table as CSV or Parquet",
    b"\x93NUMPY": "a NumPy array; pass it to nn.Dataset.from_arrays",
    b"$FL2": "an SPSS file; save the table as CSV there, or read it with pandas.read_spss",
    b"<stata_dta>": "a Stata file; save the table as CSV there, or read it with pandas.read_stata",
    b"PK\x03\x04": "a zip archive or an Excel workbook; unpack it, or name it .xlsx if it is a workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or another Office file; name it .xls if it is a workbook",
    b"PAR1": "a Parquet file; name it .parquet",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TAR = (257, b"ustar")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(source: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a note if its encoding had to be guessed.

    Byte-order marks decide first; then UTF-16 if every other byte is zero; then UTF-8 if it is valid; otherwise
    Windows-1252, or else Latin-1.

    Raises:
        DataError: a file that is not text.
    """
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise DataError(f"{source} is not a text table but {kind}")
    if data[TAR[0] :].startswith(TAR[1]):
        raise DataError(f"{source} is a tar archive; unpack it and pass one of its files")
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), None) or _utf16(data)
    if encoding is not None:
        try:
            return _check_text(source, data.decode(encoding)).removeprefix("\ufeff"), ()
        except UnicodeDecodeError:
            raise DataError(f"{source} begins as {encoding} text but is damaged; save it again as UTF-8") from None
    try:
        return _check_text(source, data.decode("utf-8")), ()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
    try:
        text, encoding = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "Latin-1"
    return _check_text(source, text), (f"read as {encoding}, because line {line} is not valid UTF-8",)


def _utf16(data: bytes) -> str | None:
    """Detect UTF-16 without a byte-order mark: in Western text nearly every other byte is zero.

    A few zeros among the rest are letters such as 😀, whose second half is 0xDE00.
    """
    head = data[:4096]
    if len(head) < 4 or not head.count(0):
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _check_text(source: str, text: str) -> str:
    """The text itself, without the mark that DOS puts at its end; an error if it has control characters."""
    end = text.rstrip("\r\n\x1a")
    text = end if "\x1a" in text[len(end) :] else text
    control = CONTROL.search(text)
    if control is None:
        return text
    line = len(re.findall(r"\r\n|\r|\n", text[: control.start()])) + 1
    raise DataError(
        f"{source}, line {line}: the character U+{ord(control.group()):04X} does not occur in text, so this seems to "
        "be a binary file; save the table as CSV text"
    )
