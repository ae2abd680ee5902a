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

    /// <summary>
    /// CausalFusion's, as in the published code: Xavier-uniform linears with zero biases, the class table and the condition positions N(0, 0.02), the output layer zero.
    /// </summary>
    public static void Initialize(CausalFusionModel model, ulong seed) => Initialize(model, seed, name => name switch
    {
        "pos_embed" => InitialWeight.AsBuilt,
        "cond_pos_embed" or "y_embedder.embedding_table.weight" => InitialWeight.Normal,
        _ when name.Contains("norm", StringComparison.Ordinal) || name.StartsWith("final_layer.0", StringComparison.Ordinal) => InitialWeight.AsBuilt,
        _ when name.StartsWith("final_layer.1", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal) => InitialWeight.Zero,
        _ => InitialWeight.XavierUniform,
    });

    /// <summary>
    /// DiT's: Xavier-uniform linears and patch embedding with zero biases, the class table and the timestep MLP N(0, 0.02); the modulations and the output layer
    /// zero, so that each block begins as the identity.
    /// </summary>
    public static void Initialize(DiffusionTransformer model, ulong seed) => Initialize(model, seed, name => name switch
    {
        "pos_embed" => InitialWeight.AsBuilt,
        "y_embedder.embedding_table.weight" or "t_embedder.mlp.0.weight" or "t_embedder.mlp.2.weight" => InitialWeight.Normal,
        _ when name.Contains("adaLN_modulation", StringComparison.Ordinal) || name.StartsWith("final_layer.", StringComparison.Ordinal)
            || name.EndsWith(".bias", StringComparison.Ordinal) => InitialWeight.Zero,
        _ => InitialWeight.XavierUniform,
    });

    private enum InitialWeight
    {
        /// <summary>As its module made it: tables, and LayerNorms of one and zero.</summary>
        AsBuilt,
        Zero,
        Normal,
        XavierUniform,
    }

    private static void Initialize(nn.Module model, ulong seed, Func<string, InitialWeight> rule)
    {
        using var noGrad = no_grad();
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
