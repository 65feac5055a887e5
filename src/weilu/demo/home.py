"""Where the demo keeps its files in the home; no data libraries here, the shell asks on start."""

from pathlib import Path

from django.conf import settings

_FINISHED_MARK = "finished"


def folder() -> Path:
    return Path(settings.WEILU_HOME) / "demo"


def is_finished() -> bool:
    return (folder() / _FINISHED_MARK).exists()


def finish(story: Path) -> None:
    """Remember that the story in the folder ``story`` has come in as a whole."""
    (folder() / _FINISHED_MARK).write_text(story.name, "utf-8")


def gloss_file() -> Path | None:
    """Return the English of the story that came in, None where none was written."""
    try:
        story = (folder() / _FINISHED_MARK).read_text("utf-8")
    except FileNotFoundError:
        return None
    path = folder() / story / "gloss.sqlite3"
    return path if path.is_file() else None
