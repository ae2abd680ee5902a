"""Makes tests/TorchSharp.Tests/Golden/operators.safetensors: what PyTorch computes for many operators, with gradients.

    /usr/bin/python3 tests/reference/torchsharp_golden.py

For a case NAME the file holds its result(s) as NAME, NAME.1, … and, where it has gradients, NAME/grad/INPUT: those of
the sum of the results weighted with 1, 2, 3, … over their elements. The inputs are there as in/INPUT.
"""
import os
import sys

import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import safetensors_io

torch.set_num_threads(1)


def inputs():
    g = torch.Generator().manual_seed(20)
    normal = lambda *size: torch.randn(*size, generator=g)
    x, y = normal(4, 6), normal(4, 6)
    return {
        "x": x, "y": y, "p": normal(4, 6).abs() + 0.5, "u": torch.rand(4, 6, generator=g) * 1.6 - 0.8,
        "w": normal(6, 5), "b": normal(5), "row": normal(6), "col": normal(4, 1),
        "b3": normal(2, 4, 6), "c3": normal(2, 6, 3), "sq": normal(3, 3) + 3 * torch.eye(3),
        "i": torch.randint(0, 6, (4, 6), generator=g), "j": torch.tensor([3, 0, 3, 1]),
        "m": torch.rand(4, 6, generator=g) > 0.5, "n": torch.randint(-9, 9, (4, 6), generator=g), "k": torch.randint(1, 5, (4, 6), generator=g),
    }


UNARY = """abs acosh asinh atan ceil cos cosh deg2rad digamma erf erfc exp exp2 expm1 floor frac lgamma log log10 log1p log2 neg
reciprocal relu round rsqrt sgn sigmoid sign sin sinc sinh sqrt square tan tanh trunc""".split()
BOUNDED = "acos asin atanh erfinv".split()


def cases():
    c = {}
    for name in UNARY:
        c[name] = (["p"], getattr(torch, name))
    for name in BOUNDED:
        c[name] = (["u"], getattr(torch, name))
    c |= {
        "add": (["x", "y"], lambda x, y: x + y), "add_alpha": (["x", "y"], lambda x, y: torch.add(x, y, alpha=0.5)),
        "sub": (["x", "row"], lambda x, r: x - r), "rsub": (["x"], lambda x: 2.5 - x), "mul": (["x", "col"], lambda x, c: x * c),
        "div": (["x", "p"], lambda x, p: x / p), "rdiv": (["p"], lambda p: 3.0 / p), "div_floor": (["x", "p"], lambda x, p: torch.div(x, p, rounding_mode="floor")),
        "div_trunc": (["n", "k"], lambda n, k: torch.div(n, k, rounding_mode="trunc")), "remainder": (["n", "k"], lambda n, k: n % k),
        "fmod": (["x"], lambda x: torch.fmod(x, 0.7)), "pow_scalar": (["p"], lambda p: p ** 2.5), "pow_tensor": (["p", "y"], lambda p, y: p ** y),
        "addcmul": (["x", "y", "p"], lambda x, y, p: torch.addcmul(x, y, p, value=0.3)), "addcdiv": (["x", "y", "p"], lambda x, y, p: torch.addcdiv(x, y, p, value=-0.7)),
        "lerp": (["x", "y", "p"], lambda x, y, p: torch.lerp(x, y, p)), "maximum": (["x", "y"], torch.maximum), "minimum": (["x", "y"], torch.minimum),
        "clamp": (["x"], lambda x: x.clamp(-0.5, 0.8)), "clamp_min": (["x"], lambda x: x.clamp(min=0.1)), "atan2": (["x", "y"], torch.atan2),
        "hypot": (["x", "y"], torch.hypot), "logaddexp": (["x", "y"], torch.logaddexp), "xlogy": (["x", "p"], torch.xlogy), "nan_to_num": (["x"], lambda x: torch.nan_to_num(x / 0.0, 7.0, 8.0, -8.0)),
        "softmax": (["x"], lambda x: x.softmax(-1)), "log_softmax": (["x"], lambda x: x.log_softmax(0)), "silu": (["x"], torch.nn.functional.silu),
        "gelu": (["x"], torch.nn.functional.gelu), "leaky_relu": (["x"], lambda x: torch.nn.functional.leaky_relu(x, 0.2)), "softplus": (["x"], torch.nn.functional.softplus),
        "sum": (["x"], lambda x: x.sum()), "sum_dim": (["x"], lambda x: x.sum(1, keepdim=True)), "sum_dims": (["b3"], lambda b: b.sum((0, 2))), "mean": (["x"], lambda x: x.mean()),
        "mean_dims": (["b3"], lambda b: b.mean((1, 2), keepdim=True)), "var": (["x"], lambda x: x.var(0)), "var_biased": (["x"], lambda x: x.var(1, unbiased=False, keepdim=True)),
        "std": (["x"], lambda x: x.std(1)), "norm": (["x"], lambda x: x.norm()), "norm_dim": (["x"], lambda x: x.norm(p=1, dim=1)), "prod": (["x"], lambda x: x.prod(1)),
        "cumsum": (["x"], lambda x: x.cumsum(1)), "cumprod": (["x"], lambda x: x.cumprod(0)), "logsumexp": (["x"], lambda x: x.logsumexp(1)), "amax": (["x"], lambda x: x.amax((0, 1))),
        "max_dim": (["x"], lambda x: tuple(x.max(1))), "min_dim": (["x"], lambda x: tuple(x.min(0, keepdim=True))), "argmax": (["x"], lambda x: x.argmax(1)), "median": (["x"], lambda x: x.median()),
        "sort": (["x"], lambda x: tuple(x.sort(1, descending=True))), "topk": (["x"], lambda x: tuple(x.topk(3, dim=1))), "argsort": (["x"], lambda x: x.argsort(1)), "quantile": (["x"], lambda x: x.quantile(torch.tensor([0.25, 0.5]), dim=1)),
        "unique": (["n"], lambda n: torch.unique(n, return_inverse=True, return_counts=True)), "bincount": (["j"], torch.bincount), "count_nonzero": (["n"], lambda n: n.count_nonzero()),
        "matmul": (["x", "w"], lambda x, w: x @ w), "bmm": (["b3", "c3"], torch.bmm), "baddbmm": (["b3", "c3"], lambda b, c: torch.baddbmm(torch.ones(2, 4, 3), b, c, beta=0.5, alpha=2)),
        "addmm": (["b", "x", "w"], lambda b, x, w: torch.addmm(b, x, w)), "einsum": (["b3", "c3"], lambda b, c: torch.einsum("nij,njk->kni", b, c)), "outer": (["row", "b"], torch.outer),
        "inverse": (["sq"], torch.inverse), "det": (["sq"], torch.det), "tensordot": (["b3", "c3"], lambda b, c: torch.tensordot(b, c, dims=([0, 2], [0, 1]))),
        "eigh": (["sq"], lambda s: torch.linalg.eigvalsh(s @ s.T)), "solve": (["sq"], lambda s: torch.linalg.solve(s, torch.ones(3, 2))),
        "reshape": (["x"], lambda x: x.reshape(3, 8)), "permute": (["b3"], lambda b: b.permute(2, 0, 1)), "transpose": (["x"], lambda x: x.transpose(0, 1).contiguous()), "expand": (["col"], lambda c: c.expand(4, 3)),
        "flip": (["x"], lambda x: x.flip(0, 1)), "roll": (["x"], lambda x: x.roll((1, -2), (0, 1))), "narrow": (["x"], lambda x: x.narrow(1, 2, 3)), "select": (["b3"], lambda b: b.select(1, 2)),
        "unfold": (["x"], lambda x: x.unfold(1, 3, 2)), "squeeze": (["col"], lambda c: c.squeeze(1).unsqueeze(0)), "tril": (["x"], lambda x: x.tril(1)), "triu": (["x"], lambda x: x.triu(-1)), "diag": (["x"], lambda x: x.diagonal()),
        "repeat": (["row"], lambda r: r.repeat(2, 2)), "repeat_interleave": (["x"], lambda x: x.repeat_interleave(2, dim=0)), "rot90": (["x"], lambda x: x.rot90()), "movedim": (["b3"], lambda b: b.movedim(0, 2)),
        "cat": (["x", "y"], lambda x, y: torch.cat([x, y], 1)), "stack": (["x", "y"], lambda x, y: torch.stack([x, y], 1)), "chunk": (["x"], lambda x: x.chunk(2, 1)), "split": (["x"], lambda x: x.split([1, 3], 0)), "unbind": (["b3"], lambda b: b.unbind(0)),
        "gather": (["x", "i"], lambda x, i: x.gather(1, i)), "scatter": (["x", "i", "y"], lambda x, i, y: torch.zeros(4, 6).scatter_add(1, i, y) + x), "index_select": (["x", "j"], lambda x, j: x.index_select(0, j)),
        "index_add": (["x", "j", "y"], lambda x, j, y: x.index_add(0, j, y, alpha=2)), "masked_fill": (["x", "m"], lambda x, m: x.masked_fill(m, -3)), "masked_select": (["x", "m"], lambda x, m: x.masked_select(m)), "where": (["m", "x", "y"], torch.where),
        "nonzero": (["m"], lambda m: m.nonzero()), "take": (["x", "j"], lambda x, j: x.take(j)), "index_slices": (["b3"], lambda b: b[:, 1:4:2, -3:]), "index_ellipsis": (["b3"], lambda b: b[..., 2]), "index_newaxis": (["x"], lambda x: x[:, None, 1:]),
        "index_tensors": (["b3", "j"], lambda b, j: b[:, j]), "index_mask": (["x", "m"], lambda x, m: x[m]), "index_mixed": (["b3", "j"], lambda b, j: b[1, j, 2:5]), "index_pairs": (["x", "j"], lambda x, j: x[j, j + 1]),
        "eq": (["n", "k"], lambda n, k: n == k), "lt": (["x", "y"], lambda x, y: x < y), "ge": (["x"], lambda x: x >= 0.25), "logical": (["m", "x"], lambda m, x: (m & (x > 0)) | ~m), "isfinite": (["x"], lambda x: torch.isfinite(x / 0)),
        "bucketize": (["x"], lambda x: torch.bucketize(x, torch.tensor([-1.0, 0.0, 1.0]))),
        "cdist": (["x", "y"], lambda x, y: torch.cdist(x, y)), "arange": ([], lambda: torch.arange(1, 4, 0.5)), "linspace": ([], lambda: torch.linspace(-1, 2, 7)), "eye": ([], lambda: torch.eye(3, 4)),
        "int_division": (["n", "k"], lambda n, k: n / k), "to_half": (["x"], lambda x: x.half().float()), "to_bfloat16": (["x"], lambda x: x.bfloat16().float()), "to_int": (["x"], lambda x: (x * 10).to(torch.int32)),
    }
    return c


def generated():
    """The same seed draws the same numbers: name → result, drawn in this order from one generator seeded with 77."""
    g = torch.Generator().manual_seed(77)
    return {
        "rand": torch.rand(5, generator=g), "randn": torch.randn(20, generator=g), "randn_odd": torch.randn(7, generator=g), "randint": torch.randint(-3, 1000, (9,), generator=g),
        "randperm": torch.randperm(11, generator=g), "bernoulli": torch.empty(12).bernoulli_(0.3, generator=g), "uniform": torch.empty(6).uniform_(-2, 3, generator=g),
        "normal": torch.empty(18).normal_(1, 2, generator=g), "multinomial": torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 8, True, generator=g),
        "exponential": torch.empty(4).exponential_(2, generator=g), "double": torch.rand(3, generator=g, dtype=torch.float64),
    }


def main():
    given = inputs()
    out = {f"in/{name}": value for name, value in given.items()}
    for name, (names, function) in cases().items():
        arguments = {n: given[n].clone().requires_grad_(given[n].is_floating_point()) for n in names}
        results = function(*arguments.values())
        results = list(results) if isinstance(results, (tuple, list)) else [results]
        total = 0
        for number, result in enumerate(results):
            out[name if number == 0 else f"{name}.{number}"] = result.detach().clone()
            if result.requires_grad:
                total = total + (result * torch.arange(1.0, result.numel() + 1).reshape(result.shape)).sum()
        if isinstance(total, torch.Tensor):
            total.backward()
            for n, argument in arguments.items():
                if argument.grad is not None:
                    out[f"{name}/grad/{n}"] = torch.zeros_like(given[n]) + argument.grad  # a gradient that is zero by rule has no memory
    out |= {f"generator/{name}": value for name, value in generated().items()}
    torch.manual_seed(5)
    out["default_generator"] = torch.randn(10)
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "TorchSharp.Tests", "Golden")
    os.makedirs(folder, exist_ok=True)
    safetensors_io.save(os.path.join(folder, "operators.safetensors"), out)
    print(f"{len(out)} tensors")


if __name__ == "__main__":
    main()
