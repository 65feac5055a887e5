"""Static files under names that carry their hash, so that browsers may keep them for ever."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Vendored files point to maps that are not shipped; a browser would ask for them in vain.
_MAP = re.compile(rb"(?:/\*[#@]\s*sourceMappingURL=[^*]*\*/|//[#@]\s*sourceMappingURL=\S+)\s*$")


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that forgets source maps first: the manifest would demand them."""

    keep_only_hashed_files = True
    manifest_strict = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if name.endswith((".js", ".css")):
                    _strip_map(Path(self.path(name)))
            # Read the copies just changed, not the sources.
            paths = {name: (self, name) for name in paths}
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[no-untyped-call]  # whitenoise is untyped


def _strip_map(file: Path) -> None:
    before = file.read_bytes().rstrip()
    after = _MAP.sub(b"", before)
    if after != before:
        file.write_bytes(after.rstrip() + b"\n")
