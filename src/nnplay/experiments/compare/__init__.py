"""Which of several networks is better, and is it by more than chance: from `candidates` to the result of a `race`."""
