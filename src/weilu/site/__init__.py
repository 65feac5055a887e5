"""Composition root: settings, urls, command line, process supervisor."""
