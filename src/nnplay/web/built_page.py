"""The page as it is sent: its modules and styles as a few small files, if these were built from the present sources.

`make page` builds them. A change of the sources is seen at once: until they are built again, the sources are sent.
"""

import hashlib
import re
from pathlib import Path

BUILT = "page"
DIGEST = "SOURCES.sha256"
SOURCES = ("app/**/*.js", "engine/**/*.js", "style/*.css", "vendor/*.js")


def source_names(site: Path) -> list[str]:
    """The modules and styles that the built files contain."""
    return sorted(path.relative_to(site).as_posix() for pattern in SOURCES for path in site.glob(pattern))


def sources_digest(site: Path) -> str:
    """A hash of their names and contents."""
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


def with_built(index: bytes, site: Path) -> bytes:
    """The start page with the built files instead of the sources; what the page begins with is asked for at once."""
    page = index.decode("utf-8")
    page = re.sub(r' *<link rel="(?:modulepreload|stylesheet)" href="[^"]+">\n', "", page)
    page = re.sub(r'src="app/(\w+\.js)"', rf'src="{BUILT}/\1"', page)
    chunks = re.findall(r'from"\./(chunk-\w+\.js)"', (site / BUILT / "main.js").read_text("utf-8"))
    links = [f'<link rel="stylesheet" href="{BUILT}/style.css">']
    links += [f'<link rel="modulepreload" href="{BUILT}/{name}">' for name in chunks]
    first_script = page.index("    <script ")
    return (page[:first_script] + "".join(f"    {link}\n" for link in links) + page[first_script:]).encode()
