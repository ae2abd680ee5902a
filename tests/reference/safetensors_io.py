"""Reads and writes safetensors files with torch alone (Debian has no python3-safetensors).

    tensors, metadata = load("file.safetensors")
    save("file.safetensors", {"a": torch.zeros(2, 3)}, {"note": "anything"})

Layout: u64 little-endian header length, a JSON header, the tensors' bytes. The same input gives the
same bytes: names keep the order given, the JSON has no spaces but the padding to 8 bytes.
"""
import json
import math
import os
import struct
import sys

import torch

DTYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8,
    "U8": torch.uint8, "BOOL": torch.bool,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
MAX_HEADER = 100_000_000


def _width(dtype):
    return torch.empty(0, dtype=dtype).element_size()


def save(path, tensors, metadata=None):
    """Writes `tensors` (name → tensor) and `metadata` (str → str), replacing `path` in one step."""
    header, offset = {}, 0
    if metadata:
        for key, value in metadata.items():
            if not isinstance(key, str) or not isinstance(value, str):
                raise TypeError(f"metadata {key!r}: expected a string, found {type(value).__name__}")
        header["__metadata__"] = dict(metadata)
    for name, tensor in tensors.items():
        if tensor.dtype not in NAMES:
            raise TypeError(f"tensor {name!r}: safetensors has no name for {tensor.dtype}")
        size = tensor.numel() * _width(tensor.dtype)
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    partial = f"{path}.partial"
    with open(partial, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(_to_bytes(tensor))
    os.replace(partial, path)


def load(path):
    """Reads a file: (name → tensor, metadata). Tensors own their memory."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        prefix = file.read(8)
        if len(prefix) < 8:
            raise ValueError(f"{path}: {size} bytes are too few for a safetensors file")
        (length,) = struct.unpack("<Q", prefix)
        if length > min(MAX_HEADER, size - 8):
            raise ValueError(f"{path}: the header claims {length} bytes, the file has {size}")
        header = json.loads(file.read(length).decode("utf-8"))
        body = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    return {name: _from_bytes(path, name, entry, body) for name, entry in header.items()}, metadata


def _to_bytes(tensor):
    _require_little_endian()
    tensor = tensor.detach().cpu().contiguous()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)  # numpy has no bfloat16
    return tensor.numpy().tobytes()


def _from_bytes(path, name, entry, body):
    _require_little_endian()
    dtype, shape, (start, end) = DTYPES[entry["dtype"]], entry["shape"], entry["data_offsets"]
    expected = math.prod(shape) * _width(dtype)
    if not 0 <= start <= end <= len(body) or end - start != expected:
        raise ValueError(f"{path}: tensor {name!r} {shape} needs {expected} bytes, its offsets are [{start}, {end}) of {len(body)}")
    if start == end:
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(body[start:end], dtype=dtype).reshape(shape)


def _require_little_endian():
    if sys.byteorder != "little":
        raise RuntimeError("safetensors are little-endian; this machine is not")
