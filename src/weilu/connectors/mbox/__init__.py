"""Mailing lists: mbox files, as Mailman and mail programs write them."""
