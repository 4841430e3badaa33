"""The words of a PDF as Qt writes it: enough of the format to read back what stands on its pages."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9a-fA-F]+)> Tj")


def pages(raw: bytes) -> list[str]:
    """The words of each page, without the spaces between them, in the order in which they are painted."""
    objects = {int(match[1]): match[2] for match in _OBJECT.finditer(raw)}
    maps = {number: _map(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    found: list[str] = []
    for body in objects.values():
        if b"/Type /Page\n" not in body:
            continue
        content = re.search(rb"/Contents (\d+) 0 R", body)
        assert content is not None
        words: list[str] = []
        font: dict[int, str] = {}
        for match in _SHOWN.finditer(_stream(objects[int(content[1])])):
            if match[1]:
                font = maps[int(match[1])]
            else:
                digits = match[2].decode()
                words += [font.get(int(digits[at : at + 4], 16), "") for at in range(0, len(digits), 4)]
        found.append("".join(words))
    return found


def _stream(body: bytes) -> bytes:
    match = _STREAM.search(body)
    assert match is not None
    return zlib.decompress(match[1]) if b"FlateDecode" in body else match[1]


def _map(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """What each glyph of a font stands for."""
    number = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert number is not None
    table = _stream(objects[int(number[1])]).decode()
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, to in re.findall(r"<(\w+)> <(\w+)> (<\w+>|\[.*?\])", part, re.DOTALL):
            start = int(first, 16)
            if to.startswith("["):
                for offset, each in enumerate(re.findall(r"<(\w+)>", to)):
                    found[start + offset] = bytes.fromhex(each).decode("utf-16-be")
            else:
                for glyph in range(start, int(last, 16) + 1):
                    found[glyph] = chr(int(to[1:-1], 16) + glyph - start)
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, to in re.findall(r"<(\w+)> <(\w+)>", part):
            found[int(glyph, 16)] = bytes.fromhex(to).decode("utf-16-be")
    return found
