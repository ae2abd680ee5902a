"""What the scripts of golden cases share: random inputs and weights, exact models, a training step, sampling."""
import dataclasses

import numpy
import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights, attention_mask
from causalfusion_reference.model import CausalFusion, Config, gather_tokens, patchify, unpatchify
from causalfusion_reference.sampling import sample
from causalfusion_reference.training import compute_loss

SINUSOIDAL = Config(input_size=8, patch_size=2, latent_channels=1, hidden_size=32, num_cond_tokens=2, depth=2, num_heads=2,
                    num_classes=5, trainable_pos=False)


class Source:
    """Random float32 tensors from numpy's frozen legacy generator: the same on every machine."""

    def __init__(self, seed):
        self.state = numpy.random.RandomState(seed)

    def normal(self, *shape):
        return torch.from_numpy(self.state.standard_normal(shape).astype(numpy.float32))

    def uniform(self, *shape):
        return torch.from_numpy((2 * self.state.random_sample(shape) - 1).astype(numpy.float32))

    def integers(self, low, high, *shape):
        return torch.from_numpy(self.state.randint(low, high, shape, dtype=numpy.int64))

    def order(self, batch, tokens):
        return torch.from_numpy(numpy.stack([self.state.permutation(tokens) for _ in range(batch)]).astype(numpy.int64))


def make_weights(config, seed, gain=6.0, network=CausalFusion):
    """Random float32 weights, none zero. The head undoes the input projection (times a gain), so that the noise
    predicted points along x and sampling stays bounded, as with a trained model."""
    source, weights = Source(seed), {}
    for name, parameter in network(config).named_parameters():
        noise = source.normal(*parameter.shape)
        if name == "pos_embed":
            value = 0.2 * noise if config.trainable_pos else parameter.detach()
        elif "norm" in name or name.startswith(("final_layer.0", "text_head.0")):
            value = 0.1 * noise + (1 if name.endswith("weight") else 0)
        elif name.endswith("bias"):
            value = 0.05 * noise
        elif name in ("y_embedder.embedding_table.weight", "cond_pos_embed", "text_embed.weight", "text_pos_embed"):
            value = 0.5 * noise
        else:
            value = 0.7 * noise * parameter.shape[1] ** -0.5
        weights[name] = value
    inverse = gain * config.patch_dim / config.hidden_size * weights["x_proj.weight"].t()
    weights["final_layer.1.weight"] = (0.1 * weights["final_layer.1.weight"] + inverse).contiguous()
    return weights


def exact_model(config, weights, network=CausalFusion):
    model = network(config).double()
    model.load_state_dict({name: value.double() for name, value in weights.items()})
    return model


def exact_gradients(model):
    """Every gradient there is. A term common to all of a query's scores leaves its softmax alone, so that of
    k_norm.bias is exactly 0: what rounding leaves of it is checked to be nothing, and cleared."""
    for name, parameter in model.named_parameters():
        if name.endswith("k_norm.bias"):
            twin = model.get_parameter(name.replace("k_norm", "q_norm")).grad
            if float(parameter.grad.abs().max()) > 1e-12 * float(twin.abs().max()):
                raise AssertionError(f"the gradient of {name} is not zero")
            parameter.grad.zero_()
    return {name: p.grad for name, p in model.named_parameters() if p.grad is not None}


@dataclasses.dataclass
class Batch:
    """Inputs of one training step."""
    x: torch.Tensor
    noise: torch.Tensor
    t: torch.Tensor
    y: torch.Tensor
    drop: torch.Tensor
    order: torch.Tensor
    split: list

    @staticmethod
    def draw(source, config, size, split):
        shape = (size, config.latent_channels, config.input_size, config.input_size)
        return Batch(source.uniform(*shape), source.normal(*shape), source.integers(0, 1000, size),
                     source.integers(0, config.num_classes, size), source.integers(0, 3, size) == 0,
                     source.order(size, config.tokens), split)

    def classes(self, config):
        return self.y.masked_fill(self.drop, config.num_classes)

    def loss(self, model):
        return compute_loss(model, Diffusion(), self.x.double(), self.noise.double(), self.t, self.classes(model.config), self.order, self.split)

    def tensors(self, config):
        return {"x": self.x, "noise": self.noise, "t": self.t, "y": self.y, "drop": self.drop, "y_input": self.classes(config),
                "ids_shuffle": self.order, "split_sizes": torch.tensor(self.split)}


def make_train(config, weights, seed, split):
    model, source = exact_model(config, weights), Source(seed)
    batch = Batch.draw(source, config, 4, split)
    batch.drop = torch.tensor([False, True, False, True])
    batch.t[:2] = torch.tensor([0, 999])
    terms = batch.loss(model)
    terms.loss.backward()
    gradients = exact_gradients(model)
    return {
        **batch.tensors(config),
        "xn": Diffusion().q_sample(batch.x.double(), batch.t, batch.noise.double()),
        "clean_tokens": gather_tokens(patchify(batch.x, config.patch_size), batch.order),
        "attn_mask": attention_mask(config.num_cond_tokens, split, int(config.time_token)),
        "ar_weights": ar_weights(split),
        "prediction": terms.prediction.detach(),
        "sq_error": terms.sq_error.detach(),
        "per_token": terms.per_token.detach(),
        "mean_mse": terms.sq_error.detach().mean(),
        "loss": terms.loss.detach(),
        "grad_norm": torch.stack([g.norm() for g in gradients.values()]).norm(),
        **{f"grad.{name}": g for name, g in gradients.items()},
    }


def make_sampling(config, weights, seed, steps, splits, scales, batch):
    """Samples for every split × guidance scale from the same initial and step noise."""
    model, source = exact_model(config, weights), Source(seed)
    diffusion = Diffusion(steps)
    y, order = source.integers(0, config.num_classes, batch), source.order(batch, config.tokens)
    initial = source.normal(batch, config.tokens, config.patch_dim)
    noise = source.normal(steps, batch, config.tokens, config.patch_dim)
    tensors = {"y": y, "ids_shuffle": order, "initial": initial, "noise": noise, "timestep_map": diffusion.timestep_map}
    for split in splits:
        tensors[f"s{len(split)}.split_sizes"] = torch.tensor(split)
        for scale in scales:
            result = sample(model, diffusion, y, order, split, initial.double(), noise.double(), guidance=scale)
            prefix = f"s{len(split)}.g{scale:g}."
            tensors[prefix + "first_noise"] = torch.cat(result.first_noise, dim=1)
            tensors[prefix + "tokens"] = result.tokens
            tensors[prefix + "image"] = unpatchify(result.tokens, config.patch_size, config.latent_channels)
    return tensors, {"config": config.to_json(), "steps": str(steps), "guidance": ",".join(f"{g:g}" for g in scales), "temperature": "1"}


def single(tensors):
    return {name: value.float() if value.dtype == torch.float64 else value for name, value in tensors.items()}
