"""Tables larger than memory: surveyed once, then read in chunks."""
