"""Makes core/proof/oracle/<kind>.txt: exact values of the schedules, to measure the crate's errors against.

    python3 core/proof/oracle/oracle.py                    every kind (needs mpmath 1.3.0)
    python3 core/proof/oracle/oracle.py cosine step        these kinds
    python3 core/proof/oracle/oracle.py --check            writes nothing, names each file that differs from the output

Each kind has one file beside this one, `<kind>.py`. Its first lines say which function it computes. The file has a function
`cases()` that returns or yields every `Case`. Each kind draws its random steps from its own name, so a new kind changes no file.

The lines of a file, beside comments that begin with `#`:

    <kind> <types> <parameter>...          opens a case; a float parameter is the bits of an f64, in hexadecimal
    <step> <digits> <power> ...            a point: the rate is digits * 2**power; a second pair is the momentum

The parameters are taken exactly as given: factors and shares are f64 for f32 rates too. A case of the types `both` has rates
that an f32 can hold, so its values serve for both types; a case of the type `f64` has rates that only an f64 can hold.
A value has 80 binary digits, rounded to nearest. Powers beyond those of any float are limited to -30000 or 30000.
"""
import argparse
import importlib
import platform
import random
import sys
from pathlib import Path

import mpmath
from mpmath import mp

import exact

HERE = Path(__file__).parent
NO_KIND = {"oracle", "exact", "tables"}


def kinds():
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_KIND)


def text(kind):
    """The file of a kind."""
    module = importlib.import_module(kind)
    random.seed(kind)
    lines = [
        f"# Exact values of `{kind}`. core/proof/oracle/oracle.py makes this file and says what its lines mean; do not edit it.",
        f"# mpmath {mpmath.__version__} with {mp.dps} digits, Python {platform.python_version()}",
    ]
    for case in module.cases():
        lines.append(" ".join([kind, case.types, *map(exact.word, case.parameters)]))
        lines += [" ".join([str(step), *map(exact.digits, values)]) for step, *values in case.points]
    if hasattr(module, "remark"):
        lines.append(f"# {module.remark()}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"one of {', '.join(kinds())}; none means all")
    parser.add_argument("--check", action="store_true", help="compares instead of writing")
    options = parser.parse_args()

    stale = 0
    for kind in options.kinds or kinds():
        path, made = HERE / f"{kind}.txt", text(kind)
        if not options.check:
            path.write_text(made)
        elif not path.exists() or body(path.read_text()) != body(made):
            print(f"{path.name} is not what {kind}.py makes")
            stale += 1
    return 1 if stale else 0


def body(made):
    """The part of a file that is compared: all but its first two lines. The second line has the versions."""
    return made.split("\n")[2:]


if __name__ == "__main__":
    sys.exit(main())
