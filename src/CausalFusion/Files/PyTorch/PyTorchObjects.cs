using CausalFusion.Files.Pickle;

namespace CausalFusion.Files.PyTorch;

/// <summary>
/// The few things of Python that a file of tensors refers to, and what they mean here. Whatever else stands beside the tensors has a name in its
/// place, and what would be made of it is kept as data at most: nothing is imported or run.
/// </summary>
internal sealed class PyTorchObjects(string source, Func<string, StoredZipEntry?> findStorage) : IPickleObjects
{
    // libtorch iterates over at most 64 dimensions.
    private const int MaxRank = 64;

    private enum Function
    {
        OrderedDict,
        RebuildTensor,
        RebuildTensorOfType,
        RebuildParameter,
        RebuildFromType,
        Size,
        UntypedStorage,
    }

    private sealed record StorageType(PyTorchDType DType);

    public object FindGlobal(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => Function.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2") => Function.RebuildTensor,
        ("torch._utils", "_rebuild_tensor_v3") => Function.RebuildTensorOfType,
        ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state") => Function.RebuildParameter,
        ("torch._tensor", "_rebuild_from_type" or "_rebuild_from_type_v2") => Function.RebuildFromType,
        ("torch", "Size") => Function.Size,
        ("torch" or "torch.storage", "UntypedStorage" or "_UntypedStorage") => Function.UntypedStorage,
        ("torch", _) when PyTorchDType.Find(name) is { } dtype => dtype,
        ("torch" or "torch.storage", _) when PyTorchDType.OfStorage(name) is { } dtype => new StorageType(dtype),
        _ => new PickleGlobal(module, name),
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
            Function.UntypedStorage or PickleGlobal => null,
            _ => throw Refuse($"storage {SafetensorsHeader.Quote(key)}: expected a type of storage, found something else"),
        };
        StoredZipEntry data = findStorage(key) ?? throw Refuse($"storage {SafetensorsHeader.Quote(key)}: the archive has no such entry");
        if (type is PickleGlobal other)
        {
            return new PyTorchStorage(null, data, other.ToString());
        }
        int size = dtype?.Size ?? 1;
        return count >= 0 && count <= data.Length / size && count * size == data.Length
            ? new PyTorchStorage(dtype, data)
            : throw Refuse($"storage {SafetensorsHeader.Quote(key)}: expected {count} elements of {size} bytes, found {data.Length} bytes");
    }

    public object? Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (Function.OrderedDict, []) => new PickleDictionary(),
        (Function.OrderedDict, [List<object?> pairs]) => DictionaryOf(pairs),
        (Function.RebuildTensor, [PyTorchStorage storage, long first, object?[] shape, object?[] strides, bool, _, .. var rest])
            when rest.Length < 2 && (storage.DType is not null || storage.OtherType is not null) =>
            MakeTensor(storage, storage.DType, first, shape, strides, rest),
        (
            Function.RebuildTensorOfType,
            [PyTorchStorage { DType: null } storage, long first, object?[] shape, object?[] strides, bool, _, var dtype, .. var rest])
            when rest.Length < 2 && dtype is PyTorchDType or PickleGlobal =>
            MakeTensor(storage with { OtherType = storage.OtherType ?? (dtype as PickleGlobal)?.ToString() }, dtype as PyTorchDType, first, shape,
                strides, rest),
        (Function.RebuildParameter, [PyTorchTensor tensor, bool, ..]) => tensor,
        (Function.RebuildParameter, [PickleObject data, bool, ..]) => PyTorchTensor.NotRead(data.ToString()),
        (Function.RebuildFromType, [not Function.RebuildFromType and var inner, var type, object?[] given, ..]) => OfType(Call(inner, given), type),
        (Function.Size, [object?[] sizes]) => sizes,
        (Function.Size, [List<object?> sizes]) => sizes.ToArray(),
        (Function known, _) => throw Refuse($"expected the arguments that torch.save writes for {known}, found others"),
        (PickleGlobal { Module: "copyreg" or "copy_reg", Name: "_reconstructor" }, [PickleGlobal source, ..]) => new PickleObject(source),
        (PickleGlobal { Module: "torch._utils" or "torch._tensor" } source, _) when source.Name.StartsWith("_rebuild_", StringComparison.Ordinal) =>
            PyTorchTensor.NotRead($"what {SafetensorsHeader.Quote(source.ToString())} makes"),
        (PickleGlobal source, _) => new PickleObject(source),
        (PickleObject other, _) => new PickleObject(other.Source),
        (PyTorchDType or StorageType, _) => new PickleObject(null),
        _ => throw Refuse("its pickle calls something that is no function"),
    };

    public void SetState(object? target, object? state)
    {
        switch (target)
        {
            case PickleObject other: other.State = state; break;
            // Notes that PyTorch keeps about versions of modules, and attributes that somebody has given to a tensor.
            case PickleDictionary or PyTorchTensor: break;
            default: throw Refuse("its pickle sets the state of something that has none");
        }
    }

    /// <summary>As Python 2 writes an ordered dictionary: a list of keys and values.</summary>
    private PickleDictionary DictionaryOf(List<object?> pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                object?[] and [var first, var second] => (first, second),
                List<object?> and [var first, var second] => (first, second),
                _ => throw Refuse("expected pairs of keys and values for a dictionary, found something else"),
            };
            dictionary.Items.Add((key, value));
        }
        return dictionary;
    }

    private static object? OfType(object? made, object? type) => made is not PyTorchTensor
        || type is PickleGlobal { Module: "torch", Name: "Tensor" } or PickleGlobal { Module: "torch.nn.parameter", Name: "Parameter" or "Buffer" }
        ? made
        : PyTorchTensor.NotRead(
            $"a tensor of a class of its own{(type is PickleGlobal named ? $", {SafetensorsHeader.Quote(named.ToString())}" : "")}");

    private PyTorchTensor MakeTensor(
        PyTorchStorage storage, PyTorchDType? dtype, long first, object?[] shape, object?[] strides, object?[] metadata)
    {
        if (dtype is null || storage.OtherType is not null)
        {
            return PyTorchTensor.NotRead($"a tensor of the type {SafetensorsHeader.Quote(storage.OtherType ?? "unknown")}");
        }
        if (metadata is not ([] or [null] or [PickleDictionary { Items: [] }]))
        {
            return PyTorchTensor.NotRead("a tensor that is conjugated or negated, or has other notes that change its values");
        }
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
