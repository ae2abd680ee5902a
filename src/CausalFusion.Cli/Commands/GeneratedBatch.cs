using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary>What a generator drew.</summary>
/// <param name="Images">The images, owned by this.</param>
/// <param name="Tokens">How many tokens of each were generated.</param>
internal sealed record GeneratedBatch(Tensor Images, int Tokens) : IDisposable
{
    public void Dispose() => Images.Dispose();
}
