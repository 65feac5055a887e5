"""Weilu 围炉: an open-source system for running communities."""

__version__ = "0.1.0"
