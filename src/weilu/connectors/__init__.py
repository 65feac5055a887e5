"""One folder per platform; each knows connect and kernel only."""
