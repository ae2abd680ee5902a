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


def converse(lines, splits="[[64], [20, 44]]"):
    """What bench.py prints for these lines of input."""
    said = io.StringIO()
    with mock.patch.multiple(bench, CONFIG=SMALL, BATCH=2), mock.patch.multiple(sys, stdin=io.StringIO(lines), argv=["bench.py", "--splits", splits]), \
            contextlib.redirect_stdout(said):
        bench.main()
    return said.getvalue().splitlines()


class BenchTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(torch.set_num_threads, torch.get_num_threads())
        self.addCleanup(torch.set_flush_denormal, False)

    def test_every_command_is_answered_in_one_line(self):
        ready, *answers = converse("threads 1\ntrain 3\nsample 2 4 3\nmemory\nquit\ntrain 1\n")
        threads, train, sample, memory = map(json.loads, answers)
        self.assertEqual((ready, threads["threads"], train["images"], sample["images"]), ("ready", 1, 6, 4))
        self.assertTrue(train["seconds"] > 0 and sample["seconds"] > 0 and train["loss"] > 0 and memory["peakMB"] > 0)

    def test_a_line_that_cannot_be_obeyed_does_not_end_the_process(self):
        answers = converse("juggle\ntrain\ntrain x\n\nthreads 1\n")
        self.assertTrue(all("error" in json.loads(answer) for answer in answers[1:5]))
        self.assertEqual(json.loads(answers[5]), {"threads": 1})

    def test_splits_that_do_not_cover_the_image_are_refused(self):
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            converse("quit\n", "[[60]]")

    def test_the_training_steps_cycle_through_the_splits(self):
        with mock.patch.multiple(bench, CONFIG=SMALL, BATCH=2):
            instance, seen = bench.Bench([[64], [20, 44]]), []
            instance.tuned["train"] = 1
            instance._train_step = lambda split: seen.append(split) or torch.zeros(())
            instance.train(2)
            instance.train(1)
        self.assertEqual(seen, [[64], [20, 44], [64]])


if __name__ == "__main__":
    unittest.main()
