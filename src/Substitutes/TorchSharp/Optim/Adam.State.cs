using static TorchSharp.torch;

namespace TorchSharp.Modules;

public partial class Adam
{
    /// <summary>A parameter's running averages.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor exp_avg;
        public Tensor exp_avg_sq;
        public Tensor max_exp_avg_sq;

        public State(Parameter parameter) : base(parameter) { }

        internal AdamMoments Moments => new(ref step, ref exp_avg, ref exp_avg_sq, ref max_exp_avg_sq);

        public override void Initialize(OptimizerOptions options) => Moments.Start(this, ((Options)options).amsgrad.Value);

        public void Dispose() => Moments.Dispose();

        public override void to(Device device) => Moments.Move(device);

        public override void SaveStateDict(BinaryWriter writer) => Moments.Write(writer);

        public override void LoadStateDict(BinaryReader reader) => Moments.Read(reader, _parameter.device);

        public override void LoadStateDict(OptimizerState source) => Moments.CopyFrom(((State)source).Moments, _parameter.device);

        public override bool ApproximatelyEquals(OptimizerState other) => other is State state && Moments.Close(state.Moments);
    }
}
