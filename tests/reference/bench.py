"""The reference's side of the benchmark; a harness alternates it with ours over a line protocol on stdin and stdout.

    /usr/bin/python3 tests/reference/bench.py --splits '[[64], [20, 44], …]'

README.md describes the commands, the work they do and why PyTorch is set up as it is here.
"""
import argparse
import ctypes
import ctypes.util
import dataclasses
import json
import os
import resource
import sys
import time


def blas_kernels():
    """The fastest kernels that OpenBLAS has for this processor; Debian's release does not know every newer one and falls back to SSE."""
    try:
        with open("/proc/cpuinfo") as info:
            flags = next((line.split(":", 1)[1].split() for line in info if line.startswith("flags")), [])
    except OSError:
        return None
    return "SkylakeX" if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= set(flags) else "Haswell" if {"avx2", "fma"} <= set(flags) else None


# Both are read when torch loads the libraries. Spinning OpenMP threads steal the cores from OpenBLAS's own. The kernels are these whatever the
# environment says, and their blocks fit the cache that they find: some machines ask for slower ones everywhere (Haswell's take up to three times as
# long on a Zen 5), and the comparison is with the best.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
if kernels := blas_kernels():
    os.environ["OPENBLAS_CORETYPE"] = kernels
    os.environ.pop("OPENBLAS_L2_SIZE", None)

import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import equal_split, random_order
from causalfusion_reference.model import CausalFusion, Config
from causalfusion_reference.sampling import sample
from causalfusion_reference.text import JointNetwork, captions
from causalfusion_reference.training import Trainer, compute_loss

CONFIG = Config(input_size=32, patch_size=4, latent_channels=3, hidden_size=192, num_cond_tokens=4, depth=6, num_heads=6, num_classes=10,
                trainable_pos=False)
LARGE = Config(input_size=32, patch_size=2, latent_channels=3, hidden_size=384, num_cond_tokens=4, depth=12, num_heads=6, num_classes=10,
                trainable_pos=False)
SINGLE = Config(input_size=28, patch_size=4, latent_channels=1, hidden_size=128, num_cond_tokens=4, depth=6, num_heads=4, num_classes=10,
                trainable_pos=False)
CAPTIONING = dataclasses.replace(CONFIG, num_cond_tokens=0, num_classes=0, vocab_size=1024, max_text_tokens=35)
SHAPES = dataclasses.replace(CAPTIONING, patch_size=8, hidden_size=128, depth=5, num_heads=4, vocab_size=347, max_text_tokens=20)
BATCH = 64
LARGE_BATCH = 8
LARGE_AR_STEPS = 4
GUIDANCE = 1.5
COPIES = 8


class Training:
    """A network in training on made-up images: noise, timesteps, orders and dropped labels are drawn as part of each step."""

    def __init__(self, config, batch):
        self.config, self.batch = config, batch
        self.model = CausalFusion(config)
        self.trainer = Trainer(self.model)
        self.schedule = Diffusion()
        self.images = torch.rand(batch, config.latent_channels, config.input_size, config.input_size) * 2 - 1
        self.labels = torch.randint(0, config.num_classes, (batch,))

    def step(self, split):
        loss = self._backward(self.model, split, self.images, torch.randn_like(self.images), self._timesteps(self.batch))
        self.trainer.update()
        return loss

    def step_of_copies(self, split, copies):
        """As many noised sequences, `copies` of each image, with a timestep for each AR step of each."""
        images = self.images[:self.batch // copies]
        noise = torch.randn(images.shape[0], copies, *images.shape[1:])
        loss = self._backward(self.model, split, images, noise, self._timesteps(images.shape[0], copies, len(split)))
        self.trainer.update()
        return loss

    def _timesteps(self, *shape):
        return torch.randint(0, len(self.schedule), shape)

    def _backward(self, model, split, images, noise, t):
        batch = images.shape[0]
        y = self.labels[:batch].masked_fill(torch.rand(batch) < self.config.class_dropout_prob, self.config.num_classes)
        self.trainer.optimizer.zero_grad(set_to_none=True)
        terms = compute_loss(model, self.schedule, images, noise, t, y, random_order(batch, self.config.tokens), split)
        terms.loss.backward()
        return terms.loss.detach()


class Bench:
    def __init__(self, splits):
        torch.manual_seed(0)
        torch.set_flush_denormal(True)
        self.blas = load_blas()
        self.splits, self.next_split = splits, 0
        self.training = Training(CONFIG, BATCH)
        self.model = self.training.model
        self.large = self.single = None
        self.joint = {}
        self.tuned = {}
        self.fixed_blas = 0

    def set_threads(self, count):
        torch.set_num_threads(count)
        self.tuned.clear()
        return {"threads": count}

    def set_blas(self, count):
        self.fixed_blas = count
        return {"blasThreads": count}

    def train(self, steps):
        return self._train("train", steps, self.training.step)

    def train_copies(self, steps, copies):
        return self._train("copies", steps, lambda split: self.training.step_of_copies(split, copies))

    def train_large(self, steps):
        if self.large is None:
            self.large = Training(LARGE, LARGE_BATCH)
        split = equal_split(LARGE.tokens, LARGE_AR_STEPS)
        seconds, loss = self._timed("large", steps, lambda: self.large.step(split), warm=lambda: self.large.step(split))
        return {"seconds": seconds, "images": steps * LARGE_BATCH, "loss": float(loss), "blasThreads": self.tuned["large"]}

    def sample(self, calls, ar_steps, diffusion_steps, batch=None):
        """`calls` batches, each over `ar_steps` equal AR steps of `diffusion_steps` diffusion steps."""
        split, batch = equal_split(CONFIG.tokens, ar_steps), batch or BATCH
        seconds, _ = self._timed(
            f"sample {batch}", calls, lambda: self._sample(self.model, batch, split, diffusion_steps),
            warm=lambda: self._sample(self.model, batch, [CONFIG.tokens], 2))
        return {"seconds": seconds, "images": calls * batch, "blasThreads": self.tuned[f"sample {batch}"]}

    def single_image(self, calls, diffusion_steps):
        """`calls` single images of a small network over one AR step."""
        if self.single is None:
            self.single = CausalFusion(SINGLE)
        work = lambda: self._sample(self.single, 1, [SINGLE.tokens], diffusion_steps)
        seconds, _ = self._timed("single", calls, work, warm=work)
        return {"seconds": seconds, "images": calls, "blasThreads": self.tuned["single"]}

    def features(self, calls, layer):
        """The features of `calls` batches of clean images at a layer."""
        seconds, _ = self._timed("features", calls, lambda: self._features(layer), warm=lambda: self._features(layer))
        return {"seconds": seconds, "images": calls * BATCH, "blasThreads": self.tuned["features"]}

    def caption(self, calls, batch):
        """Greedy captions, full length, of `calls` batches by a network that reads text."""
        return self._caption("caption", CAPTIONING, calls, batch)

    def caption_shapes(self, calls, batch):
        """The same of a smaller one with fewer image tokens."""
        return self._caption("caption-shapes", SHAPES, calls, batch)

    def _caption(self, name, config, calls, batch):
        model = self.joint.setdefault(name, JointNetwork(config))
        images = torch.rand(batch, config.latent_channels, config.input_size, config.input_size) * 2 - 1
        work = lambda: captions(model, images, begin=0, steps=config.max_text_tokens + 1)
        name = f"{name} {batch}"
        seconds, said = self._timed(name, calls, work, warm=work)
        return {"seconds": seconds, "tokens": calls * said.numel(), "blasThreads": self.tuned[name]}

    def about(self):
        config = ctypes.cast(self._blas_text("openblas_get_config"), ctypes.c_char_p).value.decode().split(" NO_")[0] if self.blas else "a BLAS of its own"
        kernels = f" with its {ctypes.cast(self._blas_text('openblas_get_corename'), ctypes.c_char_p).value.decode()} kernels" if self.blas else ""
        return {"about": f"PyTorch {torch.__version__}, {config}{kernels}, OpenMP {os.environ.get('OMP_WAIT_POLICY', 'active').lower()}"}

    def _blas_text(self, name):
        function = getattr(self.blas, name)
        function.restype = ctypes.c_void_p
        return function()

    def memory(self):
        return {"peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}

    def _train(self, name, steps, step):
        """Steps on the next splits; the answer to a command."""
        def work():
            split = self.splits[self.next_split]
            self.next_split = (self.next_split + 1) % len(self.splits)
            return step(split)
        seconds, loss = self._timed(name, steps, work, warm=lambda: step(self.splits[0]))
        return {"seconds": seconds, "images": steps * BATCH, "loss": float(loss), "blasThreads": self.tuned[name]}

    def _timed(self, name, times, work, warm):
        """Seconds of `times` calls after the settings were chosen for `name`, and what the last call returned."""
        self._tune(name, warm)
        start = time.perf_counter()
        for _ in range(times):
            result = work()
        return time.perf_counter() - start, result

    def _sample(self, model, batch, split, steps):
        config = model.config
        shape = (batch, config.tokens, config.patch_dim)
        initial, noise, order = torch.randn(shape), torch.randn(steps, *shape), random_order(batch, config.tokens)
        return sample(model, Diffusion(steps), torch.arange(batch) % config.num_classes, order, split, initial, noise, GUIDANCE)

    @torch.no_grad()
    def _features(self, layer):
        return self.model.features(self.training.images, layer)

    def _tune(self, name, work):
        """Warms up and leaves OpenBLAS at the faster of one thread and as many as torch has; not part of any timing."""
        if name not in self.tuned:
            work()
            seconds = {}
            counts = {self.fixed_blas} if self.fixed_blas else {1, torch.get_num_threads()}
            for _ in range(2 if len(counts) > 1 else 0):
                for count in counts:
                    self._set_blas_threads(count)
                    start = time.perf_counter()
                    work()
                    seconds[count] = min(seconds.get(count, float("inf")), time.perf_counter() - start)
            self.tuned[name] = min(seconds, key=seconds.get) if seconds else counts.pop()
        self._set_blas_threads(self.tuned[name])

    def _set_blas_threads(self, count):
        if self.blas is not None:
            self.blas.openblas_set_num_threads(count)


def load_blas():
    """The OpenBLAS that torch calls, whose thread pool torch.set_num_threads does not reach; none if it is another BLAS."""
    name = ctypes.util.find_library("openblas")
    library = ctypes.CDLL(name) if name else None
    return library if hasattr(library, "openblas_set_num_threads") else None


def parse_splits(text):
    splits = json.loads(text)
    for split in splits:
        if sum(split) != CONFIG.tokens or min(split) < 1:
            raise argparse.ArgumentTypeError(f"{split}: the sizes must be positive and sum to {CONFIG.tokens}")
    return splits


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--splits", type=parse_splits, required=True, help="JSON list of AR splits, cycled through by the training steps")
    bench = Bench(parser.parse_args().splits)
    commands = {
        "train": bench.train, "train-copies": bench.train_copies,
        "train-large": bench.train_large, "sample": bench.sample, "single": bench.single_image, "features": bench.features,
        "caption": bench.caption, "caption-shapes": bench.caption_shapes,
        "threads": bench.set_threads, "blas": bench.set_blas, "memory": bench.memory, "about": bench.about,
    }
    print("ready", flush=True)
    for line in sys.stdin:
        name, *arguments = line.split() or [""]
        if name == "quit":
            break
        try:
            answer = commands[name](*(int(a) for a in arguments))
        except (ArithmeticError, KeyError, RuntimeError, TypeError, ValueError) as error:
            answer = {"error": f"{line.strip()!r}: {error!r}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
