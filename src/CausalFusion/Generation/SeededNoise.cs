using CausalFusion.Factorization;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>The noise and token orders of a batch, each image's from its own seed.</summary>
internal sealed class SeededNoise : INoiseSource
{
    private const ulong InitialPurpose = 1, StepPurpose = 2, OrderPurpose = 3;

    private readonly ulong[] _seeds;
    private readonly int[][] _orders;
    private readonly ArSplit _split;
    private readonly int _patchDimension;
    private readonly Device _device;

    public SeededNoise(ReadOnlySpan<GenerationRequest> requests, ArSplit split, TokenOrder order, int patchDimension, Device device)
    {
        _split = split;
        _patchDimension = patchDimension;
        _device = device;
        _seeds = new ulong[requests.Length];
        _orders = new int[requests.Length][];
        for (int n = 0; n < requests.Length; n++)
        {
            _seeds[n] = requests[n].Seed;
            _orders[n] = [.. Enumerable.Range(0, split.Tokens)];
            if (order == TokenOrder.Random)
            {
                new RandomStream(_seeds[n], OrderPurpose).Shuffle(_orders[n].AsSpan());
            }
        }
    }

    /// <summary>The raster index of the token at each position of each image's generation order: (N, L).</summary>
    public Tensor Orders()
    {
        long[] flat = new long[_orders.Length * _split.Tokens];
        for (int n = 0; n < _orders.Length; n++)
        {
            for (int i = 0; i < _split.Tokens; i++)
            {
                flat[(n * _split.Tokens) + i] = _orders[n][i];
            }
        }
        return tensor(flat, [_orders.Length, _split.Tokens], device: _device);
    }

    // Drawn for the whole image in raster order: a place's first noise is the same however the image is split.
    public Tensor Initial(int arStep) => Draw(arStep, (n, values) =>
    {
        float[] image = new float[_split.Tokens * _patchDimension];
        new RandomStream(_seeds[n], InitialPurpose).FillNormal(image);
        for (int i = 0; i < _split.SizeOf(arStep); i++)
        {
            int token = _orders[n][_split.Offsets[arStep] + i];
            image.AsSpan(token * _patchDimension, _patchDimension).CopyTo(values.Span[(i * _patchDimension)..]);
        }
    });

    public Tensor Step(int arStep, int index) =>
        Draw(arStep, (n, values) => new RandomStream(_seeds[n], StepPurpose, (ulong)arStep, (ulong)index).FillNormal(values.Span));

    private Tensor Draw(int arStep, Action<int, Memory<float>> fill)
    {
        int perImage = _split.SizeOf(arStep) * _patchDimension;
        float[] noise = new float[_seeds.Length * perImage];
        Parallel.For(0, _seeds.Length, n => fill(n, noise.AsMemory(n * perImage, perImage)));
        return tensor(noise, [_seeds.Length, _split.SizeOf(arStep), _patchDimension], device: _device);
    }
}
