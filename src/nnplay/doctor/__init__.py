"""The doctor: what is wrong with a run, the evidence for it, and how to fix it."""
