"""The branch coverage of each package as a Markdown table, from the data that `make coverage` combined.

python tools/coverage_table.py [FILE]
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")
FILE_FORMATS = ("utils/files.py", "utils/container.py", "runs/run_file.py", "training/checkpoints.py")
ROOMS = {"web/guard.py": "guard", **dict.fromkeys(FILE_FORMATS, "file formats")}  # counted beside their packages


def read(data: str) -> dict[str, dict[str, int]]:
    """The counts of each file of the source."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "-q", "--data-file", data, "-o", str(report)]
        subprocess.run(command, check=True)
        files = json.loads(report.read_text("utf-8"))["files"]
    return {name.partition("nnplay/")[2]: measured["summary"] for name, measured in files.items()}


def table(files: dict[str, dict[str, int]]) -> str:
    """A row for each package and room, and one for all of the source."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for name, summary in files.items():
        package = name.split("/")[0].removesuffix(".py")
        for group in (package, "all", *([ROOMS[name]] if name in ROOMS else [])):
            for count in COUNTS:
                sums[group][count] += summary[count]
    rows = ["| package | statements | branches | reached, with branches |", "|---|---|---|---|"]
    for name in sorted(sums, key=lambda name: (name == "all", name)):
        statements, lines, branches, taken = (sums[name][count] for count in COUNTS)
        share = (lines + taken) / (statements + branches) if statements else 1.0
        rows.append(f"| {name} | {statements} | {branches} | {share:.1%} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table(read(sys.argv[1] if len(sys.argv) > 1 else ".coverage")))
