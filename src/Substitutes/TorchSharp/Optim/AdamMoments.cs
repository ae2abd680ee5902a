using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The running averages in a state of Adam or AdamW: references to its fields.</summary>
internal readonly ref struct AdamMoments(ref long step, ref Tensor average, ref Tensor square, ref Tensor largest)
{
    private readonly ref long _step = ref step;
    private readonly ref Tensor _average = ref average, _square = ref square, _largest = ref largest;

    public void Start(OptimizerState state, bool amsgrad)
    {
        Dispose();
        _step = 0;
        _average = state.NewZeros();
        _square = state.NewZeros();
        if (amsgrad) _largest = state.NewZeros();
    }

    public void Dispose()
    {
        _average?.Dispose();
        _square?.Dispose();
        _largest?.Dispose();
        _average = _square = _largest = null;
    }

    public void Move(Device device)
    {
        OptimizerState.Move(ref _average, device);
        OptimizerState.Move(ref _square, device);
        OptimizerState.Move(ref _largest, device);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_step);
        _average.Save(writer);
        _square.Save(writer);
        OptimizerState.WriteOptional(writer, _largest);
    }

    public void Read(BinaryReader reader, Device device)
    {
        _step = reader.ReadInt64();
        _average.Load(reader);
        _square.Load(reader);
        OptimizerState.ReadOptional(reader, ref _largest, device);
    }

    public void CopyFrom(AdamMoments source, Device device)
    {
        _step = source._step;
        OptimizerState.Replace(ref _average, source._average, device);
        OptimizerState.Replace(ref _square, source._square, device);
        OptimizerState.Replace(ref _largest, source._largest, device);
    }

    public bool Close(AdamMoments other) => _step == other._step && OptimizerState.Close(_average, other._average)
        && OptimizerState.Close(_square, other._square) && OptimizerState.Close(_largest, other._largest);

    /// <summary>Counts one more step and adds the parameter to those that make it.</summary>
    public void Advance(AdamUpdate update, Tensor parameter, Tensor gradient) =>
        update.Add(parameter, gradient, ++_step, _average, _square, _largest);
}
