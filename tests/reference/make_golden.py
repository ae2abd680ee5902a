"""Writes the golden files that the C# tests compare with.

    /usr/bin/python3 tests/reference/make_golden.py            into tests/CausalFusion.Tests/Golden
    /usr/bin/python3 tests/reference/make_golden.py --check    compares new ones with those there, byte for byte

Everything is computed in float64 from float32 weights and inputs and rounded once at the end, so a golden value is the true one to
float32's last digit, and neither the machine nor the number of threads shows in the bytes. README.md says what each tensor is.
"""
import argparse
import dataclasses
import filecmp
import os
import sys
import tempfile

import numpy
import torch

import safetensors_io
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights, attention_mask
from causalfusion_reference.model import CausalFusion, Config, gather_tokens, patchify, sincos_positions, timestep_embedding, unpatchify
from causalfusion_reference.sampling import sample
from causalfusion_reference.training import Trainer, compute_loss, ema_decay, learning_rate

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "CausalFusion.Tests", "Golden")

LEARNED = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=48, num_cond_tokens=3, depth=3, num_heads=4, num_classes=7)
SINUSOIDAL = Config(input_size=8, patch_size=2, latent_channels=1, hidden_size=32, num_cond_tokens=2, depth=2, num_heads=2,
                    num_classes=5, trainable_pos=False)
SMALLEST = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=24, num_cond_tokens=2, depth=2, num_heads=2, num_classes=7)


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


def make_weights(config, seed, gain=6.0):
    """Random float32 weights, none zero. The head undoes the input projection (times a gain), so that the noise
    predicted points along x and sampling stays bounded, as with a trained model."""
    source, weights = Source(seed), {}
    for name, parameter in CausalFusion(config).named_parameters():
        noise = source.normal(*parameter.shape)
        if name == "pos_embed":
            value = 0.2 * noise if config.trainable_pos else parameter.detach()
        elif "norm" in name or name.startswith("final_layer.0"):
            value = 0.1 * noise + (1 if name.endswith("weight") else 0)
        elif name.endswith("bias"):
            value = 0.05 * noise
        elif name in ("y_embedder.embedding_table.weight", "cond_pos_embed"):
            value = 0.5 * noise
        else:
            value = 0.7 * noise * parameter.shape[1] ** -0.5
        weights[name] = value
    inverse = gain * config.patch_dim / config.hidden_size * weights["x_proj.weight"].t()
    weights["final_layer.1.weight"] = (0.1 * weights["final_layer.1.weight"] + inverse).contiguous()
    return weights


def exact_model(config, weights):
    model = CausalFusion(config).double()
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
        "attn_mask": attention_mask(config.num_cond_tokens, split),
        "ar_weights": ar_weights(split),
        "prediction": terms.prediction.detach(),
        "sq_error": terms.sq_error.detach(),
        "per_token": terms.per_token.detach(),
        "mean_mse": terms.sq_error.detach().mean(),
        "loss": terms.loss.detach(),
        "grad_norm": torch.stack([g.norm() for g in gradients.values()]).norm(),
        **{f"grad.{name}": g for name, g in gradients.items()},
    }


def make_optimizer(config, seed):
    lr, warmup, decay = 1e-3, 3, 0.25
    weights, source = make_weights(config, seed, gain=0.2), Source(seed + 1)  # gradient norms on both sides of the clip
    model = exact_model(config, weights)
    trainer = Trainer(model, lr, warmup, decay)
    tensors = {f"initial.{name}": value for name, value in weights.items()}
    for step, split in enumerate(([16], [4, 7, 5], [1, 2, 3, 4, 6], [9, 7]), start=1):
        batch = Batch.draw(source, config, 3, split)
        terms = batch.loss(model)
        trainer.optimizer.zero_grad(set_to_none=True)
        terms.loss.backward()
        gradients = {name: g.clone() for name, g in exact_gradients(model).items()}
        norm = trainer.update()
        state = {
            **batch.tensors(config),
            "loss": terms.loss.detach(),
            "grad_norm": norm,
            "learning_rate": torch.tensor(learning_rate(step, lr, warmup)),
            "ema_decay": torch.tensor(ema_decay(step, decay)),
            **{f"grad.{name}": g for name, g in gradients.items()},
            **{f"param.{name}": p.detach().clone() for name, p in trainer.parameters.items()},
            **{f"ema.{name}": e.clone() for name, e in trainer.ema.items()},
        }
        tensors.update({f"step{step}.{name}": value for name, value in state.items()})
    metadata = {"config": config.to_json(), "learning_rate": str(lr), "warmup_steps": str(warmup), "ema_decay": str(decay),
                "clip": "1.0", "betas": "0.9,0.95", "epsilon": "1e-15", "weight_decay": "0"}
    return tensors, metadata


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


def make_factorization():
    tensors = {}
    for case, (condition, split) in enumerate([(0, [5]), (4, [7]), (1, [1, 1, 1, 1]), (3, [5, 11]), (2, [1, 4, 2, 6, 3]), (16, [20, 30, 14])]):
        tensors[f"case{case}.cond_len"] = torch.tensor(condition)
        tensors[f"case{case}.split_sizes"] = torch.tensor(split)
        tensors[f"case{case}.mask"] = attention_mask(condition, split)
        for shape in ("linear", "cosine"):
            tensors[f"case{case}.w.{shape}.2.1"] = ar_weights(split, 2, 1, shape)
            tensors[f"case{case}.w.{shape}.1.5.0.5"] = ar_weights(split, 1.5, 0.5, shape)
    return tensors


def make_schedules():
    """Double tables stay double."""
    tensors = {}
    for key, spec in {"full": None, "r50": 50, "r21": 21, "r1": 1, "ddim50": "ddim50", "r10_15_20": "10,15,20"}.items():
        diffusion = Diffusion(spec)
        for name, table in vars(diffusion).items():
            tensors[f"{key}.{name}"] = table
    tensors["timesteps"] = torch.tensor([0, 1, 7, 499, 999])
    tensors["timestep_embedding"] = timestep_embedding(tensors["timesteps"])
    tensors["positions_48_4"] = sincos_positions(48, 4)
    tensors["positions_32_7"] = sincos_positions(32, 7)
    return tensors


def make_element_types():
    """Every element type with its extremes; strictest alignment first, then by name, as a writer that sorts would lay them out."""
    halves = torch.tensor([-0.0, 1 / 3, 65504.0, float("inf"), 6e-8])
    tensors = {
        "i64": torch.tensor([-2**63, -1, 2**63 - 1]),
        "f64": torch.tensor([[-0.0, 1 / 3], [float("inf"), 5e-324]], dtype=torch.float64),
        "empty": torch.zeros(2, 0, 3),
        "f32": torch.tensor([[1 / 3, -3.4028235e38, 1e-45]]),
        "scalar": torch.tensor(0.5),
        "i32": torch.tensor([-2**31, 2**31 - 1], dtype=torch.int32),
        "bf16": halves.to(torch.bfloat16),
        "f16": halves.to(torch.float16),
        "i16": torch.tensor([-2**15, 2**15 - 1], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 1, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
    }
    return tensors, {"json": '{"a":"\\u00e9"}', "text": "quote \" backslash \\ newline \n é 平仮名"}


def single(tensors):
    return {name: value.float() if value.dtype == torch.float64 else value for name, value in tensors.items()}


def make_all(folder):
    os.makedirs(folder, exist_ok=True)

    def save(name, tensors, metadata=None):
        safetensors_io.save(os.path.join(folder, name + ".safetensors"), tensors, metadata)

    learned, sinusoidal = make_weights(LEARNED, 11), make_weights(SINUSOIDAL, 12)
    save("model", learned, {"config": LEARNED.to_json()})
    save("model_sinusoidal", sinusoidal, {"config": SINUSOIDAL.to_json()})
    save("train", single(make_train(LEARNED, learned, 21, [3, 1, 7, 5])), {"config": LEARNED.to_json()})
    save("train_sinusoidal", single(make_train(SINUSOIDAL, sinusoidal, 22, [16])), {"config": SINUSOIDAL.to_json()})
    tensors, metadata = make_optimizer(SMALLEST, 33)
    save("optimizer", single(tensors), metadata)
    tensors, metadata = make_sampling(LEARNED, learned, 41, 25, ([16], [5, 11], [3, 1, 7, 5]), (1.0, 3.0), 2)
    save("cached_inference", single(tensors), metadata)
    tensors, metadata = make_sampling(SINUSOIDAL, sinusoidal, 51, 50, ([16], [6, 10]), (1.5,), 3)
    save("sampling_loop_50", single(tensors), metadata)
    save("factorization", make_factorization())
    save("schedules", make_schedules())
    save("element_types", *make_element_types())


def check(folder):
    """Exit status 0 if a new set of files equals the one in `folder`."""
    with tempfile.TemporaryDirectory() as fresh:
        make_all(fresh)
        names = sorted(os.listdir(fresh))
        differing = [name for name in names if not os.path.exists(os.path.join(folder, name))
                     or not filecmp.cmp(os.path.join(fresh, name), os.path.join(folder, name), shallow=False)]
    print(f"{len(names) - len(differing)} of {len(names)} files are the same" + (f"; not {', '.join(differing)}" if differing else ""))
    return 1 if differing else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", default=FOLDER)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    arguments = parser.parse_args()
    if arguments.check:
        return check(arguments.output)
    make_all(arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
