"""Files that were whole once: a few bytes are changed, as a bad disk or a hostile hand leaves them."""

import io
import random
import zipfile

TOKENS = [
    *(
        b'"',
        b"'",
        b"\n",
        b"\r",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b",",
        b";",
        b"\t",
        b"|",
    ),
    *(
        b"-1",
        b"0",
        b"1e999",
        b"nan",
        b"NaN",
        b"Infinity",
        b"9" * 25,
        b"1" * 5000,
        b"0012",
        b"2008-13-45",
        b"0000-00-00",
    ),
    *(
        b"=1+1",
        b"@x",
        b"null",
        b"true",
        b"{}",
        b"[]",
        b'""',
        b"{",
        b"}",
        b"[",
        b"]",
        b": ",
        b"- ",
        b"#",
        b"? ",
        b"~",
    ),
    *(
        b"&a",
        b"*a",
        b"<<: ",
        b"!!python/object/apply:os.system ",
        b"!!binary ",
        b"[" * 300,
        b"{a: " * 60,
        b"%YAML 9.9\n",
    ),
    *(
        b"\n---\n",
        b"...",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\x1b[31m",
        b"../",
        b"\\u0000",
        b"\\ud800",
        b"\xed\xa0\x80",
    ),
    *(
        b"<!ENTITY a 'b'>",
        b"<",
        b"&#0;",
        b"&lol;",
        b"A" * 3000,
        "−".encode(),
        "İ".encode(),
        "\u0661".encode(),
        "\u202e".encode(),
    ),
]


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Change a few places of a file: bits, bytes, pieces taken out, doubled, moved, or hostile words put in."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        at = chance.randrange(len(made) + 1)
        length = min(chance.choice((1, 1, 2, 8, 64)), len(made) - at)
        match chance.randrange(7):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(made):
                made[at] = chance.randrange(256)
            case 2:
                made[at:at] = chance.choice(TOKENS)
            case 3:
                made[at : at + length] = chance.choice(TOKENS)
            case 4:
                del made[at : at + length]
            case 5:
                made[at:at] = made[at : at + length]
            case 6 if chance.random() < 0.2:
                del made[at:]
    return bytes(made)


def packed_mutant(content: bytes, chance: random.Random) -> bytes:
    """Change one file inside a zip, and pack it again, so that what reads the inner file is reached too."""
    files = unpacked(content)
    name = chance.choice(sorted(files))
    files[name] = mutant(files[name], chance)
    return packed(files)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Give the files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """Zip files; the first stands as it is, as office files want it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
