"""Exports of any length in the formats of the platforms, for measuring the importers."""
