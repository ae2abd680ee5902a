using CausalFusion.Files.Pickle;

namespace CausalFusion.Files.PyTorch;

/// <summary>
/// The few things of Python that a file of tensors refers to, and what they mean here. Everything else is refused by name; nothing is imported or
/// run.
/// </summary>
internal sealed class PyTorchObjects(string source, Func<string, StoredZipEntry?> findStorage) : IPickleObjects
{
    // libtorch iterates over at most 64 dimensions.
    private const int MaxRank = 64;

    private enum Function
    {
        OrderedDict,
        Namespace,
        RebuildTensor,
        RebuildTensorOfType,
        RebuildParameter,
        Size,
        Device,
        UntypedStorage,
    }

    private sealed record StorageType(PyTorchDType DType);

    public object FindGlobal(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => Function.OrderedDict,
        ("argparse", "Namespace") => Function.Namespace,
        ("torch._utils", "_rebuild_tensor_v2") => Function.RebuildTensor,
        ("torch._utils", "_rebuild_tensor_v3") => Function.RebuildTensorOfType,
        ("torch._utils", "_rebuild_parameter") => Function.RebuildParameter,
        ("torch", "Size") => Function.Size,
        ("torch", "device") => Function.Device,
        ("torch" or "torch.storage", "UntypedStorage" or "_UntypedStorage") => Function.UntypedStorage,
        ("torch", _) when PyTorchDType.Find(name) is { } dtype => dtype,
        ("torch" or "torch.storage", _) when PyTorchDType.OfStorage(name) is { } dtype => new StorageType(dtype),
        _ => throw Refuse(
            $"its pickle asks for {SafetensorsHeader.Quote(module + "." + name)}, which is not among what tensors and plain containers need; "
            + $"nothing of it was run"),
    };

    public object FindPersistent(object? id)
    {
        if (id is not object?[] { Length: 5 } parts || parts is not ["storage", object type, string key, _, long count])
        {
            throw Refuse("expected a reference to a storage, found something else");
        }
        PyTorchDType? dtype = type switch
        {
            StorageType known => known.DType,
            Function.UntypedStorage => null,
            _ => throw Refuse($"storage {SafetensorsHeader.Quote(key)}: expected a type of storage, found something else"),
        };
        StoredZipEntry data = findStorage(key) ?? throw Refuse($"storage {SafetensorsHeader.Quote(key)}: the archive has no such entry");
        int size = dtype?.Size ?? 1;
        return count >= 0 && count <= data.Length / size && count * size == data.Length
            ? new PyTorchStorage(dtype, data)
            : throw Refuse($"storage {SafetensorsHeader.Quote(key)}: expected {count} elements of {size} bytes, found {data.Length} bytes");
    }

    public object? Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (Function.OrderedDict or Function.Namespace, []) => new PickleDictionary(),
        (Function.RebuildTensor, [PyTorchStorage { DType: { } dtype } storage, long first, object?[] shape, object?[] strides, bool, _, .. var rest])
            when rest is [] or [null] or [PickleDictionary { Items: [] }] => MakeTensor(storage, dtype, first, shape, strides),
        (
            Function.RebuildTensorOfType,
            [PyTorchStorage { DType: null } storage, long first, object?[] shape, object?[] strides, bool, _, PyTorchDType dtype, .. var rest])
            when rest is [] or [null] or [PickleDictionary { Items: [] }] => MakeTensor(storage, dtype, first, shape, strides),
        (Function.RebuildParameter, [PyTorchTensor tensor, bool, _]) => tensor,
        (Function.Size, [object?[] sizes]) => sizes,
        (Function.Size, [List<object?> sizes]) => sizes.ToArray(),
        (Function.Device, [string]) => arguments,
        (Function.Device, [string, long]) => arguments,
        (Function known, _) => throw Refuse($"expected the arguments that torch.save writes for {known}, found others"),
        _ => throw Refuse("its pickle calls something that is no function"),
    };

    public void SetState(object? target, object? state)
    {
        // A state dict's state are notes that PyTorch keeps about versions of modules, a namespace's the settings of the program that wrote the file.
        if (target is not PickleDictionary || state is not PickleDictionary)
        {
            throw Refuse("its pickle sets the state of something that has none");
        }
    }

    private PyTorchTensor MakeTensor(PyTorchStorage storage, PyTorchDType dtype, long first, object?[] shape, object?[] strides)
    {
        string where = $"a tensor of storage {SafetensorsHeader.Quote(storage.Data.Name)}";
        if (shape.Length > MaxRank || shape.Length != strides.Length || first < 0
            || shape.Any(value => value is not (long and >= 0)) || strides.Any(value => value is not (long and >= 0)))
        {
            throw Refuse($"{where}: expected an offset, and at most {MaxRank} sizes with as many strides, none negative, found others");
        }
        // Zeros are left out of the extent, so that (2⁶², 2⁶², 0) does not pass for an empty tensor.
        Int128 extent = dtype.Size, count = 1, last = first;
        for (int i = 0; i < shape.Length; i++)
        {
            long size = (long)shape[i]!, stride = (long)strides[i]!;
            extent *= Math.Max(1, size);
            count *= size;
            last += (Int128)Math.Max(0, size - 1) * stride;
            if (extent > long.MaxValue)
            {
                throw Refuse($"{where}: expected fewer than 2^63 bytes, found shape ({string.Join(", ", shape)})");
            }
        }
        long available = storage.Data.Length / dtype.Size;
        if (count > 0 ? last >= available : first > available)
        {
            throw Refuse($"{where}: expected elements among the storage's {available}, found shape ({string.Join(", ", shape)}), strides "
                + $"({string.Join(", ", strides)}) from {first}");
        }
        return new PyTorchTensor(
            storage.Data, dtype, first, [.. shape.Cast<long>()], [.. strides.Cast<long>()], (long)count);
    }

    private InvalidDataException Refuse(string problem) => new($"'{source}': {problem}.");
}
