using CausalFusion.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// Fills a network with its initial weights. Every parameter has its own random stream, so the weights are the same on every device and build.
/// </summary>
internal static class WeightInitializer
{
    private const double EmbeddingDeviation = 0.02;
    private const ulong Purpose = 0x696E6974; // "init"
    private const int ChunkSize = 1 << 20;

    /// <summary>Fills a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="rule">How each parameter begins, by its name in the state dict.</param>
    public static void Initialize(nn.Module model, ulong seed, Func<string, InitialWeight> rule)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        ulong index = 0;
        foreach ((string name, Parameter parameter) in model.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            var random = new RandomStream(seed, Purpose, index++);
            switch (rule(name))
            {
                case InitialWeight.Zero:
                    parameter.zero_();
                    break;
                case InitialWeight.Normal:
                    Fill(parameter, span =>
                    {
                        random.FillNormal(span);
                        for (int i = 0; i < span.Length; i++)
                        {
                            span[i] *= (float)EmbeddingDeviation;
                        }
                    });
                    break;
                case InitialWeight.XavierUniform:
                    double bound = Math.Sqrt(6.0 / (parameter.shape[0] + (parameter.numel() / parameter.shape[0])));
                    Fill(parameter, span =>
                    {
                        for (int i = 0; i < span.Length; i++)
                        {
                            span[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
                        }
                    });
                    break;
            }
        }
    }

    private delegate void Filler(Span<float> values);

    private static void Fill(Tensor parameter, Filler fill)
    {
        long count = parameter.numel();
        float[] chunk = new float[Math.Min(count, ChunkSize)];
        for (long start = 0; start < count; start += ChunkSize)
        {
            using var scope = NewDisposeScope();
            int length = (int)Math.Min(ChunkSize, count - start);
            fill(chunk.AsSpan(0, length));
            parameter.view(-1).narrow(0, start, length).copy_(tensor(chunk.AsSpan(0, length).ToArray()));
        }
    }
}
