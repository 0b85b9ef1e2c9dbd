"""Write the page as a folder for any web space: no server, no installation, works offline once it was opened.

All addresses in it are relative, so it works under any path. Its service worker keeps the files of one version
together.
"""

import hashlib
import json
import os
from pathlib import Path

from nnplay.errors import NNPlayError
from nnplay.utils.files import check_path, write_atomic
from nnplay.web.built_page import BUILT, is_built, source_names, with_built

SITE = Path(__file__).with_name("site")
SERVICE_WORKER = Path(__file__).with_name("offline") / "service_worker.js"

MANIFEST = "manifest.webmanifest"
WORKER = "service_worker.js"
INDEX = "index.html"
NOT_SERVED = {".ts"}  # declarations for the type checker

APP = {
    "name": "nnplay, a neural-network playground", "short_name": "nnplay", "id": "./", "start_url": "./", "scope": "./",
    "display": "standalone", "background_color": "#ffffff", "theme_color": "#ffffff",
    "icons": [{"src": "mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
}  # fmt: skip
HEAD = f'    <link rel="manifest" href="{MANIFEST}">\n'


def write(folder: str | os.PathLike[str]) -> Path:
    """Write the page into a folder, which is made if necessary; an earlier version in it is replaced.

    Raises:
        NNPlayError: the folder has other files, or cannot be written.
    """
    path = check_path(folder)
    files = site_files()
    try:
        _check_folder(path)
        for name in sorted(files, key=lambda name: (name == INDEX, name == WORKER, name)):  # what starts it comes last
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, files[name])
        _remove_others(path, files)
    except OSError as error:
        raise NNPlayError(f"{path} cannot be written: {error.strerror or error}.") from None
    return path


def site_files() -> dict[str, bytes]:
    """The files of the folder by their names: those of the page, a manifest and a service worker."""
    paths = {path.relative_to(SITE).as_posix(): path for path in sorted(SITE.rglob("*")) if path.is_file()}
    files = {name: path.read_bytes() for name, path in paths.items() if path.suffix not in NOT_SERVED}
    built = is_built(SITE)
    for name in source_names(SITE) if built else [name for name in files if name.startswith(f"{BUILT}/")]:
        del files[name]
    if built:
        files[INDEX] = with_built(files[INDEX], SITE)
    files[INDEX] = files[INDEX].replace(b"  </head>", f"{HEAD}  </head>".encode())
    files[MANIFEST] = (json.dumps(APP, indent=2) + "\n").encode()
    files[WORKER] = _service_worker(files).encode()
    files[".nojekyll"] = b""  # GitHub Pages serves all files as they are
    return files


def _service_worker(files: dict[str, bytes]) -> str:
    """The service worker of these files; its cache has the name of their contents."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name} {len(content)} ".encode() + content)
    addresses = ["./" if name == INDEX else name for name in sorted(files)]
    head = f"const VERSION = {json.dumps(digest.hexdigest()[:16])};\nconst FILES = {json.dumps(addresses)};\n"
    return head + SERVICE_WORKER.read_text("utf-8")


def _check_folder(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise NNPlayError(f"{path} is a file; name a folder.")
    if path.is_dir() and any(path.iterdir()) and not ((path / WORKER).is_file() and (path / MANIFEST).is_file()):
        raise NNPlayError(f"The folder {path} has other files; name an empty or a new one.")


def _remove_others(path: Path, files: dict[str, bytes]) -> None:
    """Remove what an earlier version wrote and this one does not have."""
    ours = {folder.name for folder in SITE.iterdir() if folder.is_dir()}
    for old in sorted(path.rglob("*"), reverse=True):
        name = old.relative_to(path).as_posix()
        if name in files or any(part.startswith(".") for part in old.relative_to(path).parts):
            continue
        if old.is_dir() and not old.is_symlink():
            if not any(old.iterdir()):
                old.rmdir()
        elif name.split("/")[0] in ours:
            old.unlink()
