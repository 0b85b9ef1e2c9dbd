"""Many visitors of one server at once: each opens a page, trains, looks at frames, leaves, and another one comes.

python benchmarks/visitors.py --visitors 100 --seconds 600
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from websockets.asyncio.client import connect

from nnplay.web.engine.frames import decode_frame

STAY = 60.0  # seconds of a visit
PLANE = {"x": "x1", "y": "x2", "xRange": [-6, 6], "yRange": [-6, 6], "size": 50}
CONFIGURATION = {
    "recipe": {"data": "spiral", "epochs": 100_000, "batch_size": 10},
    "architecture": {"layers": [{"width": 8, "activation": "tanh"}, {"width": 8, "activation": "tanh"}]},
}


async def visit(port: int, until: float, counted: Counter[str]) -> None:
    """A visitor after another, until it is over."""
    while time.monotonic() < until:
        leave = min(time.monotonic() + STAY, until)
        origin = f"http://127.0.0.1:{port}"
        async with connect(f"ws://127.0.0.1:{port}/engine", origin=origin, max_size=None) as socket:
            id = 0

            async def call(command: str, **fields: object) -> dict[str, object]:
                nonlocal id
                id += 1
                await socket.send(json.dumps({"id": id, "command": command, **fields}))
                while True:
                    message = await socket.recv()
                    if isinstance(message, str) and (reply := json.loads(message))["id"] == id:
                        return reply

            await call("connect", visitor=None, page="page")
            await call("configure", configuration=CONFIGURATION)
            await call("pace", epochsPerSecond=60)
            await call("play")
            counted["visits"] += 1
            revision, rows = -1, 0
            while time.monotonic() < leave:
                id += 1
                show = {"after": revision, "weights": True, "history": rows, "surface": PLANE}
                await socket.send(json.dumps({"id": id, "command": "frame", "show": show}))
                header, arrays = decode_frame(await socket.recv())
                revision, rows = header["revision"], rows + len(arrays["history"])
                counted["frames"] += 1
            started = time.monotonic()
            await call("pause")
            counted["pauses"] += 1
            counted["pause milliseconds"] += round(1000 * (time.monotonic() - started))


def taken(pid: int) -> dict[str, int]:
    """Threads, open files and megabytes of a process."""
    process = Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    files = len(list((process / "fd").iterdir()))
    return {"threads": int(status["Threads"]), "files": files, "MB": int(status["VmRSS"].split()[0]) >> 10}


async def crowd(port: int, pid: int, visitors: int, seconds: float) -> None:
    """So many visitors for so many seconds."""
    counted: Counter[str] = Counter()
    until, started = time.monotonic() + seconds, time.monotonic()
    tasks = [asyncio.create_task(visit(port, until, counted)) for _ in range(visitors)]
    while time.monotonic() < until:
        await asyncio.sleep(min(30.0, max(until - time.monotonic(), 0)))
        print(f"{time.monotonic() - started:5.0f} s", taken(pid), dict(counted), flush=True)
    troubles = [result for result in await asyncio.gather(*tasks, return_exceptions=True) if result is not None]
    mean = counted["pause milliseconds"] / max(counted["pauses"], 1)
    rate = counted["frames"] / seconds / visitors
    print(f"{counted['visits']} visits, {rate:.1f} frames/s each, a pause takes {mean:.0f} ms, troubles: {troubles}")


def main() -> None:
    """Start a server, and let them come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    command = [sys.executable, "-m", "nnplay", "web", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.search(r":(\d+)/", server.stdout.readline())
        assert address is not None
        print("at first", taken(server.pid))
        asyncio.run(crowd(int(address[1]), server.pid, options.visitors, options.seconds))
        time.sleep(10)
        print("when all had gone", taken(server.pid))
        server.terminate()


if __name__ == "__main__":
    main()
