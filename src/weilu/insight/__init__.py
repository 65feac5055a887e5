"""What the numbers say, kept and shown."""
