"""Writes the golden files that tests/TorchSharp.Tests/NN compares with: what PyTorch itself makes of the same calls.

    /usr/bin/python3 tests/reference/torchsharp_nn_golden.py          into tests/TorchSharp.Tests/NN/Golden
    /usr/bin/python3 tests/reference/torchsharp_nn_golden.py --check  exits with 1 if a file there differs from a new one

A file is a JSON object; a tensor in it is {"shape": [...], "values": [...]}.
"""
import argparse
import json
import math
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "TorchSharp.Tests", "NN", "Golden")


def encode(value):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        values = value.flatten().tolist()
        # The shortest decimals that give the same float32 back.
        if value.dtype == torch.float32:
            values = [float(f"{x:.9g}") if math.isfinite(x) else str(x) for x in values]
        return {"shape": list(value.shape), "values": values}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def gradients(build, inputs, parameters):
    """Output, and the gradients of sum(output · upstream) for a fixed random upstream."""
    output = build()
    upstream = torch.randn(output.shape)
    wanted = [t for t in inputs + parameters if t.is_floating_point() and t.requires_grad]
    found = torch.autograd.grad(output, wanted, upstream)
    return output, upstream, {id(t): g for t, g in zip(wanted, found)}


def layer_cases():
    x = lambda *shape: torch.randn(*shape)
    image = (2, 4, 5, 6)
    return {
        "Linear": (nn.Linear(5, 3), x(2, 4, 5)),
        "LinearWithoutBias": (nn.Linear(5, 3, bias=False), x(4, 5)),
        "LayerNorm": (nn.LayerNorm(6), x(2, 3, 6)),
        "LayerNormOfTwoDimensions": (nn.LayerNorm((3, 6), eps=1e-3), x(2, 3, 6)),
        "LayerNormWithoutAffine": (nn.LayerNorm(6, elementwise_affine=False), x(2, 3, 6)),
        "GroupNorm": (nn.GroupNorm(2, 4, eps=1e-6), x(*image)),
        "BatchNorm2d": (nn.BatchNorm2d(4), x(*image)),
        "BatchNorm1d": (nn.BatchNorm1d(4), x(6, 4)),
        "InstanceNorm2d": (nn.InstanceNorm2d(4, affine=True), x(*image)),
        "Embedding": (nn.Embedding(7, 3), torch.tensor([[0, 6, 3], [3, 3, 1]])),
        "EmbeddingWithPadding": (nn.Embedding(7, 3, padding_idx=2), torch.tensor([2, 5, 2])),
        "Conv1d": (nn.Conv1d(4, 6, 3, padding=1, groups=2), x(2, 4, 7)),
        "Conv2d": (nn.Conv2d(4, 3, 3, stride=2, padding=1), x(*image)),
        "Conv2dWithUnevenKernel": (nn.Conv2d(4, 3, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=False), x(*image)),
        "Conv2dSame": (nn.Conv2d(4, 3, (4, 3), padding="same"), x(*image)),
        "Conv2dReflect": (nn.Conv2d(4, 3, 3, padding=1, padding_mode="reflect"), x(*image)),
        "Conv3d": (nn.Conv3d(2, 3, 2), x(1, 2, 3, 4, 3)),
        "ConvTranspose2d": (nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), x(*image)),
        "ConvTranspose1d": (nn.ConvTranspose1d(4, 3, 3, stride=2), x(2, 4, 5)),
        "Bilinear": (nn.Bilinear(3, 4, 2), x(5, 3), x(5, 4)),
        "PReLU": (nn.PReLU(4), x(*image)),
        "ReLU": (nn.ReLU(), x(20)),
        "LeakyReLU": (nn.LeakyReLU(0.2), x(20)),
        "ELU": (nn.ELU(0.7), x(20)),
        "SELU": (nn.SELU(), x(20)),
        "CELU": (nn.CELU(0.7), x(20)),
        "ReLU6": (nn.ReLU6(), x(20) * 5),
        "GELU": (nn.GELU(), x(20)),
        "GLU": (nn.GLU(), x(3, 8)),
        "SiLU": (nn.SiLU(), x(20)),
        "Mish": (nn.Mish(), x(20)),
        "Sigmoid": (nn.Sigmoid(), x(20)),
        "LogSigmoid": (nn.LogSigmoid(), x(20)),
        "Hardsigmoid": (nn.Hardsigmoid(), x(20) * 3),
        "Hardswish": (nn.Hardswish(), x(20) * 3),
        "Hardtanh": (nn.Hardtanh(-0.5, 0.8), x(20)),
        "Hardshrink": (nn.Hardshrink(0.4), x(20)),
        "Softshrink": (nn.Softshrink(0.4), x(20)),
        "Softsign": (nn.Softsign(), x(20)),
        "Softplus": (nn.Softplus(2, 1.5), x(20)),
        "Softmax": (nn.Softmax(1), x(3, 5)),
        "Softmin": (nn.Softmin(1), x(3, 5)),
        "LogSoftmax": (nn.LogSoftmax(1), x(3, 5)),
        "Softmax2d": (nn.Softmax2d(), x(1, 3, 2, 2)),
        "Tanh": (nn.Tanh(), x(20)),
        "Tanhshrink": (nn.Tanhshrink(), x(20)),
        "Threshold": (nn.Threshold(0.1, -2.0), x(20)),
        "Identity": (nn.Identity(), x(2, 3)),
        "Flatten": (nn.Flatten(), x(2, 3, 2)),
        "Unflatten": (nn.Unflatten(1, (2, 3)), x(2, 6)),
        "PixelShuffle": (nn.PixelShuffle(2), x(1, 8, 2, 3)),
        "PixelUnshuffle": (nn.PixelUnshuffle(2), x(1, 2, 4, 6)),
        "AvgPool2d": (nn.AvgPool2d(3, stride=2, padding=1), x(*image)),
        "AvgPool2dWithoutPad": (nn.AvgPool2d((2, 3), padding=1, ceil_mode=True, count_include_pad=False), x(*image)),
        "AvgPool1d": (nn.AvgPool1d(2), x(2, 3, 6)),
        "MaxPool2d": (nn.MaxPool2d(2), x(*image)),
        "MaxPool1d": (nn.MaxPool1d(3, stride=1, padding=1), x(2, 3, 6)),
        "AdaptiveAvgPool2d": (nn.AdaptiveAvgPool2d((2, 3)), x(*image)),
        "AdaptiveMaxPool1d": (nn.AdaptiveMaxPool1d(3), x(2, 3, 7)),
        "UpsampleNearest": (nn.Upsample(scale_factor=2), x(1, 2, 3, 4)),
        "UpsampleBilinear": (nn.Upsample(size=(5, 6), mode="bilinear", align_corners=False), x(1, 2, 3, 4)),
        "UpsampleBicubicAligned": (nn.Upsample(scale_factor=(2, 1.5), mode="bicubic", align_corners=True), x(1, 2, 4, 4)),
        "UpsampleLinear": (nn.Upsample(scale_factor=2, mode="linear", align_corners=False), x(1, 2, 4)),
        "Sequential": (nn.Sequential(nn.Linear(4, 6), nn.SiLU(), nn.Linear(6, 2)), x(3, 4)),
    }


def layers():
    torch.manual_seed(11)
    result = {}
    for name, (module, *inputs) in layer_cases().items():
        with torch.no_grad():
            for parameter in module.parameters():
                parameter.copy_(torch.randn(parameter.shape))
        inputs = [t.requires_grad_() if t.is_floating_point() else t for t in inputs]
        output, upstream, found = gradients(lambda: module(*inputs), inputs, list(module.parameters()))
        result[name] = {
            "inputs": inputs,
            "parameters": dict(module.named_parameters()),
            "upstream": upstream,
            "output": output,
            "inputGradients": [found[id(t)] for t in inputs if id(t) in found],
            "parameterGradients": {key: found[id(p)] for key, p in module.named_parameters()},
            "buffers": {key: b.double() for key, b in module.named_buffers()},
        }
    return result


def functions():
    """name: (function, tensors...); the C# test has the same calls under the same names."""
    torch.manual_seed(12)
    x = lambda *shape: torch.randn(*shape)
    mask = torch.rand(2, 1, 4, 5) > 0.3
    mask[..., 0] = True
    soft = lambda *shape: torch.rand(*shape) * 0.9 + 0.05
    labels = torch.tensor([1, 0, 3])
    sign = torch.tensor([1.0, -1, 1])
    cases = {
        "attention": (F._scaled_dot_product_attention, [x(2, 3, 4, 6), x(2, 3, 5, 6), x(2, 3, 5, 6)], {}),
        "attentionWithAdditiveMask": (F._scaled_dot_product_attention, [x(2, 3, 4, 6), x(2, 3, 5, 6), x(2, 3, 5, 6), x(4, 5)], {}),
        "attentionWithBooleanMask": (F._scaled_dot_product_attention, [x(2, 3, 4, 6), x(2, 3, 5, 6), x(2, 3, 5, 6), mask], {}),
        "causalAttention": (lambda q, k, v: F._scaled_dot_product_attention(q, k, v, is_causal=True), [x(2, 3, 5, 6), x(2, 3, 5, 6), x(2, 3, 5, 6)], {}),
        "mse": (F.mse_loss, [x(3, 4), x(3, 4)], {}),
        "mseSum": (lambda a, b: F.mse_loss(a, b, reduction="sum"), [x(3, 4), x(3, 4)], {}),
        "mseNone": (lambda a, b: F.mse_loss(a, b, reduction="none"), [x(3, 4), x(3, 4)], {}),
        "l1": (F.l1_loss, [x(3, 4), x(3, 4)], {}),
        "smoothL1": (lambda a, b: F.smooth_l1_loss(a, b, beta=0.5), [x(3, 4), x(3, 4)], {}),
        "huber": (lambda a, b: F.huber_loss(a, b, delta=0.5), [x(3, 4), x(3, 4)], {}),
        "crossEntropy": (F.cross_entropy, [x(3, 4), labels], {}),
        "crossEntropyWeighted": (lambda a, b, w: F.cross_entropy(a, b, w, ignore_index=0, label_smoothing=0.1), [x(3, 4), labels, soft(4)], {}),
        "nll": (lambda a, b: F.nll_loss(F.log_softmax(a, 1), b), [x(3, 4), labels], {}),
        "bce": (F.binary_cross_entropy, [soft(3, 4), soft(3, 4)], {}),
        "bceWithLogits": (lambda a, b, p: F.binary_cross_entropy_with_logits(a, b, pos_weight=p), [x(3, 4), soft(3, 4), soft(4)], {}),
        "klDiv": (lambda a, b: F.kl_div(a, b, log_target=True), [x(3, 4), x(3, 4)], {}),
        "cosineSimilarity": (F.cosine_similarity, [x(3, 4), x(3, 4)], {}),
        "pairwiseDistance": (F.pairwise_distance, [x(3, 4), x(3, 4)], {}),
        "marginRanking": (lambda a, b, s: F.margin_ranking_loss(a, b, s, margin=0.2), [x(3), x(3), sign], {}),
        "tripletMargin": (F.triplet_margin_loss, [x(3, 4), x(3, 4), x(3, 4)], {}),
        "padConstant": (lambda a: F.pad(a, (1, 2, 0, 3), value=0.5), [x(2, 3, 4)], {}),
        "padReflect": (lambda a: F.pad(a, (1, 2, 1, 0), mode="reflect"), [x(2, 2, 3, 4)], {}),
        "padReplicate": (lambda a: F.pad(a, (1, 2), mode="replicate"), [x(2, 3, 4)], {}),
        "padCircular": (lambda a: F.pad(a, (1, 2), mode="circular"), [x(2, 3, 4)], {}),
        "interpolateArea": (lambda a: F.interpolate(a, size=(2, 3), mode="area"), [x(1, 2, 5, 6)], {}),
        "interpolateRecomputed": (lambda a: F.interpolate(a, scale_factor=1.6, mode="bilinear", recompute_scale_factor=True), [x(1, 2, 5, 6)], {}),
        "interpolateScaled": (lambda a: F.interpolate(a, scale_factor=1.6, mode="bilinear"), [x(1, 2, 5, 6)], {}),
        "unfold": (lambda a: F.unfold(a, (2, 3), padding=1, stride=2), [x(1, 2, 5, 6)], {}),
        "fold": (lambda a: F.fold(a, (4, 6), (2, 3), stride=(2, 3)), [x(1, 12, 4)], {}),
        "layerNormPlain": (lambda a: F.layer_norm(a, (4,)), [x(3, 4)], {}),
        "batchNormRunning": (lambda a, m, v: F.batch_norm(a, m, v), [x(3, 4), x(4), soft(4)], {}),
        "oneHot": (lambda a: F.one_hot(a, 5), [labels], {}),
    }
    result = {}
    for name, (function, inputs, _) in cases.items():
        differentiable = [t for t in inputs if t.is_floating_point() and name not in ("batchNormRunning",)][:3]
        # What weighs classes or marks a sign takes no gradient.
        if name in ("crossEntropyWeighted", "bceWithLogits", "marginRanking", "bce"):
            differentiable = differentiable[:1]
        if name == "batchNormRunning":
            differentiable = inputs[:1]
        for t in differentiable:
            t.requires_grad_()
        output = function(*inputs)
        output = output[0] if isinstance(output, tuple) else output
        entry = {"inputs": inputs, "output": output}
        if differentiable:
            entry["upstream"] = torch.randn(output.shape)
            entry["gradients"] = list(torch.autograd.grad(output, differentiable, entry["upstream"]))
        result[name] = entry
    return result


def seeded(makers):
    result = {}
    for name, make in makers.items():
        torch.manual_seed(21)
        result[name] = make()
    return result


def dropouts():
    return seeded({
        "dropout": lambda: F.dropout(torch.ones(40), 0.3),
        "dropout2d": lambda: F.dropout2d(torch.ones(2, 5, 2, 2), 0.4),
        "alphaDropout": lambda: F.alpha_dropout(torch.ones(20), 0.3, training=True),
    })


def initialisation():
    state = lambda module: dict(module.state_dict())
    table = lambda fill: (lambda: fill(torch.zeros(6, 5)))
    return seeded({
        "Linear": lambda: state(nn.Linear(5, 3)),
        "Bilinear": lambda: state(nn.Bilinear(2, 3, 4)),
        "Conv2d": lambda: state(nn.Conv2d(4, 2, 3, groups=2)),
        "ConvTranspose2d": lambda: state(nn.ConvTranspose2d(3, 2, 3)),
        "Embedding": lambda: state(nn.Embedding(5, 3, padding_idx=1)),
        "LayerNorm": lambda: state(nn.LayerNorm(4)),
        "BatchNorm2d": lambda: {k: v.double() for k, v in nn.BatchNorm2d(3).state_dict().items()},
        "xavier_uniform_": table(lambda t: nn.init.xavier_uniform_(t, 0.7)),
        "xavier_normal_": table(nn.init.xavier_normal_),
        "kaiming_uniform_": table(lambda t: nn.init.kaiming_uniform_(t, mode="fan_out", nonlinearity="relu")),
        "kaiming_normal_": table(lambda t: nn.init.kaiming_normal_(t, a=0.3)),
        "normal_": table(lambda t: nn.init.normal_(t, 0.5, 0.02)),
        "uniform_": table(lambda t: nn.init.uniform_(t, -2, 3)),
        "trunc_normal_": table(lambda t: nn.init.trunc_normal_(t, 0.1, 0.5, -0.4, 0.7)),
        "orthogonal_": table(lambda t: nn.init.orthogonal_(t, 1.5)),
        "eye_": table(nn.init.eye_),
        "dirac_": lambda: nn.init.dirac_(torch.zeros(3, 3, 3)),
    })


def optimizers():
    """Several steps of a small network in two parameter groups."""
    torch.manual_seed(31)
    data = torch.randn(8, 4)
    target = torch.randn(8, 2)
    start = nn.Sequential(nn.Linear(4, 6), nn.SiLU(), nn.Linear(6, 2))
    weights = {key: value.clone() for key, value in start.state_dict().items()}

    def run(make, steps=6, clip=None):
        model = nn.Sequential(nn.Linear(4, 6), nn.SiLU(), nn.Linear(6, 2))
        model.load_state_dict(weights)
        groups = [[model[0].weight, model[2].weight], [model[0].bias, model[2].bias]]
        optimizer = make(groups)
        losses, norms = [], []
        for _ in range(steps):
            optimizer.zero_grad()
            loss = F.mse_loss(model(data), target)
            loss.backward()
            if clip:
                norms.append(nn.utils.clip_grad_norm_(model.parameters(), clip).item())
            optimizer.step()
            losses.append(loss.item())
        return {"losses": losses, "norms": norms, "state": dict(model.state_dict())}

    both = lambda kind, first, second, **rest: (lambda g: kind([dict(params=g[0], **first), dict(params=g[1], **second)], **rest))
    optim = torch.optim
    return {
        "data": data,
        "target": target,
        "weights": weights,
        "AdamW": run(both(optim.AdamW, dict(lr=0.05, weight_decay=0.1), dict(lr=0.02, weight_decay=0.0), betas=(0.9, 0.95), eps=1e-8)),
        "AdamWClipped": run(both(optim.AdamW, dict(weight_decay=0.2), dict(weight_decay=0.0), lr=0.05, betas=(0.9, 0.95), eps=1e-15), clip=0.1),
        "AdamWAmsgrad": run(both(optim.AdamW, {}, {}, lr=0.1, weight_decay=0.01, amsgrad=True)),
        "AdamWMaximize": run(both(optim.AdamW, {}, {}, lr=0.1, weight_decay=0.0, maximize=True)),
        "Adam": run(both(optim.Adam, dict(weight_decay=0.1), dict(weight_decay=0.0), lr=0.05)),
        "SGD": run(both(optim.SGD, dict(weight_decay=0.1), dict(weight_decay=0.0), lr=0.05)),
        "SGDMomentum": run(both(optim.SGD, {}, dict(momentum=0.5), lr=0.05, momentum=0.9, dampening=0.1)),
        "SGDNesterov": run(both(optim.SGD, {}, {}, lr=0.05, momentum=0.9, nesterov=True)),
    }


def schedules():
    """The learning rates of two groups after each of 12 steps, the first one's included."""
    schedule = torch.optim.lr_scheduler

    def rates(make, step=lambda scheduler, i: scheduler.step()):
        parameters = [nn.Parameter(torch.zeros(1)) for _ in range(2)]
        optimizer = torch.optim.SGD([dict(params=parameters[:1]), dict(params=parameters[1:], lr=0.3)], lr=0.1)
        scheduler = make(optimizer)
        result = [[group["lr"] for group in optimizer.param_groups]]
        for i in range(12):
            optimizer.step()
            step(scheduler, i)
            result.append([group["lr"] for group in optimizer.param_groups])
        return result

    measures = [5, 4, 4, 4, 4, 3.9999, 3, 3, 3, 3, 3, 3]
    return {
        "LambdaLR": rates(lambda o: schedule.LambdaLR(o, lambda i: min(1.0, (i + 1) / 5))),
        "MultiplicativeLR": rates(lambda o: schedule.MultiplicativeLR(o, lambda i: 0.9 if i % 2 else 1.1)),
        "StepLR": rates(lambda o: schedule.StepLR(o, 4, 0.5)),
        "MultiStepLR": rates(lambda o: schedule.MultiStepLR(o, [2, 7], 0.1)),
        "ConstantLR": rates(lambda o: schedule.ConstantLR(o, 0.25, 3)),
        "LinearLR": rates(lambda o: schedule.LinearLR(o, 0.1, 1.0, 5)),
        "ExponentialLR": rates(lambda o: schedule.ExponentialLR(o, 0.8)),
        "PolynomialLR": rates(lambda o: schedule.PolynomialLR(o, 6, 2)),
        "CosineAnnealingLR": rates(lambda o: schedule.CosineAnnealingLR(o, 5, 0.01)),
        "SequentialLR": rates(lambda o: schedule.SequentialLR(o, [schedule.LinearLR(o, 0.1, 1.0, 4), schedule.CosineAnnealingLR(o, 6)], [4])),
        "ChainedLR": rates(lambda o: schedule.ChainedScheduler([schedule.ConstantLR(o, 0.5, 3), schedule.ExponentialLR(o, 0.9)])),
        "ReduceLROnPlateau": rates(lambda o: schedule.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=1), lambda s, i: s.step(measures[i])),
    }


def state_dict_names():
    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.norm1 = nn.LayerNorm(width)
            self.attn = nn.ModuleDict({"qkv": nn.Linear(width, 3 * width, bias=False), "proj": nn.Linear(width, width)})
            self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.x_proj = nn.Linear(3, 4)
            self.pos_embed = nn.Parameter(torch.zeros(1, 5, 4))
            self.blocks = nn.ModuleList([Block(4), Block(4)])
            self.norm = nn.BatchNorm1d(4)

    return {"names": [[key, list(value.shape)] for key, value in Model().state_dict().items()]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    torch.set_num_threads(1)
    stale = []
    for make in (layers, functions, initialisation, dropouts, optimizers, schedules, state_dict_names):
        text = json.dumps(encode(make()), separators=(",", ":")) + "\n"
        path = os.path.join(FOLDER, make.__name__ + ".json")
        if arguments.check:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    stale.append(path)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
    for path in stale:
        print(f"differs: {path}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
