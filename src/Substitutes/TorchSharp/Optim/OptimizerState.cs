using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    internal Parameter Target => _parameter;

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor tensor) => WriteOptional(writer, tensor);

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor result, Device device) =>
        ReadOptional(reader, ref result, device);

    internal static void WriteOptional(BinaryWriter writer, Tensor tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    internal static void ReadOptional(BinaryReader reader, ref Tensor result, Device device)
    {
        result?.Dispose();
        result = null;
        if (!reader.ReadBoolean()) return;
        using var scope = NewDisposeScope();
        result = TensorExtensionMethods.Load(reader).to(device).DetachFromDisposeScope();
    }

    // States own their tensors, whatever scope a step runs in.
    internal Tensor NewZeros() => zeros_like(_parameter).DetachFromDisposeScope();

    internal static void Replace(ref Tensor target, Tensor source, Device device)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var copy = source?.to(device, copy: true).DetachFromDisposeScope();
        target?.Dispose();
        target = copy;
    }

    internal static void Move(ref Tensor tensor, Device device)
    {
        if (tensor is null) return;
        using var scope = NewDisposeScope();
        var moved = tensor.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(moved, tensor)) tensor.Dispose();
        tensor = moved;
    }

    internal static bool Close(Tensor a, Tensor b) => a is null || b is null ? a is null && b is null : a.allclose(b);
}
