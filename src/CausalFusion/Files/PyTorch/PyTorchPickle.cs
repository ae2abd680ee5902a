using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using CausalFusion.Files.Pickle;

namespace CausalFusion.Files.PyTorch;

/// <summary>Writes the pickle of a state dict: a dictionary of tensors, each the whole of a storage of its own, which bears its number.</summary>
internal sealed class PyTorchPickle
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <exception cref="ArgumentException">An element type is unknown to PyTorch, or a name is not valid Unicode.</exception>
    public static byte[] Of(List<OutgoingTensor> tensors)
    {
        var pickle = new PyTorchPickle();
        pickle.Write(PickleOpcode.Proto, 2);
        pickle.Write(PickleOpcode.EmptyDict);
        pickle.Write(PickleOpcode.Mark);
        for (int i = 0; i < tensors.Count; i++)
        {
            pickle.Text(tensors[i].Name);
            pickle.Tensor(tensors[i], i);
        }
        pickle.Write(PickleOpcode.SetItems);
        pickle.Write(PickleOpcode.Stop);
        return pickle._bytes.WrittenSpan.ToArray();
    }

    private void Tensor(OutgoingTensor tensor, int storage)
    {
        PyTorchDType dtype = PyTorchDType.Find(tensor.DType) ?? throw new ArgumentException(
            $"tensor {SafetensorsHeader.Quote(tensor.Name)}: expected one of the types {PyTorchDType.Names}, found {tensor.DType}.", nameof(tensor));
        Global("torch._utils", "_rebuild_tensor_v2");
        Write(PickleOpcode.Mark);

        Write(PickleOpcode.Mark);
        Text("storage");
        Global("torch", dtype.StorageName!);
        Text(storage.ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Integer(tensor.ElementCount);
        Write(PickleOpcode.Tuple);
        Write(PickleOpcode.BinPersId);

        Integer(0); // where the tensor begins in its storage
        Integers(tensor.Shape);
        Integers(Strides(tensor.Shape));
        Write(PickleOpcode.NewFalse); // whether it requires a gradient
        Global("collections", "OrderedDict"); // hooks
        Write(PickleOpcode.EmptyTuple);
        Write(PickleOpcode.Reduce);

        Write(PickleOpcode.Tuple);
        Write(PickleOpcode.Reduce);
    }

    private static long[] Strides(IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        long stride = 1;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }
        return strides;
    }

    private void Integers(IReadOnlyList<long> values)
    {
        Write(PickleOpcode.Mark);
        foreach (long value in values)
        {
            Integer(value);
        }
        Write(PickleOpcode.Tuple);
    }

    private void Integer(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Write(PickleOpcode.BinInt);
            BinaryPrimitives.WriteInt32LittleEndian(Next(sizeof(int)), (int)value);
        }
        else
        {
            Write(PickleOpcode.Long1, sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(Next(sizeof(long)), value);
        }
    }

    private void Global(string module, string name)
    {
        Write(PickleOpcode.Global);
        _bytes.Write(StrictUtf8.Encode($"{module}\n{name}\n"));
    }

    private void Text(string text)
    {
        byte[] utf8 = StrictUtf8.Encode(text);
        Write(PickleOpcode.BinUnicode);
        BinaryPrimitives.WriteInt32LittleEndian(Next(sizeof(int)), utf8.Length);
        _bytes.Write(utf8);
    }

    private void Write(PickleOpcode opcode) => _bytes.Write([(byte)opcode]);

    private void Write(PickleOpcode opcode, byte argument) => _bytes.Write([(byte)opcode, argument]);

    private Span<byte> Next(int count)
    {
        Span<byte> span = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return span;
    }
}
