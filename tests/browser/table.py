"""A table that waits for somebody to say what its columns hold. Runs inside the home.

python -m tests.browser.table FILE writes the table and opens its import.
"""

import sys
from pathlib import Path

import django

#: Two dates that can be read two ways, and a row without a time.
TABLE = """时间,昵称,内容,备注
03/04/2026 9:00,阿柚,早安，今晚读第三章,
05/04/2026 9:01,南枝,好的，晚上见,
改天,木老师,这一行没有时间,
"""


def open_table(path: Path) -> None:
    from weilu.community.models import Community
    from weilu.ingest import services

    path.write_text(TABLE, "utf-8")
    services.open_import(community=Community.objects.get(slug="reading"), path=path)


if __name__ == "__main__":
    django.setup()
    open_table(Path(sys.argv[1]))
