import io
import struct
import zipfile
from pathlib import Path

import pytest

from weilu.connect.errors import UnreadableExport, UnsafeArchive
from weilu.connect.sources import head, open_source


def archive(folder, entries, name="export.zip", compression=zipfile.ZIP_DEFLATED):
    path = folder / name
    with zipfile.ZipFile(path, "w", compression) as target:
        for entry, data in entries.items():
            target.writestr(entry, data)
    return path


def opened(path):
    with open_source(path) as source:
        return {name: _read(source, name) for name in source.names()}


def _read(source, name):
    with source.open(name) as file:
        return file.read()


def test_a_file_is_itself(tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(b"{}")

    with open_source(path) as source:
        assert (source.name, source.names(), source.size("result.json")) == (
            "result.json",
            ["result.json"],
            2,
        )
        assert head(source, "result.json", 1) == b"{"


def test_a_folder_gives_its_ordinary_files_by_relative_names(tmp_path):
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "2024-01-01.json").write_bytes(b"[]")
    (tmp_path / "users.json").write_bytes(b"[]")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "passwd").symlink_to("/etc/passwd")

    assert sorted(opened(tmp_path)) == ["general/2024-01-01.json", "users.json"]


def test_a_zip_gives_its_files(tmp_path):
    path = archive(tmp_path, {"general/1.json": b"[1]", "users.json": b"[]"})

    assert opened(path) == {"general/1.json": b"[1]", "users.json": b"[]"}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableExport, match=r"gone\.json"), open_source(tmp_path / "gone.json"):
        pass


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/evil.txt",
        "C:/evil.txt",
        "..\\evil.txt",
        "a\\..\\..\\evil.txt",
        "a/\x01evil.txt",
        "__MACOSX/._evil.txt",
        ".hidden/evil.txt",
    ],
)
def test_an_entry_with_a_trick_for_a_name_is_left_out(tmp_path, name):
    path = archive(tmp_path, {"chat.txt": b"good", name: b"evil"})

    assert opened(path) == {"chat.txt": b"good"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.zip"]


def test_a_name_with_a_zero_byte_is_left_out(tmp_path):
    path = archive(tmp_path, {"chat.txt": b"good", "evilX.txt": b"evil"})
    path.write_bytes(path.read_bytes().replace(b"evilX.txt", b"evil\0.txt"))

    assert opened(path) == {"chat.txt": b"good"}


def test_a_link_in_an_archive_is_left_out(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("chat.txt", "good")
        target.writestr(link, "/etc/passwd")

    assert opened(path) == {"chat.txt": b"good"}


def test_names_in_gbk_are_read_as_they_were_written(tmp_path):
    path = archive(tmp_path, {"AAAA.txt": "早".encode()})
    path.write_bytes(path.read_bytes().replace(b"AAAA.txt", "聊天".encode("gbk") + b".txt"))

    assert list(opened(path)) == ["聊天.txt"]


def test_an_archive_beside_a_chat_is_left_out(tmp_path):
    path = archive(tmp_path, {"chat.txt": b"good", "from-a-member.zip": b"PK"})

    assert list(opened(path)) == ["chat.txt"]


def test_an_archive_of_archives_is_refused(tmp_path):
    inner = archive(tmp_path, {"zeros": bytes(1000)}, name="inner.zip").read_bytes()

    with pytest.raises(UnsafeArchive, match="further archives"):
        opened(archive(tmp_path, {"inner.zip": inner}))


def test_a_bomb_is_refused_by_its_directory(tmp_path):
    path = archive(tmp_path, {"chat.json": bytes(64 * 1024**2)})

    with pytest.raises(UnsafeArchive, match="hundred times"):
        opened(path)


def test_small_files_may_be_packed_well(tmp_path):
    path = archive(tmp_path, {"chat.json": b" " * 1024**2})

    assert len(opened(path)["chat.json"]) == 1024**2


def test_many_small_parts_of_a_bomb_are_added_up(tmp_path):
    path = archive(tmp_path, {f"{part}.json": bytes(4 * 1024**2) for part in range(8)})

    with pytest.raises(UnsafeArchive, match="hundred times"):
        opened(path)


def test_a_header_that_lies_about_the_size_is_caught_while_reading(tmp_path):
    length = 64 * 1024**2
    path = archive(tmp_path, {"chat.json": bytes(length)})
    honest = struct.pack("<L", length)
    path.write_bytes(path.read_bytes().replace(honest, struct.pack("<L", 6 * 1024**2)))

    with pytest.raises(UnsafeArchive):
        opened(path)


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    path = archive(tmp_path, {"a.json": b"a" * 99, "b.json": b"b" * 99}, compression=0)
    data = path.read_bytes()
    second = data.rindex(b"PK\x01\x02")
    overlapping = bytearray(data)
    overlapping[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(overlapping)

    with pytest.raises(UnsafeArchive):
        opened(path)


def test_too_many_entries_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as target:
        for number in range(65_600):
            target.writestr(zipfile.ZipInfo(f"{number}"), b"")

    with pytest.raises(UnsafeArchive, match="too many"):
        opened(path)


def test_a_locked_archive_says_so(tmp_path):
    path = archive(tmp_path, {"chat.txt": b"secret"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    with pytest.raises(UnsafeArchive, match="password"):
        opened(path)


def test_an_archive_that_may_ask_for_any_memory_is_refused(tmp_path):
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("chat.txt", "早安")

    with pytest.raises(UnsafeArchive, match="does not read"):
        opened(path)


def test_an_archive_cut_anywhere_is_refused_or_read(tmp_path):
    data = archive(tmp_path, {"chat.txt": "早\n".encode() * 500, "b.txt": b"x" * 300}).read_bytes()
    path = tmp_path / "cut.zip"

    for length in range(4, len(data), 7):
        path.write_bytes(data[:length])
        with pytest.raises(UnsafeArchive):
            opened(path)


def test_damage_in_an_archive_never_ends_in_another_error(tmp_path):
    data = archive(tmp_path, {"chat.txt": "早\n".encode() * 500, "b.txt": b"x" * 300}).read_bytes()
    path = tmp_path / "damaged.zip"

    for place in range(4, len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            opened(path)
        except UnsafeArchive:
            continue


def test_reading_is_counted_in_memory_that_does_not_grow(tmp_path):
    path = tmp_path / "long.zip"
    rows = io.BytesIO()
    for number in range(400_000):
        rows.write(b"%d,%d\n" % (number, number * 7919 % 100_003))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("rows.csv", rows.getvalue())

    with open_source(Path(path)) as source, source.open("rows.csv") as file:
        length = sum(len(piece) for piece in iter(lambda: file.read(65_536), b""))

    assert length == len(rows.getvalue())
