from pathlib import Path

import pytest

from weilu.connect.columns import Columns
from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.table.importer import TableImporter

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def table():
    return TableImporter()


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path; texts in UTF-8."""

    def write(content, name="club.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def sheets(table):
    def sheets(path):
        with open_source(path) as source:
            return table.sheets(source)

    return sheets


@pytest.fixture
def guess(table, sheets):
    """Return what each column of the first table seems to hold, by its name."""

    def guess(path):
        sheet = sheets(path)[0]
        found = table.guess(sheet)
        return {str(role): sheet.names[at] or at + 1 for role, at in found.places.items()}

    return guess


@pytest.fixture
def trial(table):
    def trial(path, **told):
        with open_source(path) as source:
            sheet = table.sheets(source)[0]
            places = told.pop("places", None) or table.guess(sheet).places
            columns = Columns(places=places, header=sheet.header, width=len(sheet.names), **told)
            return table.trial(source, columns)

    return trial


@pytest.fixture
def messages(table):
    """Return the messages of a file; read with columns, or by the guess."""

    def messages(path, columns=None, *, group_name=""):
        importer = table if columns is None else table.given(columns)
        with open_source(path) as source:
            return [
                row
                for batch in importer.read(source, Reading(group_name=group_name))
                for row in batch.messages.to_pylist()
            ]

    return messages
