"""The benchmark's line protocol, on a model small enough for a test."""
import contextlib
import dataclasses
import io
import json
import sys
import unittest
from unittest import mock

import torch

import bench

SMALL = dataclasses.replace(bench.CONFIG, hidden_size=24, depth=1, num_heads=2)
SIZES = {
    "CONFIG": SMALL, "BATCH": 16, "LARGE": dataclasses.replace(SMALL, patch_size=2), "LARGE_BATCH": 1,
    "SINGLE": dataclasses.replace(SMALL, input_size=28, latent_channels=1),
    "CAPTIONING": dataclasses.replace(bench.CAPTIONING, hidden_size=24, depth=1, num_heads=2, max_text_tokens=5),
    "SHAPES": dataclasses.replace(bench.SHAPES, hidden_size=24, depth=1, num_heads=2, max_text_tokens=3),
}


def converse(lines, splits="[[64], [20, 44]]"):
    """What bench.py prints for these lines of input."""
    said = io.StringIO()
    with mock.patch.multiple(bench, **SIZES), mock.patch.multiple(sys, stdin=io.StringIO(lines), argv=["bench.py", "--splits", splits]), \
            contextlib.redirect_stdout(said):
        bench.main()
    return said.getvalue().splitlines()


class BenchTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(torch.set_num_threads, torch.get_num_threads())
        self.addCleanup(torch.set_flush_denormal, False)

    def test_every_command_is_answered_in_one_line(self):
        work = ["train 3", "train-copies 2 8", "train-large 2", "sample 2 4 3", "sample 1 1 2 3", "single 2 3",
                "features 2 1"]
        ready, *answers = converse("\n".join(["threads 1", *work, "memory", "about", "quit", "train 1", ""]))
        self.assertEqual((ready, len(answers)), ("ready", len(work) + 3))
        threads, *done, memory, about = map(json.loads, answers)
        self.assertEqual((threads, [answer["images"] for answer in done]), ({"threads": 1}, [48, 32, 2, 32, 3, 2, 32]))
        self.assertTrue(all(answer["seconds"] > 0 and answer["blasThreads"] == 1 for answer in done))
        self.assertTrue(all(answer["loss"] > 0 for answer in done[:3]))
        said = [json.loads(line)["tokens"] for line in converse("threads 1\ncaption 2 3\ncaption-shapes 1 1\nquit\n")[2:]]
        self.assertEqual(said, [36, 4])
        self.assertTrue(memory["peakMB"] > 0 and "PyTorch" in about["about"])

    def test_a_line_that_cannot_be_obeyed_does_not_end_the_process(self):
        answers = converse("juggle\ntrain\ntrain x\n\nsample 1 3 1\nthreads 0\nthreads 1\n")
        self.assertTrue(all("error" in json.loads(answer) for answer in answers[1:7]))
        self.assertEqual(json.loads(answers[7]), {"threads": 1})

    def test_splits_that_do_not_cover_the_image_are_refused(self):
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            converse("quit\n", "[[60]]")

    def test_the_training_steps_cycle_through_the_splits(self):
        with mock.patch.multiple(bench, **SIZES):
            instance, seen = bench.Bench([[64], [20, 44]]), []
            instance.tuned["train"] = 1
            instance.training.step = lambda split: seen.append(split) or torch.zeros(())
            instance.train(2)
            instance.train(1)
        self.assertEqual(seen, [[64], [20, 44], [64]])

    def test_a_given_number_of_blas_threads_is_taken_without_tuning(self):
        answers = converse("threads 1\nblas 1\ntrain 1\nquit\n")
        self.assertEqual(json.loads(answers[3])["blasThreads"], 1)


if __name__ == "__main__":
    unittest.main()
