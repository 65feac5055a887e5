"""Discourse: topics as their own pages give them in JSON."""
