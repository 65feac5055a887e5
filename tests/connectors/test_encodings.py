"""Every format in every encoding: a tool or an editor may have saved an export in any of them."""

import pytest
from opencc import OpenCC
from tests.connectors.contract import batches, fixtures, in_memory, rows

from weilu.connect.charsets import codec_of
from weilu.connect.decoding import Decoded

#: Letters name their encodings one by one, see test_mbox.
TEXTS = [fixture for fixture in fixtures() if fixture.slug != "mbox"]
ENCODINGS = ("gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig")

_traditional = OpenCC("s2t").convert


def written(fixture, encoding):
    """Return the files of an export as UTF-8 and in an encoding, without what this has not."""
    source = in_memory(fixture.path.name, fixture.files())
    plain, other = {}, {}
    for name in source.names():
        with source.open(name) as file:
            data = file.read()
        plain[name] = other[name] = data
        if b"\0" in data or name.endswith(".parquet"):
            continue
        text = data.decode().removeprefix("\ufeff")
        if encoding == "big5":
            text = _traditional(text)
        other[name] = text.encode(codec_of(encoding), "ignore")
        plain[name] = other[name].decode(codec_of(encoding)).removeprefix("\ufeff").encode()
    return plain, other


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("fixture", TEXTS, ids=str)
def test_an_export_gives_the_same_facts_in_any_encoding(fixture, encoding):
    plain, other = written(fixture, encoding)
    wanted = in_memory(fixture.path.name, plain)
    source = in_memory(fixture.path.name, other)

    certainty = fixture.importer.recognise(source).certainty
    if source.doubts:  # a few words only: somebody says what they are in
        source = Decoded(source.raw, encoding)
        certainty = fixture.importer.recognise(source).certainty
    found, told = batches(fixture.importer, source), batches(fixture.importer, wanted)

    assert certainty == fixture.importer.recognise(wanted).certainty
    assert rows(found, "messages") == rows(told, "messages") != []
    assert [u for batch in found for u in batch.unreadable] == [
        u for batch in told for u in batch.unreadable
    ]
