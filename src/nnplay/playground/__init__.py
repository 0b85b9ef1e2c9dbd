"""What the terminal, the browser and the notebook play with: a bench with one network on it."""
