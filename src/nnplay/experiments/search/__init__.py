"""Search for a good architecture and recipe: a search space, a sampler, trials, and a final score on the test split."""
