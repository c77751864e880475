"""Records how PyTorch's schedulers treat parameters at the edge: which they reject, and which they accept without a complaint.

    python3 core/recorders/invalid.py > invalid_params.json
    python3 core/recorders/invalid.py --check invalid_params.json    prints the first difference
    python3 core/recorders/invalid.py StepLR                         the rows of one class

The rows are in `classes/`, in the list INVALID of each class.
"""
import argparse
import json
import sys
from pathlib import Path

import recorder

# The order of the recorded file. A class that is not named here follows by name.
ORDER = ["ExponentialLR", "CosineAnnealingLR", "ReduceLROnPlateau", "OneCycleLR", "StepLR", "MultiStepLR", "ConstantLR", "LinearLR",
         "PolynomialLR", "CyclicLR", "CosineAnnealingWarmRestarts", "SequentialLR", "ChainedScheduler"]


def verdict(error):
    if error is None:
        return "accepted"
    if error["k"] > 0:
        return f"crashes at step {error['k']}"
    return f"{'rejected' if error['type'] in ('ValueError', 'TypeError') else 'crashes'} at construction"


def row(family, case):
    lr, _, _, error = recorder.run(family, case)
    entry = {"family": family, "optimizer": case.optimizer, "opt_lr": repr(case.lr), "params": recorder.text(case.params),
             "verdict": verdict(error), "error": error} | recorder.both("lr", lr) | {"note": case.note or ""}
    if not isinstance(case.steps, int):
        entry[f"{recorder.load(family).ARGUMENT}_dec"] = recorder.text(case.steps)
    return entry


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("classes", nargs="*", metavar="CLASS", help="none means all")
    parser.add_argument("--check", type=Path, metavar="FILE", help="compares the rows of these classes with a file")
    options = parser.parse_args()

    chosen = options.classes or ORDER + [name for name in recorder.names() if name not in ORDER]
    rows = [row(name, case) for name in chosen for case in recorder.load(name).INVALID]
    if not options.check:
        sys.stdout.write(recorder.document(recorder.header("invalid", "*"), "rows", rows))
        return 0
    theirs = [r for r in json.loads(options.check.read_text())["rows"] if r["family"] in chosen]
    if found := recorder.difference(rows, theirs, "rows"):
        print(found)
        return 1
    print(f"{len(rows)} rows, every value equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
