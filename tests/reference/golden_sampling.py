"""Golden cases of token orders, splits, samplers, guidance and editing."""
import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import block_raster_order, cosine_split, dilated_order, raster_order
from causalfusion_reference.generation import Guidance, generate
from causalfusion_reference.model import patchify, unpatchify
from golden_common import SINUSOIDAL, Source, exact_model, make_weights, single

STEPS = 8

SAMPLERS = ("ddpm", "ddpm:small", "ddim", "ddim:0.4", "ddim:1", "dpm++2m")

# name: text of the interval and of the ramp, and the guidance they stand for
GUIDANCE = {
    "timesteps": ("t:200..700", "constant", Guidance(2.5, where=lambda t, level: 200 <= t <= 700)),
    "levels": ("sigma:0.5..6", "constant", Guidance(2.5, where=lambda t, level: 0.5 <= level <= 6)),
    "linear": ("", "linear", Guidance(2.5, "linear")),
    "cosine": ("", "cosine", Guidance(2.5, "cosine")),
    "both": ("t:0..500", "linear", Guidance(2.5, "linear", lambda t, level: t <= 500)),
}

# name: whether a token in (row, column) of the 4×4 grid is regenerated, and AR steps
MASKS = {
    "centre": (lambda r, c: 1 <= r <= 2 and 1 <= c <= 2, [4]),
    "outside": (lambda r, c: not (1 <= r <= 2 and 1 <= c <= 2), [5, 7]),
    "top": (lambda r, c: r < 2, [3, 1, 4]),
    "bottom": (lambda r, c: r >= 2, [8]),
    "left": (lambda r, c: c < 2, [2, 6]),
    "right": (lambda r, c: c >= 2, [4, 4]),
    "rectangle:1,0,2,3": (lambda r, c: 1 <= r <= 2 and c <= 2, [1, 2, 3]),
}


def make_orders():
    tensors = {}
    for grid in (4, 6, 7):
        tensors[f"raster.{grid}"] = raster_order(grid)
        for size in (2, 3, 4):
            tensors[f"block.{grid}.{size}"] = block_raster_order(grid, size)
            tensors[f"dilated.{grid}.{size}"] = dilated_order(grid, size)
    for tokens, steps in ((16, 1), (16, 4), (49, 8), (64, 64), (256, 12)):
        tensors[f"cosine.{tokens}.{steps}"] = torch.tensor(cosine_split(tokens, steps))
    return tensors


def inputs(source, order):
    """Classes and noise of two images whose tokens are generated in the order (2, M)."""
    tokens = order.shape[1]
    return {"y": source.integers(0, SINUSOIDAL.num_classes, 2), "ids_shuffle": order, "initial": source.normal(2, tokens, SINUSOIDAL.patch_dim),
            "noise": source.normal(STEPS, 2, tokens, SINUSOIDAL.patch_dim)}


def run(model, given, split, **options):
    tokens = generate(model, Diffusion(STEPS), given["y"], given["ids_shuffle"], split, given["initial"].double(), given["noise"].double(), **options)
    return unpatchify(tokens, SINUSOIDAL.patch_size, SINUSOIDAL.latent_channels)


def make_samplers(model, source):
    given = inputs(source, source.order(2, SINUSOIDAL.tokens))
    tensors = dict(given)
    for split in ([16], [3, 1, 7, 5]):
        for target in ("noise", "clean", "velocity"):
            for sampler in SAMPLERS:
                for temperature in (1.0, 0.6):
                    tensors[f"s{len(split)}.{target}.{sampler}.{temperature:g}"] = run(
                        model, given, split, sampler=sampler, target=target, temperature=temperature)
    return tensors


def make_guidance(model, source):
    given = inputs(source, source.order(2, SINUSOIDAL.tokens))
    tensors = dict(given)
    for split in ([16], [3, 1, 7, 5]):
        for name, (_, _, guidance) in GUIDANCE.items():
            tensors[f"s{len(split)}.{name}"] = run(model, given, split, sampler="ddim", guidance=guidance)
    return tensors, {f"{name}.{part}": value for name, (interval, ramp, _) in GUIDANCE.items() for part, value in (("interval", interval), ("ramp", ramp))}


def make_editing(model, source):
    """An edit of two images for each mask, every one under its own noise."""
    x = source.uniform(2, SINUSOIDAL.latent_channels, SINUSOIDAL.input_size, SINUSOIDAL.input_size)
    tensors, start = {"x": x}, patchify(x.double(), SINUSOIDAL.patch_size)
    for name, (marked, split) in MASKS.items():
        mask = torch.tensor([marked(i // SINUSOIDAL.grid, i % SINUSOIDAL.grid) for i in range(SINUSOIDAL.tokens)])
        order = torch.stack([row[mask[row]] for row in source.order(2, SINUSOIDAL.tokens)])
        given = inputs(source, order)
        guidance = Guidance(1.0 if name == "bottom" else 2.0, "linear")
        image = run(model, given, split, target="clean", guidance=guidance, start=start)
        tensors.update({f"{name}.{key}": value for key, value in given.items()})
        tensors.update({f"{name}.split_sizes": torch.tensor(split), f"{name}.guidance": torch.tensor(guidance.scale), f"{name}.image": image})
    return tensors


def make(save):
    model, metadata = exact_model(SINUSOIDAL, make_weights(SINUSOIDAL, 12)), {"config": SINUSOIDAL.to_json(), "steps": str(STEPS)}
    save("orders", make_orders())
    save("samplers", single(make_samplers(model, Source(82))), metadata)
    tensors, texts = make_guidance(model, Source(83))
    save("guidance", single(tensors), {**metadata, "guidance": "2.5", **texts})
    save("editing", single(make_editing(model, Source(84))), metadata)
