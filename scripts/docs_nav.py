"""MkDocs hook: a folder named in the navigation stands for the pages in it, by file name."""

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    config["nav"] = [_expanded(entry, Path(config["docs_dir"])) for entry in config["nav"]]
    return config


def _expanded(entry: Any, docs: Path) -> Any:
    if not isinstance(entry, dict):
        return entry
    [(title, target)] = entry.items()
    if isinstance(target, list):
        return {title: [_expanded(inner, docs) for inner in target]}
    if isinstance(target, str) and target.endswith("/"):
        return {title: [f"{target}{page.name}" for page in sorted((docs / target).glob("*.md"))]}
    return entry
