"""Write docs/guide/errors.md and docs/guide/en/errors.md from the error classes and catalogues.

python scripts/error_tables.py
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
WEILU = ROOT / "src" / "weilu"

CHINESE = """# 错误

每个错误都有编号、一句话、事实和办法。页面和命令行里看到编号，可以在这里查。

| 编号 | 说了什么 | 怎么办 |
|---|---|---|
"""
ENGLISH = """# Errors

Each error has a code, a sentence with the facts, and a remedy.

| Code | Sentence | Remedy |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    code: str
    sentence: str
    remedy: str


def described() -> list[Described]:
    found = []
    for file in sorted(WEILU.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                texts = _texts(node)
                if "." in texts.get("code", ""):
                    found.append(Described(**{k: texts.get(k, "") for k in Described.__slots__}))
    return sorted(found, key=lambda one: one.code)


def _texts(node: ast.ClassDef) -> dict[str, str]:
    """Return the texts a class sets, plain or marked for translation."""
    texts = {}
    for line in node.body:
        if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
            continue
        value = line.value
        if isinstance(value, ast.Call) and value.args:
            value = value.args[0]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            texts[line.targets[0].id] = value.value
    return texts


def chinese() -> dict[str, str]:
    catalogues = sorted(WEILU.glob("**/locale/zh_Hans/LC_MESSAGES/django.po"))
    return {e.msgid: e.msgstr for file in catalogues for e in polib.pofile(str(file)) if e.msgstr}


def _row(code: str, *texts: str) -> str:
    readable = [re.sub(r"%\((\w+)\)[sd]", r"⟨\1⟩", text).replace("|", "\\|") for text in texts]
    return f"| `{code}` | {' | '.join(readable)} |\n"


def main() -> None:
    errors, words = described(), chinese()
    english_page = ENGLISH + "".join(_row(e.code, e.sentence, e.remedy) for e in errors)
    chinese_page = CHINESE + "".join(
        _row(e.code, words.get(e.sentence, e.sentence), words.get(e.remedy, e.remedy))
        for e in errors
    )
    (ROOT / "docs/guide/errors.md").write_text(chinese_page, "utf-8")
    (ROOT / "docs/guide/en/errors.md").write_text(english_page, "utf-8")


if __name__ == "__main__":
    main()
