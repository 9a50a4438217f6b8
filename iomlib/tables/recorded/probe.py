"""Opens an old Excel file (.xls) in a process of its own first: one made by hand ends the process that opens it.

Calamine makes room for the whole rectangle between the first cell and the last, up to 137 GB, before it can be asked.
"""

import subprocess
import sys
from pathlib import Path

_SECONDS, _BYTES = 60, 4 << 30
_OPEN = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:  # Windows refuses what there is no room for
    pass
import python_calamine
try:
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except python_calamine.CalamineError:
    pass  # whoever reads it says so
"""


def opens(path: Path) -> bool:
    """Say whether a workbook can be opened: in a minute, in 4 GB, without an end of the process.

    Examples
    --------
    >>> opens(Path("params/areas.csv"))  # no workbook, which calamine says itself
    True
    """
    command = [sys.executable, "-P", "-c", _OPEN, str(path.resolve()), str(_BYTES)]
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
