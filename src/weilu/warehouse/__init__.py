"""The record of facts: shapes, Delta store, readers. No Django."""
