"""What an operator sees: overview, group, person, messages, report."""
