import json

import pytest
from django.core.management import call_command

from weilu.site import static_files
from weilu.site.home import Home


@pytest.fixture
def gathered(settings, tmp_path):
    """A home whose static files come from one small folder."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "lib.js").write_text("a()\n//# sourceMappingURL=lib.js.map\n")
    (source / "lib.css").write_text("a{}\n/*# sourceMappingURL=lib.css.map */")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "weilu.site.static_storage.HashedStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_files_carry_their_hash_and_forget_their_source_maps(gathered):
    names = json.loads((gathered / "staticfiles.json").read_text())["paths"]

    assert (gathered / names["lib.js"]).read_text() == "a()\n"
    assert (gathered / names["lib.css"]).read_text() == "a{}\n"
    assert names["lib.js"] != "lib.js"


def test_files_are_gathered_once_and_again_when_one_has_changed(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "static").mkdir()
    home = Home(tmp_path)
    monkeypatch.setattr("django.core.management.call_command", lambda *_, **__: None)

    assert [static_files.gather(home), static_files.gather(home)] == [True, False]

    monkeypatch.setattr(static_files, "fingerprint", lambda: "another")
    assert static_files.gather(home) is True
