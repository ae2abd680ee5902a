using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace TorchSharp;

/// <summary>One application of a managed function in the graph. The native node keeps this alive and says when it goes.</summary>
internal sealed unsafe class FunctionNode
{
    private readonly string name;
    private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> backward;
    private readonly bool[] isTensor;
    private readonly Lock gate = new();
    private AutogradContext? context;
    private (long[] Shape, ScalarType Type)[] outputs = [];

    private FunctionNode(string name, Func<AutogradContext, List<Tensor>, List<Tensor>> backward, object[] arguments)
    {
        this.name = name;
        this.backward = backward;
        isTensor = Array.ConvertAll(arguments, argument => argument is Tensor { IsInvalid: false });
    }

    public static List<Tensor> Apply(
        string name, Func<AutogradContext, object[], List<Tensor>> forward, Func<AutogradContext, List<Tensor>, List<Tensor>> backward,
        object[] arguments)
    {
        var self = new FunctionNode(name, backward, arguments);
        var keeper = GCHandle.ToIntPtr(GCHandle.Alloc(self));
        var node = Native.ts_node_new(name, keeper, &Backward, &Free);
        if (node == 0)
        {
            GCHandle.FromIntPtr(keeper).Free();
            throw Errors.Throw();
        }
        try
        {
            return self.Run(node, forward, arguments);
        }
        finally
        {
            // From here on only the graph holds the node, if it is in one.
            Native.ts_node_release(node);
        }
    }

    private List<Tensor> Run(nint node, Func<AutogradContext, object[], List<Tensor>> forward, object[] arguments)
    {
        context = new AutogradContext(Native.ts_node_raw(node));
        var inputs = Array.ConvertAll(arguments, argument => argument is Tensor { IsInvalid: false } tensor ? tensor.Handle : 0);
        int executable;
        fixed (nint* p = inputs) executable = Native.ts_node_connect(node, p, inputs.Length);
        Errors.Check(executable);

        List<Tensor> raw;
        using (no_grad()) raw = forward(context, arguments);

        nint[] made = Handles(raw), fixedOutputs = Handles(context.NonDifferentiable), dirty = Handles(context.Dirty);
        var wrapped = new nint[made.Length];
        fixed (nint* i = inputs, m = made, f = fixedOutputs, d = dirty, w = wrapped)
        {
            Errors.Check(Native.ts_node_wrap(
                node, executable, i, inputs.Length, f, fixedOutputs.Length, d, dirty.Length, m, made.Length, w));
        }
        var results = Wrap(raw, wrapped);
        if (executable != 0)
        {
            outputs = [.. results.Select(result => (result.shape, result.dtype))];
            var saved = Handles(context.ToSave);
            fixed (nint* s = saved) Errors.Check(Native.ts_node_save(node, s, saved.Length));
        }
        GC.KeepAlive(arguments);
        GC.KeepAlive(context.ToSave);
        context.save_for_backward([]);
        return results;
    }

    /// <summary>The outputs with their history: the objects that forward made, where the native tensor is still the same.</summary>
    private static List<Tensor> Wrap(List<Tensor> raw, nint[] wrapped)
    {
        var results = new List<Tensor>(raw.Count);
        for (var i = 0; i < wrapped.Length; i++)
        {
            if (wrapped[i] == raw[i].Handle)
            {
                Native.ts_tensor_free(wrapped[i]);
                results.Add(raw[i]);
            }
            else
            {
                results.Add(new Tensor(wrapped[i]));
            }
        }
        return results;
    }

    private void Backpropagate(Tensor[] given, Span<nint> results)
    {
        lock (gate)
        {
            var gradients = new List<Tensor>(given.Length);
            for (var i = 0; i < given.Length; i++)
            {
                var missing = given[i].IsInvalid && context!.MaterializeGrads;
                gradients.Add(missing ? zeros(outputs[i].Shape, outputs[i].Type) : given[i]);
            }
            var found = backward(context!, gradients);
            var count = found.Count;
            while (count > isTensor.Length && found[count - 1] is null or { IsInvalid: true }) count--;
            if (count != isTensor.Length)
            {
                throw new InvalidOperationException(
                    $"Function {name} returned an incorrect number of gradients (expected {isTensor.Length}, got {count}).");
            }
            for (var i = 0; i < count; i++)
            {
                if (found[i] is null or { IsInvalid: true }) continue;
                if (!isTensor[i])
                    throw new InvalidOperationException($"Function {name} returned a gradient for argument {i + 1}, which is no tensor.");
                results[i] = Native.ts_tensor_alias(found[i].Handle);
            }
        }
    }

    [UnmanagedCallersOnly]
    private static long Backward(nint keeper, nint* gradients, long count, nint* results, long capacity)
    {
        try
        {
            var self = (FunctionNode)GCHandle.FromIntPtr(keeper).Target!;
            var given = new Tensor[count];
            for (var i = 0; i < count; i++) given[i] = gradients[i] == 0 ? Tensor.Undefined() : new Tensor(gradients[i]);
            self.Backpropagate(given, new Span<nint>(results, (int)capacity));
            return 0;
        }
        catch (Exception exception)
        {
            return Errors.Park(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static void Free(nint keeper)
    {
        var handle = GCHandle.FromIntPtr(keeper);
        ((FunctionNode)handle.Target!).context?.Dispose();
        handle.Free();
    }
}
