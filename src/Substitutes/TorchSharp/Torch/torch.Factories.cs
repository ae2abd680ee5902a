using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Integers by default where all three numbers are integers, else the default element type.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        dtype ??= start.IsIntegral && stop.IsIntegral && step.IsIntegral ? ScalarType.Int64 : get_default_dtype();
        return Finished(Ops.arange_start_step.Call(start, stop, step, dtype, Arg.None, InitializeDevice(device)), requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(
            Ops.linspace.Call(start, end, steps, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finished(
            Ops.logspace.Call(start, end, steps, @base, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finished(
            Ops.eye_m.Call(rows, columns == -1 ? rows : columns, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)),
            requires_grad, names);

    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finished(
            Ops.empty_strided.Call(size, strides, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device)), requires_grad, names);

    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Ops.tril_indices.Call(row, col, offset, dtype, Arg.None, InitializeDevice(device));

    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Ops.triu_indices.Call(row, col, offset, dtype, Arg.None, InitializeDevice(device));

    public static Tensor complex(Tensor real, Tensor imag) => Ops.complex.Call(real, imag);

    public static Tensor polar(Tensor abs, Tensor angle) => Ops.polar.Call(abs, angle);

    public static Tensor sparse_coo_tensor(
        Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finished(
            Ops.sparse_coo_tensor_indices_size.Call(indices, values, size, dtype ?? values.dtype, Arg.None, InitializeDevice(device)),
            requires_grad, names);

    /// <summary>A tensor over the array's own memory, which must not move while the tensor lives.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var shape = new long[rawArray.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = rawArray.GetLength(i);
        return Moved(Shared(rawArray, shape, 0), dtype, device, requires_grad, names);
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null)
    {
        if ((dtype is null || dtype == data.dtype) && (device is null || device.Equals(data.device))) return data.alias();
        return data.to(dtype ?? data.dtype, device ?? data.device);
    }

    /// <summary>One dimension over the array's own memory.</summary>
    /// <param name="rawArray">Any array of numbers.</param>
    /// <param name="dtype">The element type of the result; another than the array's makes a copy.</param>
    /// <param name="count">Elements; all if negative.</param>
    /// <param name="offset">Elements to skip.</param>
    /// <param name="requires_grad">Whether to record operations on the result.</param>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Moved(Shared(rawArray, [count], offset), dtype, CPU, requires_grad, null);
    }

    private static Tensor Made(Op op, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        Tensor made;
        unsafe
        {
            fixed (long* p = size)
                made = op.Call(Arg.List(p, size.Length), dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device));
        }
        return Finished(made, requires_grad, names);
    }

    private static Tensor Filled(
        ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        Tensor made;
        unsafe
        {
            fixed (long* p = size)
                made = Ops.full.Call(Arg.List(p, size.Length), value, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device));
        }
        return Finished(made, requires_grad, names);
    }

    private static Tensor Drawn(
        Op op, ReadOnlySpan<long> size, Generator? generator, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        Tensor made;
        unsafe
        {
            fixed (long* p = size)
                made = op.Call(Arg.List(p, size.Length), generator, dtype ?? get_default_dtype(), Arg.None, InitializeDevice(device));
        }
        return Finished(made, requires_grad, names);
    }

    private static Tensor Drawn(
        long low, long high, ReadOnlySpan<long> size, Generator? generator, ScalarType? dtype, Device? device, bool requires_grad,
        string[]? names)
    {
        Tensor made;
        unsafe
        {
            fixed (long* p = size)
                made = Ops.randint_low_generator.Call(
                    low, high, Arg.List(p, size.Length), generator, dtype ?? ScalarType.Int64, Arg.None, InitializeDevice(device));
        }
        return Finished(made, requires_grad, names);
    }

    private static Tensor Number(Scalar value, ScalarType origin, ScalarType? dtype, Device? device, bool requires_grad) =>
        Filled([], value, dtype ?? origin, device, requires_grad, null);

    private static Tensor Row<T>(
        ReadOnlySpan<T> values, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null)
        where T : unmanaged => Copied(values, [values.Length], dtype, device, requires_grad, names);

    /// <summary>A copy of an array of several dimensions.</summary>
    private static Tensor Grid<T>(Array values, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        var shape = new long[values.Rank];
        for (var i = 0; i < shape.Length; i++) shape[i] = values.GetLength(i);
        var elements = MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return Copied(elements, shape, dtype, device, requires_grad, names);
    }

    private static unsafe Tensor Copied<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in shape) count = checked(count * size);
        if (count > values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        var made = Made(Ops.empty_memory_format, shape, ElementTypes.Of(typeof(T)), CPU, false, null);
        values[..(int)count].CopyTo(new Span<T>(made.DataPointer, (int)count));
        return Moved(made, dtype, device, requires_grad, names);
    }

    private static ReadOnlySpan<T> Elements<T>(IList<T> values) => values switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => values.ToArray(),
    };

    /// <summary>A tensor over pinned managed memory, unpinned when its last reference goes.</summary>
    private static unsafe Tensor Shared(Array array, long[] shape, long offset)
    {
        var type = ElementTypes.Of(array.GetType().GetElementType()!);
        var pin = new PinnedGCHandle<Array>(array);
        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + (offset * type.ElementSize());
        fixed (long* sizes = shape)
        {
            var handle = Native.ts_tensor_from_blob(first, sizes, shape.Length, (int)type, &Unpin, PinnedGCHandle<Array>.ToIntPtr(pin));
            return new Tensor(Errors.Check(handle));
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint context) => PinnedGCHandle<Array>.FromIntPtr(context).Dispose();

    /// <summary>A fresh tensor in the element type and on the device asked for.</summary>
    private static Tensor Moved(Tensor made, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        device = InitializeDevice(device);
        var type = dtype ?? made.dtype;
        if (type == made.dtype && device.type == DeviceType.CPU) return Finished(made, requires_grad, names);
        return Finished(made.to(type, device, disposeAfter: true), requires_grad, names);
    }

    private static Tensor Finished(Tensor made, bool requires_grad, string[]? names = null)
    {
        if (requires_grad) made.requires_grad = true;
        return names is { Length: > 0 } ? made.rename_(names) : made;
    }
}
