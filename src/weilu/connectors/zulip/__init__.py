"""Zulip: the export of an organisation (tar), and archives of topics in JSON."""
