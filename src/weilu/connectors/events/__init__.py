"""Weilu's own table of events, in and out."""
