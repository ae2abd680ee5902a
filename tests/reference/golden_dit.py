"""Golden cases of DiT with AdaLN-zero: with learned variance and without."""
import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.dit import Dit, DitConfig, sample
from causalfusion_reference.learned_variance import compute_loss
from golden_common import Source, single

CONFIGS = {
    "dit": DitConfig(input_size=8, patch_size=2, in_channels=4, hidden_size=16, depth=2, num_heads=2, num_classes=5),
    "dit_fixed_variance": DitConfig(input_size=8, patch_size=4, in_channels=1, hidden_size=16, depth=1, num_heads=4, num_classes=3,
                                    learn_sigma=False, mlp_ratio=2.0),
}
STEPS = 10


def make_weights(config, seed):
    """Random float32 weights, none zero but for sines at the origin."""
    source, weights = Source(seed), {}
    for name, parameter in Dit(config).named_parameters():
        noise = source.normal(*parameter.shape)
        if name == "pos_embed":
            weights[name] = parameter.detach()
        elif name.endswith("bias"):
            weights[name] = 0.1 * noise
        elif name == "y_embedder.embedding_table.weight":
            weights[name] = 0.5 * noise
        else:
            weights[name] = 0.7 * noise * (parameter.numel() // parameter.shape[0]) ** -0.5
    return weights


def exact_model(config, weights):
    model = Dit(config).double()
    model.load_state_dict({name: value.double() for name, value in weights.items()})
    return model


def loss_of(model, diffusion, x, noise, t, y):
    """The loss of each sample: with learned variance its two terms, otherwise the squared error."""
    if model.config.learn_sigma:
        terms = compute_loss(model, diffusion, x, noise, t, y)
        return {"mse": terms.mse, "vb": terms.vb, "loss": terms.loss}
    error = (model(diffusion.q_sample(x, t, noise), t, y) - noise).square().flatten(1).mean(1)
    return {"mse": error, "loss": error}


def make_train(config, weights, seed):
    model, source, diffusion = exact_model(config, weights), Source(seed), Diffusion()
    shape = (5, config.in_channels, config.input_size, config.input_size)
    x, noise = source.uniform(*shape), source.normal(*shape)
    # At t = 0 the deviation is 1/150 of the values' range, and float32 rounding as much nearer; small values have less of it. The edges matter there only.
    x[0], noise[0] = 0.1 * x[0], 0.25 * noise[0]
    x[0, :, 0, 0], x[0, :, 0, 1] = -1, 1
    t, y = torch.tensor([0, 1, 250, 640, 999]), source.integers(0, config.num_classes + 1, 5)
    terms = loss_of(model, diffusion, x.double(), noise.double(), t, y)
    terms["loss"].mean().backward()
    noised = diffusion.q_sample(x.double(), t, noise.double())
    return {
        "x": x, "noise": noise, "t": t, "y": y, "xn": noised, "output": model(noised, t, y).detach(),
        **{name: value.detach() for name, value in terms.items()},
        **{f"grad.{name}": p.grad for name, p in model.named_parameters() if p.requires_grad},
    }


def guidances(config):
    """Scale and channels: none, of the first three, of all."""
    every = config.in_channels
    return sorted({(1.0, every), (2.0, min(3, every)), (2.0, every)})


def make_sampling(config, weights, seed):
    model, source = exact_model(config, weights), Source(seed)
    shape = (2, config.in_channels, config.input_size, config.input_size)
    initial, noise, y = source.normal(*shape), source.normal(STEPS, *shape), source.integers(0, config.num_classes, 2)
    tensors = {"y": y, "initial": initial, "noise": noise}
    for scale, channels in guidances(config):
        tensors[f"g{scale:g}.c{channels}"] = sample(model, Diffusion(STEPS), y, initial.double(), noise.double(), scale, channels)
    return tensors


def make(save):
    """One file for each configuration: `model.` the weights, `train.` the loss of a batch, `sample.` a sampling loop."""
    for seed, (name, config) in enumerate(CONFIGS.items(), start=81):
        weights = make_weights(config, seed)
        parts = {"model": weights, "train": make_train(config, weights, seed + 10), "sample": make_sampling(config, weights, seed + 20)}
        tensors = {f"{part}.{key}": value for part, values in parts.items() for key, value in values.items()}
        save(name, single(tensors), {"config": config.to_json(), "steps": str(STEPS)})
