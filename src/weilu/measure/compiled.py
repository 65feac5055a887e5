"""The SQL of all metrics, compiled by Ibis beforehand and kept beside this file.

Importing Ibis and compiling fifty expressions costs about two CPU seconds, more than running
them on a million messages, so a release carries the text: ``compiled.json``, written by
``python -m weilu.measure.compiled`` and held to the code by a test. Where the code is newer than
the text, the text is made anew in memory.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from weilu.measure.catalogue import METRICS, STEPS

_HERE = Path(__file__).parent
_FILE = _HERE / "compiled.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """SQL by name, in DuckDB's dialect."""

    steps: Mapping[str, str]
    metrics: Mapping[str, str]


@cache
def compiled() -> Compiled:
    """Return the SQL of steps and metrics."""
    held = json.loads(_FILE.read_text("utf-8")) if _FILE.exists() else {}
    if held.get("code") == code_digest():
        return Compiled(steps=held["steps"], metrics=held["metrics"])
    return compile_now()


def code_digest() -> str:
    """Name the code that the SQL is made of."""
    digest = hashlib.sha256()
    modules = {metric.module for metric in METRICS.values()}
    for name in sorted({*modules, "catalogue", "results", "steps", "tables", "temperature_terms"}):
        digest.update((_HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()


def compile_now(dialect: str = "duckdb") -> Compiled:
    """Compile all expressions by Ibis."""
    import ibis

    from weilu.measure.tables import tables

    seen = tables()
    steps = import_module("weilu.measure.steps")

    def text(expression: ibis.Table) -> str:
        return str(ibis.to_sql(expression, dialect=dialect, pretty=False))

    return Compiled(
        steps={name: text(getattr(steps, name)(seen)) for name in STEPS},
        metrics={
            metric.id: text(
                getattr(import_module(f"weilu.measure.{metric.module}"), metric.id)(
                    seen, seen.windows if metric.is_part else seen.asked
                )
            )
            for metric in METRICS.values()
        },
    )


def write() -> None:
    """Write the text that a release carries."""
    found = compile_now()
    held = {"code": code_digest(), "steps": dict(found.steps), "metrics": dict(found.metrics)}
    _FILE.write_text(json.dumps(held, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write()
