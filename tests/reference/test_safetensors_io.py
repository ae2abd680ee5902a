"""/usr/bin/python3 -m unittest discover tests/reference"""
import json
import os
import struct
import tempfile
import unittest

import torch

import safetensors_io


class SafetensorsTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "a.safetensors")

    def test_every_dtype_shape_and_the_metadata_survive_a_round_trip(self):
        tensors = {f"t.{name}": torch.arange(6).reshape(2, 3).to(dtype) for name, dtype in safetensors_io.DTYPES.items()}
        tensors["scalar"] = torch.tensor(1.5)
        tensors["empty"] = torch.empty(0, 4)
        tensors["strided"] = torch.arange(6.0).reshape(2, 3).t()
        safetensors_io.save(self.path, tensors, {"note": "ä"})
        back, metadata = safetensors_io.load(self.path)
        self.assertEqual(list(back), list(tensors))
        self.assertEqual(metadata, {"note": "ä"})
        for name, tensor in tensors.items():
            self.assertEqual(back[name].dtype, tensor.dtype)
            self.assertTrue(torch.equal(back[name], tensor), name)

    def test_the_header_is_padded_to_eight_bytes(self):
        for length in range(1, 10):
            safetensors_io.save(self.path, {"x" * length: torch.zeros(1)})
            with open(self.path, "rb") as file:
                (size,) = struct.unpack("<Q", file.read(8))
            self.assertEqual(size % 8, 0)

    def test_a_header_longer_than_the_file_is_refused(self):
        with open(self.path, "wb") as file:
            file.write(struct.pack("<Q", 1 << 50) + b"{}")
        with self.assertRaisesRegex(ValueError, "claims"):
            safetensors_io.load(self.path)

    def test_offsets_outside_the_file_are_refused(self):
        header = json.dumps({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}).encode()
        with open(self.path, "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header + b"\0" * 8)
        with self.assertRaisesRegex(ValueError, "'a'"):
            safetensors_io.load(self.path)


if __name__ == "__main__":
    unittest.main()
