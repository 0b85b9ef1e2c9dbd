"""A program that works on a sweep until nothing is left: it claims trials, takes a while, and finishes them."""

import random
import sys
import time

from nnplay.runs.store import RunResult, Store

if __name__ == "__main__":
    path, sweep, seed = sys.argv[1:]
    pause = random.Random(int(seed))
    with Store(path) as store:
        sys.stdout.write("at work\n")
        sys.stdout.flush()
        while entries := store.claim(sweep, 3):
            results = []
            for entry in entries:
                time.sleep(pause.uniform(0.001, 0.01))
                metrics = {"test": {"accuracy": entry.place / 1000}}
                results.append(RunResult(entry.id, "finished", 1, 0.01, 1, metrics, {"epoch": [0, 1]}, b"w"))
            store.finish_many(results)
