"""Writes the golden files that the C# tests compare with.

    /usr/bin/python3 tests/reference/make_golden.py            into tests/CausalFusion.Tests/Golden
    /usr/bin/python3 tests/reference/make_golden.py --check    compares new ones with those there

Everything is computed in float64 from float32 weights and inputs and rounded once at the end, so a golden value is the true one to
float32's last digit. The number of threads does not show in the bytes; another processor's exp and cos may, in the last digit of a few values. README.md says what each tensor is.
"""
import argparse
import filecmp
import os
import sys
import tempfile

import torch

import golden_autoencoder
import golden_captions
import golden_dit
import golden_evaluation
import golden_images
import golden_in_context
import golden_sampling
import golden_text
import golden_training
import golden_pytorch_files
import safetensors_io
from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import ar_weights, attention_mask
from causalfusion_reference.model import Config, sincos_positions, timestep_embedding
from causalfusion_reference.training import Trainer, ema_decay, learning_rate
from golden_common import SINUSOIDAL, Batch, Source, exact_gradients, exact_model, make_sampling, make_train, make_weights, single

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "CausalFusion.Tests", "Golden")

ROUNDING = 2e-7  # of the largest value: two units in float32's last place

LEARNED = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=48, num_cond_tokens=3, depth=3, num_heads=4, num_classes=7)
SMALLEST = Config(input_size=8, patch_size=2, latent_channels=3, hidden_size=24, num_cond_tokens=2, depth=2, num_heads=2, num_classes=7)


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
    golden_in_context.make(save)
    golden_autoencoder.make(save, folder)
    golden_images.make(save)
    golden_evaluation.make(save)
    golden_captions.make(folder)
    golden_pytorch_files.make(folder)
    golden_sampling.make(save)
    golden_dit.make(save)
    golden_training.make(save)
    golden_text.make(save)


def same(fresh, kept):
    """Whether two files hold the same: the bytes, or tensors that differ by a rounding of their largest value at most."""
    if filecmp.cmp(fresh, kept, shallow=False):
        return True
    if not fresh.endswith(".safetensors"):
        return False
    (new, new_metadata), (old, old_metadata) = safetensors_io.load(fresh), safetensors_io.load(kept)
    return new_metadata == old_metadata and new.keys() == old.keys() and all(
        new[name].dtype == old[name].dtype and new[name].shape == old[name].shape
        and (torch.equal(new[name], old[name]) or float((new[name].double() - old[name].double()).abs().max()) <= ROUNDING * float(old[name].double().abs().max()))
        for name in old)


def check(folder):
    """Exit status 0 if a new set of files equals the one in `folder`."""
    with tempfile.TemporaryDirectory() as fresh:
        make_all(fresh)
        names = sorted(os.listdir(fresh))
        differing = [name for name in names if not os.path.exists(os.path.join(folder, name))
                     or not same(os.path.join(fresh, name), os.path.join(folder, name))]
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
