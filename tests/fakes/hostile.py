"""What strangers have written, or will: 23 of them. `{picture}` is the path of a picture that must not be opened."""

from __future__ import annotations

from pathlib import Path

PICTURE = "{picture}"

_NESTED = "<table><tr><td>"

HOSTILE: dict[str, str] = {
    "bold": "<b>not bold</b> <i>nor slanted</i>",
    "picture": '<img src="file://{picture}"> and <img src=file://{picture}>',
    "picture of a path": '<img src="{picture}" width=400 height=400>',
    "picture of a share": '<img src="//attacker.invalid/share/x.png"><img src="\\\\attacker.invalid\\share\\x.png">',
    "picture in a table": "<table background='{picture}'><tr><td>x</td></tr></table>",
    "style": "<style>* { background: url('{picture}'); color: magenta }</style>x",
    "link": '<a href="file://{picture}">https://www.police.uk</a>',
    "qt mark": "<qt><h1>Enormous</h1></qt>",
    "escaped": "&lt;b&gt; &amp; AT&amp;T &#x202e;",
    "nested tables": _NESTED * 18,
    "more nested tables": _NESTED * 300,
    "very many tags": "<b>" * 100_000,
    "one long line": "a" * 1_000_000,
    "one very long line": "word " * 2_000_000,
    "very many lines": "line\n" * 200_000,
    "joined emoji": "👩\u200d" * 100_000,
    "combining marks": "a" + "\u0301" * 100_000,
    "enclosing marks": "a\u20dd" * 50_000,
    "turned round": "northants.police.uk\u202e/moc.live",
    "very many turns": "\u202e\u2066" * 50_000,
    "null and halves": "a\x00b\ud800c\udfff\ufffe\U0001ffff\x1b[31m",
    "unseen": "\u200b\u2060\ufeff\u00ad\u3164\u115f" * 50,
    "ampersands": "&&& R&D &Quit & \n\r\u2028\u2029\x0b",
}


def hostile(picture: Path) -> dict[str, str]:
    """Each of them, with the path of a picture put in."""
    return {name: text.replace(PICTURE, picture.as_posix()) for name, text in HOSTILE.items()}
