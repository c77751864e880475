"""Runs every program of a folder and keeps what each prints: python3 snippets.py FOLDER.

Beside `name.py` comes `name.out`, or `name.error` with what went wrong.
"""

import contextlib
import io
import pathlib
import sys
import traceback
import warnings

warnings.simplefilter("ignore")
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(file.read_text(), file.name, "exec"), {"__name__": "__main__"})
        file.with_suffix(".out").write_text(printed.getvalue())
    except Exception:
        file.with_suffix(".error").write_text(traceback.format_exc())
