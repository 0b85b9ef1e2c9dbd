"""Tables larger than memory: surveyed in one pass, then read in chunks."""
