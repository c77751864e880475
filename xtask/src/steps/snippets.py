"""Runs every program of a folder and keeps the output of each: python3 snippets.py FOLDER.

The output of `name.py` goes to `name.out`. If the program fails, `name.error` holds the traceback.
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
