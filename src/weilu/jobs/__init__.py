"""One lease table for jobs and recurring ticks."""
