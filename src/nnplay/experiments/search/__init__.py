"""Looking for a good network: a `space`, a sampler that proposes, trials, and one honest score in the end."""
