"""Records how PyTorch trains a small network under its schedulers: loss, rate and momentum of each step, outcome of each round.

    python3 core/recorders/trace.py digits > training_trace.json
    python3 core/recorders/trace.py names --data train/data/names.txt > names_trace.json
    python3 core/recorders/trace.py names --data train/data/names.txt --optimizer SGD > names_sgd_trace.json
    python3 core/recorders/trace.py digits --check training_trace.json     prints how far a training here departs from the file

Split, order and initial weights come from a seed. They and the rates are equal to the last bit on every machine. The losses are
equal only on the same kind of processor, because the order in which PyTorch sums depends on it. Elsewhere a training departs
from the files: float64 losses by up to 8e-15 (relative), float32 losses by up to 4e-6 on an AMD processor without AVX-512.
"""
import argparse
import json
import math
import sys
from pathlib import Path

import numpy
import torch
from torch.optim import lr_scheduler

import recorder

BATCHES, BATCH = 45, 32
# Rounds of a training under each optimizer.
ROUNDS = {"AdamW": 20, "SGD": 10}


def digits(_, rounds):
    """scikit-learn's digits: 1,440 images train, 357 validate."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    rng = numpy.random.default_rng(1)
    split = rng.permutation(len(labels))
    val, train = split[:-1440], split[-1440:]
    order = [rng.permutation(1440) for _ in range(rounds)]
    inputs = {"seed": 1, "train": train.tolist(), "val": val.tolist(), "order": [o.tolist() for o in order]}
    return inputs, rng, pixels / 16, labels, train, val


def names(path, rounds):
    """A letter of a name from the three before it: 14,400 samples train, the next 1,440, from a new name on, validate."""
    samples, starts = [], []
    for name in path.read_text().split():
        letters = [0, 0, 0, *(ord(c) - 96 for c in name), 0]
        starts.append(len(samples))
        samples += [(letters[i : i + 3], letters[i + 3]) for i in range(len(letters) - 3)]
    begin = next(s for s in starts if s >= 14400)
    rng = numpy.random.default_rng(1)
    order = [rng.permutation(14400) for _ in range(rounds * BATCHES * BATCH // 14400)]
    one_hot = numpy.eye(27)[[before for before, _ in samples]].reshape(len(samples), 81)
    inputs = {"task": "names", "seed": 1, "order": [o.tolist() for o in order]}
    labels = numpy.array([letter for _, letter in samples])
    return inputs, rng, one_hot, labels, numpy.arange(14400), numpy.arange(begin, begin + 1440)


def sgd(momentum, nesterov=False, weight_decay=0.0):
    return {"momentum": momentum, "nesterov": nesterov, "weight_decay": weight_decay}


TASKS = {"digits": digits, "names": names}

# The runs of a task under an optimizer: base rate, the unit in which the scheduler is stepped, the scheduler, and the arguments of
# SGD. `n` is the number of steps.
RUNS = {
    ("digits", "AdamW"): {
        "exponential": (0.001, "round", lambda o, n: lr_scheduler.ExponentialLR(o, 0.9)),
        "cosine": (0.001, "round", lambda o, n: lr_scheduler.CosineAnnealingLR(o, 20, 0.0)),
        "plateau": (0.001, "val_accuracy", lambda o, n: lr_scheduler.ReduceLROnPlateau(o, "max", 0.1, 2)),
        "one_cycle": (0.001, "batch", lambda o, n: lr_scheduler.OneCycleLR(o, 0.01, n)),
    },
    ("names", "AdamW"): {
        "constant": (0.01, "round", lambda o, n: lr_scheduler.ConstantLR(o, 1.0)),
        "exponential": (0.02, "round", lambda o, n: lr_scheduler.ExponentialLR(o, 0.9)),
        "cosine": (0.02, "round", lambda o, n: lr_scheduler.CosineAnnealingLR(o, 20)),
        "plateau": (0.03, "val_loss", lambda o, n: lr_scheduler.ReduceLROnPlateau(o, "min", 0.3, 1)),
        "one_cycle": (0.03, "batch", lambda o, n: lr_scheduler.OneCycleLR(o, 0.03, n)),
        "linear": (0.02, "batch", lambda o, n: lr_scheduler.LinearLR(o, 1.0, 0.0, n)),
        "step": (0.02, "round", lambda o, n: lr_scheduler.StepLR(o, 8, 0.3)),
    },
    ("names", "SGD"): {
        "constant": (0.1, "round", lambda o, n: lr_scheduler.ConstantLR(o, 1.0), sgd(0.9)),
        "cosine": (1.0, "round", lambda o, n: lr_scheduler.CosineAnnealingLR(o, 20), sgd(0.0)),
        "exponential": (0.2, "round", lambda o, n: lr_scheduler.ExponentialLR(o, 0.9), sgd(0.9, nesterov=True)),
        "plateau": (0.2, "val_loss", lambda o, n: lr_scheduler.ReduceLROnPlateau(o, "min", 0.3, 1), sgd(0.8, weight_decay=0.01)),
        "one_cycle": (0.3, "batch", lambda o, n: lr_scheduler.OneCycleLR(o, 0.3, n), sgd(0.9)),
        "linear": (0.2, "batch", lambda o, n: lr_scheduler.LinearLR(o, 1.0, 0.0, n), sgd(0.9, True, 0.001)),
        "step": (0.5, "round", lambda o, n: lr_scheduler.StepLR(o, 8, 0.3), sgd(0.0, weight_decay=0.001)),
    },
}


def initial(rng, n_in, n_hidden, n_out):
    """Weights and biases, uniform within the root of the inputs' reciprocal, as torch's own layers have them."""
    drawn = {}
    for layer, (fan, units) in enumerate(((n_in, n_hidden), (n_hidden, n_out)), 1):
        bound = 1 / math.sqrt(fan)
        drawn[f"w{layer}"] = rng.uniform(-bound, bound, (units, fan)).astype("float32").tolist()
        drawn[f"b{layer}"] = rng.uniform(-bound, bound, units).astype("float32").tolist()
    return drawn


def train(weights, order, data, steps, kind, rate, by, scheduler_of, sgd=None):
    """One training; returns its columns."""
    samples, labels, train_at, val_at = data
    x, y = torch.tensor(samples, dtype=kind), torch.tensor(labels)
    parameters = [torch.nn.Parameter(torch.tensor(weights[key], dtype=kind)) for key in ("w1", "b1", "w2", "b2")]
    if sgd:
        optimizer, momentum = torch.optim.SGD(parameters, lr=rate, **sgd), "momentum"
    else:
        optimizer, momentum = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01), "beta1"
    scheduler = scheduler_of(optimizer, steps)
    columns = {key: [] for key in ("loss", "lr", momentum, "val_loss", "val_accuracy")}

    def logits(rows):
        w1, b1, w2, b2 = parameters
        hidden = torch.nn.functional.linear(x[rows], w1, b1).relu()
        return torch.nn.functional.linear(hidden, w2, b2)

    batches = numpy.concatenate([train_at[o] for o in order]).reshape(-1, BATCH)
    for step, rows in enumerate(batches[:steps]):
        loss = torch.nn.functional.cross_entropy(logits(rows), y[rows])
        optimizer.zero_grad()
        loss.backward()
        group = optimizer.param_groups[0]
        columns["loss"].append(loss.item())
        columns["lr"].append(group["lr"])
        columns[momentum].append(group["momentum"] if sgd else group["betas"][0])
        optimizer.step()
        if by == "batch":
            scheduler.step()
        if step % BATCHES == BATCHES - 1:
            with torch.no_grad():
                out = logits(val_at)
            columns["val_loss"].append(torch.nn.functional.cross_entropy(out, y[val_at]).item())
            columns["val_accuracy"].append((out.argmax(1) == y[val_at]).sum().item() / len(val_at))
            if by == "round":
                scheduler.step()
            elif by != "batch":
                scheduler.step(columns[by][-1])
    return columns


def record(task, optimizer, path):
    runs, rounds = RUNS[task, optimizer], ROUNDS[optimizer]
    inputs, rng, *data = TASKS[task](path, rounds)
    weights = initial(rng, data[0].shape[1], 32, int(data[1].max()) + 1)
    trace = {"torch": torch.__version__} | inputs | weights
    if task == "names":
        trace["settings"] = {name: rate for name, (rate, *_) in runs.items()}
    if optimizer == "SGD":
        trace["sgd"] = {name: arguments for name, (*_, arguments) in runs.items()}
    trace["runs"] = {
        name: {
            kind: train(weights, inputs["order"], data, rounds * BATCHES, getattr(torch, kind), *run)
            for kind in ("float64", "float32")
        }
        for name, run in runs.items()
    }
    return trace


def departure(ours, theirs):
    """The largest relative difference of two columns."""
    return max(abs(a - b) / max(abs(b), 1e-300) for a, b in zip(ours, theirs, strict=True))


def compared(trace, file):
    """Prints how far the runs depart from a file's. Returns whether that is what another processor explains."""
    fixed = {key: value for key, value in file.items() if key not in ("torch", "runs")}
    if found := recorder.difference({key: trace.get(key) for key in fixed}, fixed, "trace"):
        print(found[:300])
        return False
    print("seed, split, order, initial weights and settings: every value equal")
    held = True
    for name, kinds in file["runs"].items():
        for kind, theirs in kinds.items():
            ours = trace["runs"][name][kind]
            rates = max(departure(ours[key], theirs[key]) for key in ("lr", "beta1", "momentum") if key in theirs)
            early, whole = departure(ours["loss"][:100], theirs["loss"][:100]), departure(ours["loss"], theirs["loss"])
            last = departure(ours["val_loss"][-1:], theirs["val_loss"][-1:])
            fine = rates == 0 and (whole < 1e-9 if kind == "float64" else early < 1e-5 and last < 2e-3)
            same = sum(a == b for a, b in zip(ours["loss"], theirs["loss"]))
            print(f"{name} {kind}: rates {'equal' if rates == 0 else f'{rates:.1e} apart'}, {same} of {len(theirs['loss'])} losses equal; "
                  f"losses depart by {early:.1e} in 100 steps, {whole:.1e} in all, the last validation loss by {last:.1e}"
                  f"{'' if fine else '  TOO FAR'}")
            held &= fine
    return held


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--data", type=Path, metavar="FILE", help="the names, one a line")
    parser.add_argument("--optimizer", choices=ROUNDS, default="AdamW")
    parser.add_argument("--check", type=Path, metavar="FILE", help="compares with a recorded trace")
    options = parser.parse_args()
    if options.task == "names" and not options.data:
        parser.error("the names task needs --data")
    if (options.task, options.optimizer) not in RUNS:
        parser.error(f"no runs of the {options.task} task under {options.optimizer}")
    torch.set_num_threads(1)
    trace = record(options.task, options.optimizer, options.data)
    if options.check:
        return 0 if compared(trace, json.loads(options.check.read_text())) else 1
    sys.stdout.write(recorder.compact(trace))
    return 0


if __name__ == "__main__":
    sys.exit(main())
