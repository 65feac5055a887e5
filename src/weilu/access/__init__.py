"""Operators, sign-in, audit."""
