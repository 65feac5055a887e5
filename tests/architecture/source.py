"""What the architecture tests look at: Weilu's own source, without what others wrote."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WEILU = ROOT / "src" / "weilu"
NOT_OURS = {"migrations", "locale", "vendor", "__pycache__", "node_modules"}


def own_files(*patterns: str, below: Path = WEILU) -> list[Path]:
    found = {path for pattern in patterns for path in below.rglob(pattern)}
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(ROOT).parts))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    """Yield every function with its length, from its first decorator to its last line."""
    for file in own_files("*.py"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                yield f"{name(file)}:{node.name}", (node.end_lineno or 0) - first + 1


def class_constants(attribute: str) -> Iterator[tuple[str, str]]:
    """Yield (class, value) of each class that sets ``attribute`` to a text."""
    for file in own_files("*.py"):
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.Constant):
                    continue
                if [t.id for t in line.targets if isinstance(t, ast.Name)] == [attribute]:
                    yield node.name, str(line.value.value)


def imported_packages(file: Path) -> set[str]:
    """Return the packages of Weilu that ``file`` imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(file)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "weilu":
                names = [f"weilu.{alias.name}" for alias in node.names]
        found |= {n.split(".")[1] for n in names if n.startswith("weilu.")}
    return found
