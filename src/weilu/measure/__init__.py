"""Metrics: pure functions from tables to tables. No Django, no clock, no database."""
