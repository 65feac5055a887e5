"""Slack: the export of a workspace, as folder or zip."""
