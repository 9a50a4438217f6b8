"""Strategies of hypothesis for files that were whole once, broken as a bad disk, a bad export or a hostile hand does.

`broken` takes a file by what its name says it is: its bytes, its cells, its tree of values, its tags, the files
packed in it, its columns. A step changes one thing, so that what is found can be read.
"""

import csv
import io
import sqlite3
from contextlib import closing, suppress

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from mutants import as_bytes, encoded, few, lines, packed, pick, spoilt, tags, tree, unpacked, values
from strings import CANARY

PACKED = ("zip", "ods", "xlsx", "docx")


def broken(name, whole):
    """Give broken contents of a file."""
    end = name.rpartition(".")[2]
    made = {
        "csv": (cells,),
        "yml": (tree, lines),
        "json": (tree,),
        "ipynb": (tree,),
        "svg": (tags,),
        "parquet": (columns,),
        "sqlite": (database,),
        **dict.fromkeys(PACKED, (parts, parts)),
    }.get(end, (lines,))
    yaml = (True,) if end == "yml" else ()
    return st.one_of(spoilt(whole), *(kind(whole, *yaml) if kind is tree else kind(whole) for kind in made))


# Cells of a table


@st.composite
def cells(draw, content):
    """Change cells, rows, columns and headings of a CSV file, and then how it is written."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return separated(draw, changed_rows(draw, rows, values))


def changed_rows(draw, rows, hostile):
    """Change a few things of a table of rows."""
    rows = [list(row) for row in rows]
    for _ in range(draw(few)):
        rows = draw(st.sampled_from(ON_ROWS))(draw, rows, hostile) or [[""]]
    return rows


def _a_cell(draw, rows, hostile):
    row = pick(draw, rows[1:] or rows)
    if row:
        row[draw(st.integers(0, len(row) - 1))] = draw(hostile)
    return rows


def _a_heading(draw, rows, hostile):
    if rows[0]:
        at = draw(st.integers(0, len(rows[0]) - 1))
        old = str(rows[0][at])
        other = st.sampled_from((old.upper(), f" {old}", f"{old}s", "", "surname", str(rows[0][0])))
        rows[0][at] = draw(other | hostile.filter(lambda text: CANARY not in str(text)))  # it is no cell
    return rows


def _a_column(draw, rows, hostile):
    """Fill a column with one value, take it out, double it, move it, or leave it blank."""
    at = draw(st.integers(0, max(len(rows[0]) - 1, 0)))
    kind, value = draw(st.integers(0, 4)), draw(hostile)
    made = [rows[0]] if kind in (0, 1) else []
    for row in rows[len(made) :]:
        cell = row[at : at + 1]
        rest = row[:at] + row[at + 1 :]
        filled = {0: [value], 1: [""], 2: [], 3: cell * 2}.get(kind)
        made.append(cell + rest if filled is None else row[:at] + filled + row[at + 1 :])
    return made


def _a_row(draw, rows, hostile):
    """Take a row out, double it, make it longer or shorter, blank it, or put it first."""
    at = draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    match draw(st.integers(0, 6)):
        case 0:
            del rows[at]
        case 1:
            rows.insert(at, list(row))
        case 2:
            rows[at] = [*row, draw(hostile)]
        case 3:
            rows[at] = row[:-1]
        case 4:
            rows[at] = [""] * len(row)
        case 5:
            rows.insert(0, rows.pop(at))
        case 6:
            rows[at] = [draw(hostile) for _ in row]
    return rows


def _all_rows(draw, rows, hostile):
    """No header, header alone, nothing, or rows the other way round."""
    return draw(
        st.sampled_from((rows[1:], rows[:1], [], [*rows[:1], *rows[:0:-1]], [rows[0], *rows], [[], *rows]))
    )


ON_ROWS = [_a_cell, _a_cell, _a_cell, _a_heading, _a_column, _a_column, _a_row, _a_row, _all_rows]


def separated(draw, rows):
    """Write rows, mostly as they were; else with other signs between cells, around them and at the end."""
    usual = draw(st.integers(0, 3)) < 3
    mark = "," if usual else draw(st.sampled_from((",", ";", "\t", "|")))
    end = "\n" if usual else draw(st.sampled_from(("\n", "\r\n", "\r", "\n\n", ",\n")))
    quoting = csv.QUOTE_MINIMAL if usual else draw(st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator=end, quoting=quoting).writerows(rows)
    return as_bytes(text.getvalue()) if usual else encoded(draw, text.getvalue())


# Columns of Parquet

ODD = {
    "binary": lambda n: pa.array([b"\xff\x00"] * n, pa.binary()),
    "numbers": lambda n: pa.array([2**63 - 1] * n),
    "unsigned": lambda n: pa.array([2**64 - 1] * n, pa.uint64()),
    "nan": lambda n: pa.array([float("nan")] * n),
    "infinity": lambda n: pa.array([float("-inf")] * n),
    "half": lambda n: pa.array([1.5] * n).cast(pa.float16()),
    "decimal": lambda n: pa.array([10**30] * n, pa.decimal128(38, 2)),
    "wide decimal": lambda n: pa.array([10**60] * n, pa.decimal256(76, 0)),
    "days": lambda n: pa.array([2**31 - 1] * n, pa.int32()).cast(pa.date32()),
    "long ago": lambda n: pa.array([-(2**31)] * n, pa.int32()).cast(pa.date32()),
    "milliseconds": lambda n: pa.array([2**62] * n).cast(pa.timestamp("ms")),
    "zone": lambda n: pa.array([0] * n).cast(pa.timestamp("us", "Asia/Kathmandu")),
    "no zone": lambda n: pa.array([0] * n).cast(pa.timestamp("us", "No/Where")),
    "nanoseconds": lambda n: pa.array([-(2**63)] * n).cast(pa.timestamp("ns")),
    "time": lambda n: pa.array([0] * n, pa.int32()).cast(pa.time32("s")),
    "length": lambda n: pa.array([1] * n).cast(pa.duration("s")),
    "list": lambda n: pa.array([["a"]] * n),
    "struct": lambda n: pa.array([{"a": 1}] * n),
    "map": lambda n: pa.array([[("a", 1)]] * n, pa.map_(pa.string(), pa.int64())),
    "codes": lambda n: pa.array([5] * n).dictionary_encode(),
    "shared": lambda n: pa.array([CANARY] * n).dictionary_encode(),
    "nothing": pa.nulls,
    "no text": lambda n: pa.array([None] * n, pa.string()),
    "large text": lambda n: pa.array([CANARY] * n, pa.large_string()),
    "view": lambda n: pa.array([CANARY] * n, pa.string_view()),
    "fixed": lambda n: pa.array([b"ab"] * n, pa.binary(2)),
    "truth": lambda n: pa.array([True] * n),
    "broken text": lambda n: pa.array([b"\xff\xfe"] * n, pa.binary()).view(pa.string()),
}


@st.composite
def columns(draw, content):
    """Change types, values and names of columns, their order and number, and what the file says of itself."""
    table = pq.read_table(io.BytesIO(content))
    for _ in range(draw(few)):
        table = draw(st.sampled_from(ON_COLUMNS))(draw, table)
    about = draw(
        st.sampled_from((None, None, None, {b"pandas": b"{"}, {b"ARROW:schema": b"x"}, {b"\xff": b"\xff"}))
    )
    target = io.BytesIO()
    try:
        pq.write_table(
            table.replace_schema_metadata(about), target, row_group_size=draw(st.sampled_from((1, 9999)))
        )
    except (pa.ArrowException, ValueError):  # no such file can be written
        return draw(spoilt(content))
    return target.getvalue()


def _rebuilt(table, change):
    arrays, names = change(list(table.columns), list(table.column_names))
    return pa.Table.from_arrays(arrays, names=names)


def _odd_column(draw, table):
    kind, at = draw(st.sampled_from(sorted(ODD))), draw(st.integers(0, max(table.num_columns - 1, 0)))
    made = ODD[kind](table.num_rows)
    return _rebuilt(table, lambda each, names: ([*each[:at], made, *each[at + 1 :]][: len(names)], names))


def _named_column(draw, table):
    at, name = (
        draw(st.integers(0, max(table.num_columns - 1, 0))),
        draw(st.text(max_size=3) | st.just("surname")),
    )
    other = draw(st.sampled_from(table.column_names)) if table.num_columns else name
    name = draw(st.sampled_from((name, other))).encode("utf-8", "replace").decode()
    return _rebuilt(table, lambda each, names: (each, [name if n == at else x for n, x in enumerate(names)]))


def _some_columns(draw, table):
    kept = (
        draw(st.lists(st.integers(0, max(table.num_columns - 1, 0)), max_size=6)) if table.num_columns else []
    )
    return _rebuilt(table, lambda each, names: ([each[n] for n in kept], [names[n] for n in kept]))


def _some_rows(draw, table):
    return draw(st.sampled_from((table.slice(0, 0), table.slice(1), pa.concat_tables([table, table]))))


def _a_value(draw, table):
    texts = [n for n, kind in enumerate(table.schema.types) if pa.types.is_string(kind) and table.num_rows]
    if not texts:
        return table
    at, row = pick(draw, texts), draw(st.integers(0, table.num_rows - 1))
    cell = draw(values | st.just(CANARY)).encode("utf-8", "replace").decode()
    with suppress(UnicodeDecodeError):
        made = [cell if n == row else each for n, each in enumerate(table.column(at).to_pylist())]
        return _rebuilt(
            table, lambda each, names: ([*each[:at], pa.array(made, pa.string()), *each[at + 1 :]], names)
        )
    return table  # of broken text


ON_COLUMNS = [
    _odd_column,
    _odd_column,
    _odd_column,
    _named_column,
    _some_columns,
    _some_rows,
    _a_value,
    _a_value,
]


# Rows of a database


@st.composite
def database(draw, content):
    """Change values, columns and tables of a SQLite file."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        table = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        found = base.execute(f"SELECT * FROM {table}")  # noqa: S608  a name of our own
        names, rows = [each[0] for each in found.description], found.fetchall()
        at, name = draw(st.integers(0, len(rows) - 1)), draw(st.sampled_from(names))
        value = rows[at][names.index(name)]
        text = (
            tree(value.encode()).map(lambda made: made.decode("utf-8", "replace"))
            if _is_tree(value)
            else values
        )
        other = st.one_of(text, text, st.sampled_from((None, b"\xff", -1, 1.5, 2**62, "")))
        made = draw(other)
        made = made.encode("utf-8", "replace").decode() if isinstance(made, str) else made
        step = draw(st.sampled_from((*[f"UPDATE {table} SET {name} = ?"] * 8, *_odd_steps(table, name))))  # noqa: S608
        try:
            base.execute(step, (made,) if "?" in step else ())
            base.commit()
        except sqlite3.Error:  # a key cannot be dropped or stand there twice
            return draw(spoilt(content))
        return base.serialize()


def _is_tree(value):
    return isinstance(value, str) and value[:1] in ("{", "[")


def _odd_steps(table, name):
    return [
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} DROP COLUMN {name}",
        f"ALTER TABLE {table} ADD COLUMN other TEXT",
        f"ALTER TABLE {table} RENAME COLUMN {name} TO other",
        f"ALTER TABLE {table} RENAME TO other",
        f"DELETE FROM {table}",  # noqa: S608
    ]


# What is packed in a zip


@st.composite
def parts(draw, content):
    """Change one file inside, or take it out, double it, name it otherwise, or mark it as a secret."""
    files = list(unpacked(content).items())
    at = draw(st.integers(0, len(files) - 1))
    name, inner = files[at]
    match draw(st.integers(0, 8)):
        case 0:
            del files[at]
        case 1:
            files.append((name, draw(spoilt(inner))))
        case 2:
            files[at] = (
                draw(st.sampled_from((name.upper(), f"../{name}", f"/{name}", "a", name + "\0", "é"))),
                inner,
            )
        case 3:
            files[at] = (name, b"")
        case _:
            files[at] = (
                name,
                draw(spoilt(inner) | (tags(inner) if inner[:1] == b"<" else _inside(name, inner))),
            )
    made = packed(files)
    if draw(st.integers(0, 9)) == 9:
        made = made.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")  # a secret
    return made


def _inside(name, inner):
    return cells(inner) if name.endswith(".csv") else spoilt(inner)
