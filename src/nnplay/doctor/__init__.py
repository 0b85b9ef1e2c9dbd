"""The doctor: what is wrong with a training, the evidence, and what to do about it."""
