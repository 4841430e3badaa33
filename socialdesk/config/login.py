"""Who the operating system says is logged in: asked of the system itself, since a variable can say anything."""

from __future__ import annotations

import sys

_NAME_SAM_COMPATIBLE = 2
"""Windows' NameSamCompatible: `DOMAIN\\\\name`."""
_LONGEST = 512


def os_account() -> str:
    """The account of this login in small letters, `domain\\\\name` on Windows; "" where the system does not say."""
    return " ".join(_account().split()).casefold()


def _account() -> str:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  (Windows only)

        room = ctypes.create_unicode_buffer(_LONGEST)
        size = ctypes.c_ulong(_LONGEST)
        ask = ctypes.windll.secur32.GetUserNameExW
        ask.restype = ctypes.c_ubyte  # a BOOLEAN: the rest of the register holds anything
        return room.value if ask(_NAME_SAM_COMPATIBLE, room, ctypes.byref(size)) else ""
    import os  # noqa: PLC0415  (not on Windows)
    import pwd  # noqa: PLC0415  (not on Windows)

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a login that only a directory knows which cannot be reached
        return ""
