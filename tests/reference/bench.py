"""The reference's side of the benchmark; a harness alternates it with ours over a line protocol on stdin and stdout.

    /usr/bin/python3 tests/reference/bench.py --splits '[[64], [20, 44], …]'

README.md describes the commands, the work they do and why PyTorch is set up as it is here.
"""
import argparse
import ctypes
import ctypes.util
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


# Both are read when torch loads the libraries: spinning OpenMP threads steal the cores from OpenBLAS's own, and the library under test
# asks for these kernels too.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
if kernels := blas_kernels():
    os.environ.setdefault("OPENBLAS_CORETYPE", kernels)

import torch

from causalfusion_reference.diffusion import Diffusion
from causalfusion_reference.factorization import equal_split, random_order
from causalfusion_reference.model import CausalFusion, Config
from causalfusion_reference.sampling import sample
from causalfusion_reference.training import Trainer, compute_loss

CONFIG = Config(input_size=32, patch_size=4, latent_channels=3, hidden_size=192, num_cond_tokens=4, depth=6, num_heads=6, num_classes=10)
BATCH = 64
GUIDANCE = 1.5


class Bench:
    def __init__(self, splits):
        torch.manual_seed(0)
        torch.set_flush_denormal(True)
        self.blas = load_blas()
        self.splits, self.next_split = splits, 0
        self.model = CausalFusion(CONFIG)
        self.trainer = Trainer(self.model)
        self.schedule = Diffusion()
        self.images = torch.rand(BATCH, CONFIG.latent_channels, CONFIG.input_size, CONFIG.input_size) * 2 - 1
        self.labels = torch.randint(0, CONFIG.num_classes, (BATCH,))
        self.tuned = {}

    def set_threads(self, count):
        torch.set_num_threads(count)
        self.tuned.clear()
        return {"threads": count}

    def train(self, steps):
        """`steps` training steps: noise, timesteps, orders and dropped labels are drawn as part of each."""
        self._tune("train", lambda: self._train_step(self.splits[0]))
        start = time.perf_counter()
        for _ in range(steps):
            loss = self._train_step(self.splits[self.next_split])
            self.next_split = (self.next_split + 1) % len(self.splits)
        return {"seconds": time.perf_counter() - start, "images": steps * BATCH, "loss": float(loss), "blasThreads": self.tuned["train"]}

    def sample(self, calls, ar_steps, diffusion_steps):
        """`calls` batches, each over `ar_steps` equal AR steps of `diffusion_steps` diffusion steps."""
        split = equal_split(CONFIG.tokens, ar_steps)
        self._tune("sample", lambda: self._sample([CONFIG.tokens], 2))
        start = time.perf_counter()
        for _ in range(calls):
            self._sample(split, diffusion_steps)
        return {"seconds": time.perf_counter() - start, "images": calls * BATCH, "blasThreads": self.tuned["sample"]}

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

    def _train_step(self, split):
        noise, t = torch.randn_like(self.images), torch.randint(0, len(self.schedule), (BATCH,))
        y = self.labels.masked_fill(torch.rand(BATCH) < CONFIG.class_dropout_prob, CONFIG.num_classes)
        order = random_order(BATCH, CONFIG.tokens)
        terms = compute_loss(self.model, self.schedule, self.images, noise, t, y, order, split)
        self.trainer.step(terms.loss)
        return terms.loss.detach()

    def _sample(self, split, steps):
        shape = (BATCH, CONFIG.tokens, CONFIG.patch_dim)
        initial, noise, order = torch.randn(shape), torch.randn(steps, *shape), random_order(BATCH, CONFIG.tokens)
        return sample(self.model, Diffusion(steps), self.labels, order, split, initial, noise, GUIDANCE)

    def _tune(self, name, work):
        """Warms up and leaves OpenBLAS at the faster of one thread and as many as torch has; not part of any timing."""
        if name not in self.tuned:
            work()
            seconds = {}
            for _ in range(2):
                for count in {1, torch.get_num_threads()}:
                    self._set_blas_threads(count)
                    start = time.perf_counter()
                    work()
                    seconds[count] = min(seconds.get(count, float("inf")), time.perf_counter() - start)
            self.tuned[name] = min(seconds, key=seconds.get)
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
    commands = {"train": bench.train, "sample": bench.sample, "threads": bench.set_threads, "memory": bench.memory, "about": bench.about}
    print("ready", flush=True)
    for line in sys.stdin:
        name, *arguments = line.split() or [""]
        if name == "quit":
            break
        try:
            answer = commands[name](*(int(a) for a in arguments))
        except (KeyError, TypeError, ValueError) as error:
            answer = {"error": f"{line.strip()!r}: {error!r}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
