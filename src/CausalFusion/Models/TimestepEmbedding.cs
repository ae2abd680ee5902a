using CausalFusion.Kernels;
using CausalFusion.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>Embeds a timestep: 256 sinusoids (cosines, then sines; longest period 10,000) through Linear → SiLU → Linear.</summary>
internal sealed class TimestepEmbedding : nn.Module<Tensor, Tensor>
{
    internal const int FrequencyCount = 256;

    [ComponentName(Name = "mlp")]
    private readonly Sequence _mlp;

    internal TimestepEmbedding(int width) : base(nameof(TimestepEmbedding))
    {
        _mlp = new Sequence(width);
        RegisterComponents();
    }

    /// <param name="timesteps">Timesteps on the training schedule, shape (N), any numeric type.</param>
    /// <returns>Embeddings of shape (N, D).</returns>
    public override Tensor forward(Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        return _mlp.call(Sinusoids(timesteps, FrequencyCount).to(_mlp.DType)).MoveToOuterDisposeScope();
    }

    /// <summary>cos(t·ω) and sin(t·ω) for ω from 1 down to 1/10,000; an odd width is padded with a zero.</summary>
    /// <param name="timesteps">Shape (N).</param>
    /// <param name="width">Number of values of each embedding.</param>
    /// <returns>Shape (N, width); the caller owns it.</returns>
    internal static Tensor Sinusoids(Tensor timesteps, int width)
    {
        using var scope = NewDisposeScope();
        int half = width / 2;
        Tensor frequencies = tensor(TimestepFrequencies.Make(half)).SentTo(timesteps.device);
        Tensor angles = timesteps.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0); // (N, half)
        Tensor embedding = width % 2 == 0
            ? cat([angles.cos(), angles.sin()], 1)
            : cat([angles.cos(), angles.sin(), zeros([timesteps.shape[0], 1], device: timesteps.device)], 1);
        return embedding.MoveToOuterDisposeScope();
    }

    /// <summary>The two linear layers, under the checkpoint's names <c>0</c> and <c>2</c>.</summary>
    private sealed class Sequence : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "0")]
        private readonly LinearLayer _input;

        [ComponentName(Name = "2")]
        private readonly LinearLayer _output;

        public Sequence(int width) : base("mlp")
        {
            _input = new LinearLayer(FrequencyCount, width);
            _output = new LinearLayer(width, width);
            RegisterComponents();
        }

        public ScalarType DType => _input.Weight.dtype;

        public override Tensor forward(Tensor x) => _output.call(nn.functional.silu(_input.call(x)));
    }
}
