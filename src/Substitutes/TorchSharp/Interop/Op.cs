using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>One ATen operator; its handle is looked up at the first call.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int MostResults = 8;
    private const int StackCells = 128;
    private nint handle;

    public string Name => name;

    public string Overload => overload;

    /// <summary>The operator's native handle.</summary>
    /// <exception cref="ExternalException">libtorch has no such operator.</exception>
    public nint Handle => handle != 0 ? handle : handle = Errors.Check(Native.ts_find("aten::" + name, overload));

    /// <summary>Calls an operator that returns one tensor, null if it is undefined.</summary>
    public Tensor Call(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        return Wrap(results[0]);
    }

    public (Tensor, Tensor) CallPair(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        return (Wrap(results[0]), Wrap(results[1]));
    }

    public (Tensor, Tensor, Tensor) CallTriple(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]));
    }

    public (Tensor, Tensor, Tensor, Tensor) CallQuadruple(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]), Wrap(results[3]));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        var handles = new ReadOnlySpan<nint>((void*)results[0].Bits, results[0].Count);
        var tensors = new Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        return tensors;
    }

    /// <summary>Calls an operator that returns a number, a boolean or nothing.</summary>
    public Value CallValue(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        return Invoke(arguments, results) > 0 ? results[0] : default;
    }

    public bool CallBool(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Value[MostResults];
        Invoke(arguments, results);
        return results[0].Bits != 0;
    }

    /// <summary>Calls an operator that changes its first argument in place or writes into one of the others.</summary>
    public void Run(params ReadOnlySpan<Arg> arguments) => Invoke(arguments, null);

    /// <summary>Calls an in-place operator and returns the tensor it changed.</summary>
    public Tensor RunOn(Tensor self)
    {
        Run(self);
        return self;
    }

    public Tensor RunOn(Tensor self, Arg a)
    {
        Run(self, a);
        return self;
    }

    public Tensor RunOn(Tensor self, Arg a, Arg b)
    {
        Run(self, a, b);
        return self;
    }

    public Tensor RunOn(Tensor self, Arg a, Arg b, Arg c)
    {
        Run(self, a, b, c);
        return self;
    }

    public Tensor RunOn(Tensor self, Arg a, Arg b, Arg c, Arg d)
    {
        Run(self, a, b, c, d);
        return self;
    }

    private static Tensor Wrap(in Value value) => value.Bits == 0 ? null! : new Tensor((nint)value.Bits);

    /// <summary>Lays the arguments out and calls; without room for results they are dropped on the native side.</summary>
    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> arguments, Value* results)
    {
        var cells = 0;
        foreach (ref readonly var argument in arguments) cells += argument.Cells;
        if (cells > StackCells) return InvokeWithHeap(arguments, results, cells);
        var space = stackalloc long[StackCells];
        return Invoke(arguments, results, space);
    }

    private int InvokeWithHeap(ReadOnlySpan<Arg> arguments, Value* results, int cells)
    {
        var space = (long*)NativeMemory.Alloc((nuint)cells, sizeof(long));
        try
        {
            return Invoke(arguments, results, space);
        }
        finally
        {
            NativeMemory.Free(space);
        }
    }

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> arguments, Value* results, long* space)
    {
        var values = stackalloc Value[arguments.Length];
        for (var i = 0; i < arguments.Length; i++) space = Lay(in arguments[i], values + i, space);
        var count = results is null
            ? Native.ts_call_inplace(Handle, values, arguments.Length)
            : Native.ts_call(Handle, values, arguments.Length, results, MostResults);
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Owner);
        if (count < 0) Errors.Throw();
        return count;
    }

    private static long* Lay(in Arg argument, Value* value, long* space)
    {
        value->Tag = argument.Tag;
        value->Count = argument.Count;
        value->Bits = argument.Bits;
        switch (argument.Tag)
        {
            case Tag.IntList when argument.Count < 0:
                *space = argument.Bits;
                value->Bits = (long)space++;
                value->Count = 1;
                break;
            case Tag.IntList when argument.Owner is long[] numbers:
                numbers.CopyTo(new Span<long>(space, numbers.Length));
                value->Bits = (long)space;
                space += numbers.Length;
                break;
            case Tag.String when argument.Owner is byte[] text:
                text.CopyTo(new Span<byte>(space, text.Length));
                value->Bits = (long)space;
                space += argument.Cells;
                break;
            case Tag.TensorList or Tag.OptionalTensorList:
                var tensors = (IReadOnlyList<Tensor?>)argument.Owner!;
                value->Bits = (long)space;
                for (var i = 0; i < argument.Count; i++) *space++ = tensors[i]?.Handle ?? 0;
                break;
            case Tag.Complex:
                var scalar = (Scalar)argument.Owner!;
                value->Bits = (long)space;
                *(double*)space++ = scalar.Real;
                *(double*)space++ = scalar.Imaginary;
                break;
        }
        return space;
    }
}
