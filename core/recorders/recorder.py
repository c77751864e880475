"""The parts that the recorders share: a case, the run of a case by a class of PyTorch, and the notation of its values."""
import importlib.util
import json
import platform
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch

CLASSES = Path(__file__).parent / "classes"
# These parameters are words. Any other text in a file's parameters is a float.
WORDS = {"mode", "threshold_mode", "anneal_strategy", "kind", "family"}
# From this many steps on, only every 97th value is kept.
LONG, EVERY = 10_000, 97


@dataclass
class Case:
    """A scheduler's arguments, its optimizer, and the calls of `step`: how many there are, or their arguments."""

    lr: float
    steps: int | list
    params: dict
    optimizer: str = "SGD"
    note: str | None = None

    def arguments(self):
        return [()] * self.steps if isinstance(self.steps, int) else [(a,) for a in self.steps]


def case(lr, steps, /, *, optimizer="SGD", note=None, **params):
    """A case as a file of `classes/` writes it. Order matters: the parameters are recorded in the order given."""
    return Case(lr, steps, params, optimizer, note)


def part(family, **params):
    """A scheduler inside another one."""
    return {"family": family, "params": params}


def names():
    return sorted(path.stem for path in CLASSES.glob("*.py"))


def load(name):
    """The file of a class. Names that it does not set have these values."""
    spec = importlib.util.spec_from_file_location(name, CLASSES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    defaults = {"PREFIX": name, "CASES": [], "INVALID": [], "MOMENTUM": False, "ARGUMENT": None, "STATE": []}
    for key, value in defaults.items():
        if not hasattr(module, key):
            setattr(module, key, value)
    return module


def optimizer_of(case):
    # A weight of 64 bits takes every rate; one of 32 bits refuses those above 3.4e38.
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    weight.grad = torch.zeros_like(weight)
    if case.optimizer == "AdamW":
        return torch.optim.AdamW([weight], lr=case.lr, betas=(0.9, 0.999))
    return torch.optim.SGD([weight], lr=case.lr, momentum={"SGD": 0.9, "SGD0": 0.0}[case.optimizer])


def multiplier(rule):
    """The function that a lambda's rule stands for."""
    return {
        "const": lambda k: rule["c"],
        "inv_linear": lambda k: 1 / (1 + rule["a"] * k),
        "linear": lambda k: max(0.0, 1 - k / rule["n"]),
        "table": lambda k: rule["t"][k % len(rule["t"])],
        "steps": lambda k: product(rule["c"], k // rule["n"]),
    }[rule["kind"]]


def product(factor, times):
    value = 1.0
    for _ in range(times):
        value *= factor
    return value


def build(family, optimizer, params):
    given = dict(params)
    if "schedulers" in given:
        given["schedulers"] = [build(p["family"], optimizer, p["params"]) for p in given["schedulers"]]
    if "lambda" in given:
        given["lr_lambda"] = multiplier(given.pop("lambda"))
    return getattr(torch.optim.lr_scheduler, family)(optimizer=optimizer, **given)


def run(family, case, state=()):
    """Steps the real class. Returns the rates, the momenta, the columns of its state, and the error that ended it."""
    lr, momentum, columns, error = [], [], {name: [] for name in state}, None

    def keep():
        group = optimizer.param_groups[0]
        lr.append(float(group["lr"]))
        momentum.append(float(group["betas"][0] if "betas" in group else group["momentum"]))
        for name in state:
            columns[name].append(getattr(scheduler, name))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        k = 0
        try:
            optimizer = optimizer_of(case)
            scheduler = build(family, optimizer, case.params)
            keep()
            for k, argument in enumerate(case.arguments(), 1):
                optimizer.step()
                scheduler.step(*argument)
                keep()
        except Exception as raised:  # Any exception of torch is recorded.
            error = {"k": k, "type": type(raised).__name__, "message": str(raised)}
    return lr, momentum, columns, error


def text(value):
    """Converts floats to text, the shortest that reads back. Leaves anything else as it is."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {key: text(v) for key, v in value.items()}
    return [text(v) for v in value] if isinstance(value, list) else value


def read(value, key=None):
    """The inverse of `text` for parameters."""
    if isinstance(value, str) and key not in WORDS:
        return float(value)
    if isinstance(value, dict):
        return {k: read(v, k) for k, v in value.items()}
    return [read(v, key) for v in value] if isinstance(value, list) else value


def both(name, values):
    return {f"{name}_dec": [repr(v) for v in values], f"{name}_hex": [v.hex() for v in values]}


def record(module, identity, case):
    """One configuration as the vector files hold it."""
    lr, momentum, columns, error = run(module.__name__, case, module.STATE)
    calls = case.steps if isinstance(case.steps, int) else len(case.steps)
    last = len(lr) - 1
    kept = sorted({*range(0, last + 1, EVERY), last}) if calls >= LONG else range(last + 1)
    entry = {"id": identity}
    if case.note:
        entry["note"] = case.note
    entry |= {"optimizer": case.optimizer, "opt_lr": repr(case.lr), "opt_lr_hex": case.lr.hex()}
    entry["params"] = text(case.params)
    floats = {key: v.hex() for key, v in case.params.items() if isinstance(v, float)}
    if floats:
        entry["params_hex"] = floats
    entry["steps"] = calls
    if calls >= LONG:
        entry["k"] = kept
    entry |= both("lr", [lr[k] for k in kept])
    if module.MOMENTUM and case.params.get("cycle_momentum", True):
        entry["momentum_kind"] = "beta1" if case.optimizer == "AdamW" else "momentum"
        entry |= both("momentum", [momentum[k] for k in kept])
    if not isinstance(case.steps, int):
        entry |= both(module.ARGUMENT, case.steps)
    for name, values in columns.items():
        values = [values[k] for k in kept]
        exact = all(isinstance(v, int) for v in values)
        entry[name if exact else f"{name}_dec"] = values if exact else [repr(float(v)) for v in values]
    entry["error"] = error
    return entry


def header(kind, family):
    return {"format": 1, "set": kind, "family": family, "torch": torch.__version__, "python": platform.python_version(),
            "libc": " ".join(platform.libc_ver()), "arch": platform.machine()}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def document(head, key, entries):
    """A vector file's text: the header, then one entry a line."""
    return f'{compact(head)[:-1]},"{key}":[\n' + ",\n".join(map(compact, entries)) + "\n]}\n"


def difference(ours, theirs, at=""):
    """The first difference between two recorded values, in words, or None if they are equal."""
    if type(ours) is type(theirs) and isinstance(ours, (dict, list)):
        if isinstance(ours, dict):
            if list(ours) != list(theirs):
                return f"{at}: recorded now are the keys {list(ours)}, in the file {list(theirs)}"
            pairs = [(f"{at}.{key}", ours[key], theirs[key]) for key in ours]
        else:
            pairs = [(f"{at}[{i}]", a, b) for i, (a, b) in enumerate(zip(ours, theirs))]
        found = next((d for name, a, b in pairs if (d := difference(a, b, name))), None)
        if found or len(ours) == len(theirs):
            return found
        return f"{at}: recorded now are {len(ours)} entries, in the file {len(theirs)}"
    return None if ours == theirs and type(ours) is type(theirs) else f"{at}: PyTorch returns {ours!r}, the file has {theirs!r}"
