using CausalFusion.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// The initial weights (FACTS.md §2): Xavier-uniform linears with zero biases, the class table and the condition positions N(0, 0.02), the output layer zero.
/// Every parameter has its own random stream, so the weights are the same on every device and build.
/// </summary>
internal static class WeightInitializer
{
    private const double EmbeddingDeviation = 0.02;
    private const ulong Purpose = 0x696E6974; // "init"
    private const int ChunkSize = 1 << 20;

    public static void Initialize(CausalFusionModel model, ulong seed)
    {
        using var noGrad = no_grad();
        ulong index = 0;
        foreach ((string name, Parameter parameter) in model.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            var random = new RandomStream(seed, Purpose, index++);
            if (name is "pos_embed" || name.Contains("norm", StringComparison.Ordinal) || name.StartsWith("final_layer.0", StringComparison.Ordinal))
            {
                continue; // the sin-cos table; LayerNorms are one and zero already
            }
            if (name is "cond_pos_embed" or "y_embedder.embedding_table.weight")
            {
                Fill(parameter, span =>
                {
                    random.FillNormal(span);
                    for (int i = 0; i < span.Length; i++)
                    {
                        span[i] *= (float)EmbeddingDeviation;
                    }
                });
            }
            else if (name.StartsWith("final_layer.1", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else
            {
                double bound = Math.Sqrt(6.0 / (parameter.shape[0] + parameter.shape[1]));
                Fill(parameter, span =>
                {
                    for (int i = 0; i < span.Length; i++)
                    {
                        span[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
                    }
                });
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
