"""Solves small linear classification problems by accelerated proximal gradient descent, to check the ML.NET trainers' optima.

    /usr/bin/python3 tests/reference/maxent_reference.py            into tests/Microsoft.ML.Tests/Trainers/Golden/maxent.json
    /usr/bin/python3 tests/reference/maxent_reference.py --check    compares new values with those there

Everything is float64, with gradients by autograd, and runs until a step no longer moves: nothing is shared with quasi-Newton or dual methods but
the objectives. In both, `weight` is an example's weight, s = W x + b its scores and y its label.

    lbfgs   (sum weight * -log softmax(s)[y] + l2/2 |W|^2) / sum weight + l1 |W|_1 / count; biases free; W >= 0 where non-negative
    sdca    sum weight * sum over c != y of log(1 + exp(s_c - s_y)) / count + l2 (|W|^2 + |b|^2) / 2 + l2 threshold (|W|_1 + |b|_1)
"""
import argparse
import json
import os
import sys

import numpy
import torch

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Microsoft.ML.Tests", "Trainers", "Golden", "maxent.json")
ROWS, FEATURES, CLASSES = 90, 5, 3
TOLERANCE = 1e-7

LBFGS_CASES = [
    dict(name="l2", l1=0.0, l2=1.0, weighted=False, non_negative=False),
    dict(name="default", l1=1.0, l2=1.0, weighted=False, non_negative=False),
    dict(name="strong l1", l1=8.0, l2=0.5, weighted=False, non_negative=False),
    dict(name="weighted", l1=1.0, l2=1.0, weighted=True, non_negative=False),
    dict(name="non-negative", l1=1.0, l2=1.0, weighted=False, non_negative=True),
    dict(name="non-negative l2", l1=0.0, l2=1.0, weighted=False, non_negative=True),
]
SDCA_CASES = [
    dict(name="l2", l2=0.02, threshold=0.0, weighted=False),
    dict(name="l1", l2=0.02, threshold=0.5, weighted=False),
    dict(name="weighted", l2=0.02, threshold=0.0, weighted=True),
]


def make_data():
    """Overlapping classes; a feature far from zero, one on another scale, and one that is mostly zero."""
    random = numpy.random.RandomState(20)
    labels = numpy.arange(ROWS) % CLASSES
    centres = random.randn(CLASSES, FEATURES)
    x = centres[labels] + 1.2 * random.randn(ROWS, FEATURES)
    x[:, 1] += 5
    x[:, 2] *= 0.1
    x[:, 3] *= random.rand(ROWS) < 0.2
    weights = 0.5 + 4 * random.rand(ROWS)
    return x.round(3), labels, weights.round(3)


def minimise(smooth, prox, shape, step=1.0):
    """FISTA with backtracking and restart: x with x = prox(x - step * gradient(x), step)."""
    x = torch.zeros(shape, dtype=torch.float64)
    momentum, t = x.clone(), 1.0
    for _ in range(1_000_000):
        point = momentum.clone().requires_grad_()
        value = smooth(point)
        (gradient,) = torch.autograd.grad(value, point)
        while True:
            moved = prox(momentum - step * gradient, step)
            change = moved - momentum
            if smooth(moved) <= value + (gradient * change).sum() + (change * change).sum() / (2 * step) + 1e-15:
                break
            step /= 2
        if (change.abs().max() / step) < 1e-11:
            return moved
        if (change * (moved - x)).sum() < 0:
            t = 1.0
        t_next = (1 + (1 + 4 * t * t) ** 0.5) / 2
        momentum, x, t = moved + (t - 1) / t_next * (moved - x), moved, t_next
    raise RuntimeError("no convergence")


def soft(values, threshold):
    return values.sign() * (values.abs() - threshold).clamp(min=0)


def solve_lbfgs(x, labels, weights, case):
    rows = torch.arange(len(labels))

    def smooth(p):
        scores = x @ p[:, 1:].T + p[:, 0]
        loss = -(weights * torch.log_softmax(scores, 1)[rows, labels]).sum()
        return (loss + case["l2"] / 2 * (p[:, 1:] ** 2).sum()) / weights.sum()

    def prox(p, step):
        shrunk = step * case["l1"] / len(labels)
        w = (p[:, 1:] - shrunk).clamp(min=0) if case["non_negative"] else soft(p[:, 1:], shrunk)
        return torch.cat([p[:, :1], w], 1)

    p = minimise(smooth, prox, (CLASSES, FEATURES + 1))
    # A constant in all biases changes nothing: the one that sums to zero stands for all.
    p[:, 0] -= p[:, 0].mean()
    value = smooth(p) + case["l1"] / len(labels) * p[:, 1:].abs().sum()
    return p, value, torch.softmax(x @ p[:, 1:].T + p[:, 0], 1)


def solve_sdca(x, labels, weights, case):
    rows = torch.arange(len(labels))

    def smooth(p):
        scores = x @ p[:, 1:].T + p[:, 0]
        others = torch.nn.functional.softplus(scores - scores[rows, labels][:, None])
        others = others.sum(1) - others[rows, labels]
        return (weights * others).sum() / len(labels) + case["l2"] / 2 * (p ** 2).sum()

    def prox(p, step):
        return soft(p, step * case["l2"] * case["threshold"])

    p = minimise(smooth, prox, (CLASSES, FEATURES + 1))
    value = smooth(p) + case["l2"] * case["threshold"] * p.abs().sum()
    return p, value, torch.softmax(x @ p[:, 1:].T + p[:, 0], 1)


def solve_all():
    x, labels, weights = make_data()
    content = dict(features=x.tolist(), labels=labels.tolist(), weights=weights.tolist(), lbfgs=[], sdca=[])
    for kind, cases, solve in [("lbfgs", LBFGS_CASES, solve_lbfgs), ("sdca", SDCA_CASES, solve_sdca)]:
        for case in cases:
            used = torch.tensor(weights) if case["weighted"] else torch.ones(ROWS, dtype=torch.float64)
            p, value, probabilities = solve(torch.tensor(x), torch.tensor(labels), used, case)
            content[kind].append(dict(case, objective=round(float(value), 10), biases=digits(p[:, 0]), coefficients=digits(p[:, 1:]),
                                      probabilities=digits(probabilities)))
    return content


def digits(values):
    return numpy.asarray(values).round(8).tolist()


def differences(a, b, path=""):
    if isinstance(a, dict):
        return [d for key in a for d in differences(a[key], b[key], f"{path}/{key}")]
    if isinstance(a, list):
        return [d for i, (one, other) in enumerate(zip(a, b)) for d in differences(one, other, f"{path}/{i}")]
    same = abs(a - b) <= TOLERANCE if isinstance(a, float) else a == b
    return [] if same else [f"{path}: {a} and {b}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    content = solve_all()
    if arguments.check:
        with open(FILE, encoding="utf-8") as file:
            found = differences(content, json.load(file))
        print("\n".join(found) or "the same")
        return 1 if found else 0
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    with open(FILE, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=None, separators=(",", ":"))
        file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
