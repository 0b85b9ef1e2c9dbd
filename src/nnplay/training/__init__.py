"""Training: from data, architecture and recipe to a stream of snapshots, and the result."""
