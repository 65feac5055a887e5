"""A progress bar on the terminal."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from weilu.ingest.models import Import

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar


class Bar:
    """Shows how far a run has come; says nothing when nobody is looking."""

    def __init__(self, run: Import, *, visible: bool) -> None:
        self._bar: RichBar | None = None
        self._task: Any = None
        if visible:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %  {task.fields[messages]:,} messages"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._task = self._bar.add_task(run.file_name, total=run.bytes_total or 1, messages=0)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, run: Import) -> None:
        if self._bar:
            self._bar.update(self._task, completed=run.bytes_read, messages=run.found_messages)
