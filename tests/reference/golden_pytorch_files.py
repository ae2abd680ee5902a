"""PyTorch's own files for the C# reader, each beside a safetensors file of what must be found in it. make_golden.py calls `make`."""
import argparse
import collections
import datetime
import decimal
import enum
import functools
import os
import pathlib
import re

import numpy
import torch

import golden_dit
import safetensors_io
from causalfusion_reference.dit import DitConfig
from causalfusion_reference.model import Config
from golden_common import make_weights


def numbers(count, *shape):
    return (torch.arange(count, dtype=torch.float32) * 0.25 - 3).view(*shape or (count,))


def element_types():
    return {
        "f64": torch.tensor([-0.0, 1 / 3, float("inf"), 5e-324], dtype=torch.float64),
        "f32": torch.tensor([1 / 3, -3.4028234663852886e38, 1e-45]),
        "f16": torch.tensor([-0.0, 1 / 3, 65504, float("inf"), 6e-8], dtype=torch.float16),
        "bf16": torch.tensor([-0.0, 1 / 3, 3e38, float("nan")], dtype=torch.bfloat16),
        "i64": torch.tensor([-2 ** 63, -1, 2 ** 63 - 1]),
        "i32": torch.tensor([-2 ** 31, 2 ** 31 - 1], dtype=torch.int32),
        "i16": torch.tensor([-2 ** 15, 2 ** 15 - 1], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 1, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "c64": torch.tensor([1 - 2j, 0.5j], dtype=torch.complex64),
        "c128": torch.tensor([1 / 3 - 2j], dtype=torch.complex128),
        "scalar": torch.tensor(0.5),
        "empty": torch.empty(2, 0, 3),
    }


def layouts():
    """Tensors that share storages, begin inside them, or lie in another order than their own."""
    base, image = numbers(60, 3, 4, 5), numbers(96, 2, 3, 4, 4)
    return collections.OrderedDict(
        base=base, whole=base, second=base[1], column=base[:, 2], every_other=base[:, ::2, 1::3], transposed=base.transpose(0, 2),
        corner=base[2, 3, 4], matrix=numbers(12, 3, 4).t(), channels_last=image.contiguous(memory_format=torch.channels_last),
        repeated=numbers(3).view(3, 1).expand(3, 4), half_rows=numbers(12, 6, 2).half()[::2], flags=(numbers(6) > -2.5)[1::2],
        parameter=torch.nn.Parameter(numbers(4, 2, 2)), frozen=torch.nn.Parameter(numbers(4).bfloat16(), requires_grad=False))


def checkpoint():
    """What a training script saves: several models, an optimizer, and settings that are no tensors."""
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    with torch.no_grad():
        for index, parameter in enumerate(model.parameters()):
            parameter.copy_(numbers(parameter.numel(), *parameter.shape) + index)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.5)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    average = collections.OrderedDict((name, value.clone() * 2) for name, value in model.state_dict().items())
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)
    settings = argparse.Namespace(model="tiny", image_size=8, lr=1e-4, resume=None, betas=(0.9, 0.95), verbose=False, seeds=[1, 2 ** 40, 2 ** 80])
    return {"model": model.state_dict(), "ema": average, "opt": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "args": settings,
            "shape": torch.Size([2, 3]), "dtype": torch.float16, "device": torch.device("cuda", 1), "train_steps": 12345678901,
            "pair": (numbers(2), [numbers(1), "text"]), "nothing": None, "schlüssel": numbers(1)}


def causal_fusion():
    """A checkpoint of a CausalFusion training as the published code saves one."""
    config = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=16, num_cond_tokens=2, depth=2, num_heads=2, num_classes=3)
    weights = make_weights(config, 61)
    return {"model": collections.OrderedDict(weights), "ema": collections.OrderedDict((name, 0.5 * value) for name, value in weights.items()),
            "opt": {"state": {0: {"exp_avg": numbers(16)}}, "param_groups": [{"lr": 1e-4, "betas": (0.9, 0.95)}]},
            "scheduler": {"last_epoch": 3}, "train_steps": 3, "args": argparse.Namespace(model="tiny")}


def dit():
    """A checkpoint of a DiT training as the published code saves one."""
    config = DitConfig(input_size=8, patch_size=4, in_channels=1, hidden_size=24, depth=1, num_heads=6, num_classes=3, mlp_ratio=2.0)
    weights = golden_dit.make_weights(config, 62)
    return {"model": collections.OrderedDict(weights), "ema": collections.OrderedDict((name, 0.5 * value) for name, value in weights.items()),
            "opt": {"state": {0: {"exp_avg": numbers(16)}}, "param_groups": [{"lr": 1e-4}]}, "args": argparse.Namespace(model="tiny")}


class Stage(enum.Enum):
    TRAINED = 3


class Settings(dict):
    """A dictionary of a class of its own, with attributes, as configuration libraries have them."""


class Noted(torch.Tensor):
    """A tensor of a class of its own."""


def beside():
    """Weights, and beside them everything that training scripts keep and no reader of weights has a use for."""
    weights = collections.OrderedDict(first=numbers(6, 2, 3), second=numbers(4))
    module = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Identity())
    with torch.no_grad():
        module[0].weight.copy_(numbers(2, 1, 2))
        module[0].bias.zero_()
    settings = Settings(width=3, path=pathlib.PurePosixPath("/data"), stage=Stage.TRAINED)
    settings.note = "frozen"
    values = {
        "set": {3}, "frozenset": frozenset([4]), "counter": collections.Counter([1, 1]), "defaultdict": collections.defaultdict(list, {"a": [1]}),
        "deque": collections.deque([1]), "scalar": numpy.float64(0.5), "array": numpy.arange(3), "bytes": b"\x00\xff", "bytearray": bytearray(b"ab"),
        "path": pathlib.PurePosixPath("/data/x"), "settings": settings, "namespace": argparse.Namespace(lr=0.1, more=argparse.Namespace(a=1)),
        "stage": Stage.TRAINED, "class": Settings, "function": numbers, "partial": functools.partial(numbers, 3), "type": int, "range": range(3),
        "complex": 1 + 2j, "when": datetime.date(2024, 12, 17), "exact": decimal.Decimal("0.1"), "pattern": re.compile("a+"), "large": 2 ** 3000,
        "slice": slice(1, 2), "ellipsis": Ellipsis, "tuple": (1, (2.5, None)), "sparse": torch.eye(2).to_sparse(),
        "quantized": torch.quantize_per_tensor(numbers(2), 0.5, 1, torch.qint8), "own": numbers(3).as_subclass(Noted),
    }
    loop = [1]
    loop.append(loop)
    return {"model": weights, "callbacks": {Settings: {"best": numbers(1)}, 0.5: numbers(1), (1, 2): {"x": numbers(1)}}, "loop": loop, "module": module,
            "values": values, "twice": [weights, weights], "expanded": numbers(1).expand(2 ** 22)}


def flatten(value, path=()):
    """The tensors in nested containers under the names that lead to them; complex ones as pairs of reals."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        yield ".".join(path), (torch.view_as_real(value) if value.is_complex() else value).contiguous()
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from flatten(item, path + (str(key),))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from flatten(item, path + (str(index),))


def make(folder):
    cases = {"pt_types": (element_types(), 2), "pt_layouts": (layouts(), 2), "pt_checkpoint": (checkpoint(), 2), "pt_protocol4": (checkpoint(), 4),
             "pt_causalfusion": (causal_fusion(), 2), "pt_dit": (dit(), 2)}
    for name, (value, protocol) in cases.items():
        torch.save(value, os.path.join(folder, name + ".pt"), pickle_protocol=protocol)
        if protocol == 2:
            safetensors_io.save(os.path.join(folder, name + ".safetensors"), dict(flatten(value)))
    for protocol in (2, 3, 4, 5):
        torch.save(beside(), os.path.join(folder, f"pt_beside{protocol}.pt"), pickle_protocol=protocol)
    torch.save({"weight": numbers(2), "loss": numpy.float64(0.5)}, os.path.join(folder, "pt_numpy_scalar.pt"))
