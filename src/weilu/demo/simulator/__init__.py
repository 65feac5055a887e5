"""The invented book club, from a seed: the same seed gives the same bytes. No Django."""
