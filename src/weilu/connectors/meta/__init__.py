"""Messenger and Instagram: the JSON files of Meta's "download your information"."""
