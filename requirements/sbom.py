"""Take a CycloneDX list in, and give it out again without the addresses that its libraries name: `make sbom`."""

from __future__ import annotations

import json
import sys
from typing import Any


def without_addresses(value: Any) -> Any:
    """The same JSON value without the references of any component to the world outside."""
    if isinstance(value, list):
        return [without_addresses(each) for each in value]
    if isinstance(value, dict):
        return {key: without_addresses(each) for key, each in value.items() if key != "externalReferences"}
    return value


if __name__ == "__main__":
    json.dump(without_addresses(json.load(sys.stdin)), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
