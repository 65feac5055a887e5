"""Weilu as it is, with the toy service as its only platform: for processes that tests start."""

from tests.ingest.toy import ToyImporter
from weilu.connect import importers
from weilu.site.settings import *  # noqa: F403  all of them

importers.importers = lambda: {"toy": ToyImporter()}  # type: ignore[assignment]  # a function again
