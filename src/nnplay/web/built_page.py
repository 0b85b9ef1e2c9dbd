"""The page as it is sent: its modules as a few small files, if these were built from the present sources.

`make page` builds them. A change of the sources is seen at once: until they are built again, the sources are sent.
"""

import hashlib
from pathlib import Path

BUILT = "page"
DIGEST = "SOURCES.sha256"
SOURCES = ("app/**/*.js", "engine/**/*.js", "vendor/*.js")


def source_names(site: Path) -> list[str]:
    """The modules that the built files contain."""
    return sorted(path.relative_to(site).as_posix() for pattern in SOURCES for path in site.glob(pattern))


def sources_digest(site: Path) -> str:
    """A hash of the modules' names and contents."""
    digest = hashlib.sha256()
    for name in source_names(site):
        content = (site / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_built(site: Path) -> bool:
    """Whether there are built files, of the present sources."""
    try:
        return (site / BUILT / DIGEST).read_text("utf-8").strip() == sources_digest(site)
    except OSError:
        return False


def with_built(index: bytes) -> bytes:
    """The start page with the built files instead of the sources."""
    index = index.replace(b'    <link rel="modulepreload" href="vendor/vendor.js">\n', b"")
    return index.replace(b'src="app/main.js"', f'src="{BUILT}/main.js"'.encode())
