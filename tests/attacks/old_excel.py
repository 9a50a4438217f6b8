"""Writes an old Excel file (.xls) by hand: two numbers, in cells that may lie as far apart as the format lets them."""

import struct

SECTOR, END, FREE, NONE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF


def _record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def _number(row, column, value):
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _workbook(cells):
    kinds = {"globals": 0x0005, "sheet": 0x0010}
    begins = {
        name: _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))
        for name, kind in kinds.items()
    }
    end = _record(0x000A, b"")
    sheet = begins["sheet"] + b"".join(_number(*cell) for cell in cells) + end
    name = b"S"
    size = len(begins["globals"]) + 4 + 8 + len(name) + len(end)
    about = _record(0x0085, struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name)
    return begins["globals"] + about + end + sheet


def _entry(name, kind, child, start, size):
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
    return head + struct.pack("<III", NONE, NONE, child) + bytes(36) + struct.pack("<IQ", start, size)


def old_excel(cells):
    """Give the bytes of a workbook with cells of (row, column, number), counted from 0."""
    stream = _workbook(cells).ljust(4096, b"\0")  # a shorter one would stand in another place
    count = len(stream) // SECTOR
    table = [0xFFFFFFFD, END, *range(3, 2 + count), END]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, NONE, 2, len(stream))
    directory = directory.ljust(SECTOR, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    return head.ljust(SECTOR, b"\xff") + fat + directory + stream
