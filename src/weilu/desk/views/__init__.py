"""Pages of the desk: parse, ask, show."""

from weilu.desk.views import group, messages, overview, people, quality, report, rows, sameness

__all__ = ["group", "messages", "overview", "people", "quality", "report", "rows", "sameness"]
