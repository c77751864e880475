"""Records what PyTorch's schedulers return, or compares it with a file.

    python3 core/recorders/record.py StepLR > StepLR.json
    python3 core/recorders/record.py StepLR LinearLR --into FOLDER
    python3 core/recorders/record.py --into FOLDER               every class of `classes/`
    python3 core/recorders/record.py StepLR --check StepLR.json  prints the first difference; a folder is possible as well
    python3 core/recorders/record.py --again FILE [--check]      the cases that FILE lists, recorded once more

The file's header (versions of torch, Python, libc) is not compared.
"""
import argparse
import json
import sys
from pathlib import Path

import recorder


def recorded(name):
    """The entries of a class, as its file in `classes/` lists them."""
    module = recorder.load(name)
    return [recorder.record(module, f"{module.PREFIX}-{i:02}", case) for i, case in enumerate(module.CASES)]


def asked(config, argument):
    """The case that an entry of a vector file describes."""
    steps = config["steps"]
    if f"{argument}_dec" in config:
        steps = [float(v) for v in config[f"{argument}_dec"]]
    return recorder.Case(float(config["opt_lr"]), steps, recorder.read(config["params"]), config["optimizer"], config.get("note"))


def again(file):
    """The entries that a vector file asks for."""
    module = recorder.load(file["family"])
    return [recorder.record(module, config["id"], asked(config, module.ARGUMENT)) for config in file["configs"]]


def compared(name, entries, file):
    """Prints the first difference between the entries and a file. Returns whether they are equal."""
    theirs = file["configs"]
    for ours, config in zip(entries, theirs):
        if found := recorder.difference(ours, config, f"{name} {ours['id']}"):
            print(found)
            return False
    if len(entries) != len(theirs):
        print(f"{name}: recorded now are {len(entries)} configurations, in the file {len(theirs)}")
        return False
    print(f"{name}: {len(entries)} configurations, every value equal")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("classes", nargs="*", metavar="CLASS", help=f"one of {', '.join(recorder.names())}; none means all")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="writes CLASS.json there")
    parser.add_argument("--again", type=Path, metavar="FILE", help="records the cases of a vector file")
    parser.add_argument("--check", type=Path, nargs="?", const=True, metavar="FILE", help="compares with a file, or a folder's CLASS.json")
    options = parser.parse_args()

    if options.again:
        file = json.loads(options.again.read_text())
        runs = [(file["family"], again(file))]
        if options.check is True:
            options.check = options.again
    else:
        runs = [(name, recorded(name)) for name in options.classes or recorder.names()]
    if options.check is True or not (options.check or options.into) and len(runs) > 1:
        parser.error("with several classes, or nothing to compare with, name a file or a folder")

    equal = True
    for name, entries in runs:
        if options.check:
            path = options.check / f"{name}.json" if options.check.is_dir() else options.check
            equal &= compared(name, entries, json.loads(path.read_text()))
            continue
        text = recorder.document(recorder.header("public", name), "configs", entries)
        if options.into:
            options.into.mkdir(parents=True, exist_ok=True)
            (options.into / f"{name}.json").write_text(text)
        else:
            sys.stdout.write(text)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
