"""Workbooks written by hand, so that each can hold exactly the trap that is wanted."""

from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: Styles by number: 0 general, 1 date and time, 2 date, 3 time, 4 a pattern of one's own.
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164"
 formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; hh:mm"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="22"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="14"/><xf numFmtId="21"/>
<xf numFmtId="164"/></cellXfs></styleSheet>"""


@dataclass
class Book:
    """Sheets by name, each a list of rows; a cell is text, a number, None, or XML as ``Raw``."""

    sheets: dict[str, list] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)
    since_1904: bool = False
    prologue: str = ""
    shares_strings: bool = True

    def bytes(self) -> bytes:
        strings: dict[str, int] = {}
        parts = {
            f"xl/worksheets/sheet{number}.xml": self._sheet(name, rows, strings)
            for number, (name, rows) in enumerate(self.sheets.items(), 1)
        }
        parts["xl/workbook.xml"] = self._workbook()
        parts["xl/_rels/workbook.xml.rels"] = self._relations()
        parts["xl/styles.xml"] = STYLES
        parts["xl/sharedStrings.xml"] = _strings(strings)
        parts["[Content_Types].xml"] = CONTENT_TYPES
        parts["_rels/.rels"] = ROOT
        file = BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, text in sorted(parts.items()):
                archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        return file.getvalue()

    def _workbook(self):
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(self.sheets, 1)
        )
        date = ' date1904="1"' if self.since_1904 else ""
        return (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><workbookPr{date}/>'
            f"<sheets>{sheets}</sheets></workbook>"
        )

    def _relations(self):
        kinds = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(self.sheets) + 1)]
        kinds += [("styles", "/xl/styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        told = "".join(
            f'<Relationship Id="rId{n}" Type="{RELS}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(kinds, 1)
        )
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        return f'<Relationships xmlns="{namespace}">{told}</Relationships>'

    def _sheet(self, name, rows, strings):
        told = []
        for number, row in enumerate(rows, 1):
            cells = "".join(
                self._cell(f"{letters(at)}{number}", cell, strings)
                for at, cell in enumerate(row)
                if cell is not None
            )
            told.append(f'<row r="{number}">{cells}</row>')
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merged.get(name, ()))
        after = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        # The sheet lies about its size: nobody should believe it.
        return (
            f'{self.prologue}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{''.join(told)}</sheetData>{after}</worksheet>"
        )

    def _cell(self, ref, cell, strings):
        if isinstance(cell, Raw):
            return cell.xml.replace("REF", ref)
        if isinstance(cell, tuple):
            number, style = cell
            return f'<c r="{ref}" s="{style}"><v>{number}</v></c>'
        if isinstance(cell, int | float):
            return f'<c r="{ref}"><v>{cell}</v></c>'
        if not self.shares_strings:
            return f'<c r="{ref}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        return f'<c r="{ref}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'


@dataclass
class Raw:
    xml: str


def _strings(strings):
    told = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'<sst xmlns="{MAIN}" count="{len(strings)}">{told}</sst>'


def letters(column):
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
ROOT = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
