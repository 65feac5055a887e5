import gzip
import io
import tarfile

import pytest

from weilu.connect.errors import UnsafeArchive
from weilu.connect.sources import open_source


def tar(path, *members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_files_of_a_tar_are_read_by_their_names(tmp_path, mode):
    path = tar(tmp_path / "x", ("./a/一.json", b"one"), ("b.json", b"two"), mode=mode)

    with open_source(path) as source:
        assert source.names() == ["a/一.json", "b.json"]
        assert source.size("b.json") == 3
        with source.open("a/一.json") as file:
            assert file.read() == b"one"


def test_names_that_leave_the_folder_links_and_archives_are_left_out(tmp_path):
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        for name in ("../out.json", "/root.json", "a/../../b.json", "in.zip", "good.json"):
            archive.addfile(tarfile.TarInfo(name))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    with open_source(path) as source:
        assert source.names() == ["good.json"]


def test_a_bomb_is_refused(tmp_path):
    path = tar(tmp_path / "x.tar.gz", ("zeros", bytes(64 * 1024**2)))

    with pytest.raises(UnsafeArchive), open_source(path):
        pass


def test_a_header_that_asks_for_much_memory_is_refused(tmp_path):
    path = tmp_path / "x.tar"
    entry = tarfile.TarInfo("long")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 2**30
    path.write_bytes(entry.tobuf(tarfile.GNU_FORMAT) + bytes(4096))

    with pytest.raises(UnsafeArchive), open_source(path):
        pass


def test_a_damaged_archive_is_refused(tmp_path):
    whole = tar(tmp_path / "x.tar.gz", ("a.json", bytes(range(256)) * 400)).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no_tar").write_bytes(gzip.compress(b"no archive " * 200))

    for name in ("cut", "no_tar"):
        with pytest.raises(UnsafeArchive), open_source(tmp_path / name):
            pass


def test_one_file_packed_with_gzip_is_that_file(tmp_path):
    path = tmp_path / "2024-March.txt.gz"
    path.write_bytes(gzip.compress("早安\n".encode()))

    with open_source(path) as source:
        assert source.names() == ["2024-March.txt"]
        assert source.size("2024-March.txt") == 7
        with source.open("2024-March.txt") as file:
            assert file.read() == "早安\n".encode()


@pytest.mark.parametrize("name", ["x.tar.gz", "x.zip.gz"])
def test_a_packed_archive_that_is_none_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"no archive" * 100))

    with pytest.raises(UnsafeArchive), open_source(path):
        pass


def test_one_packed_file_may_be_a_bomb_too(tmp_path):
    path = tmp_path / "chat.json.gz"
    path.write_bytes(gzip.compress(bytes(64 * 1024**2)))

    with pytest.raises(UnsafeArchive), open_source(path):
        pass
