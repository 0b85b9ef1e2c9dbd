"""Training runs: train, save, store, plot, fork and reproduce them."""
