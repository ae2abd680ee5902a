using CausalFusion.Factorization;
using CausalFusion.Kernels;
using CausalFusion.Models;
using CausalFusion.Native;
using CausalFusion.Randomness;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>The noise and token orders of a batch, each image's from its own seed.</summary>
/// <remarks>The order is drawn for the whole image, and the tokens to regenerate taken from it: a mask of all tokens changes nothing.</remarks>
internal sealed unsafe class SeededNoise : INoiseSource
{
    private const ulong InitialPurpose = 1, StepPurpose = 2, OrderPurpose = 3;

    // A normal value against one that is read.
    private const int DrawCost = 2;

    private readonly ulong[] _seeds;
    private readonly long[] _orders;
    private readonly float[][] _initial;
    private readonly ArSplit _split;
    private readonly int _patchDimension;
    private readonly Device _device;

    /// <param name="requests">The batch.</param>
    /// <param name="split">The AR split of the tokens that the mask marks.</param>
    /// <param name="order">The order of an image's tokens.</param>
    /// <param name="mask">Which tokens to generate.</param>
    /// <param name="config">The network's shape.</param>
    /// <param name="device">Where the noise goes.</param>
    public SeededNoise(
        ReadOnlySpan<GenerationRequest> requests, ArSplit split, TokenOrder order, EditMask mask, ImageModelConfig config, Device device)
    {
        _split = split;
        _patchDimension = config.PatchDimension;
        _device = device;
        _seeds = new ulong[requests.Length];
        _orders = new long[requests.Length * split.Tokens];
        long[] whole = new long[config.Tokens];
        int next = 0;
        for (int n = 0; n < requests.Length; n++)
        {
            _seeds[n] = requests[n].Seed;
            order.Fill(whole, config.Grid, new RandomStream(_seeds[n], OrderPurpose));
            foreach (long token in whole)
            {
                if (mask.IsRegenerated(token))
                {
                    _orders[next++] = token;
                }
            }
        }
        // Drawn for the whole image in raster order: a place's first noise is the same however the image is split.
        int values = config.Tokens * config.PatchDimension;
        _initial = new float[requests.Length][];
        ForImages(requests.Length, values, n =>
        {
            _initial[n] = new float[values];
            new RandomStream(_seeds[n], InitialPurpose).FillNormal(_initial[n]);
        });
    }

    private SeededNoise(SeededNoise whole, int first, int count)
    {
        (_split, _patchDimension, _device) = (whole._split, whole._patchDimension, whole._device);
        _seeds = whole._seeds[first..(first + count)];
        _orders = whole._orders[(first * _split.Tokens)..((first + count) * _split.Tokens)];
        _initial = whole._initial[first..(first + count)];
    }

    public Tensor Orders() => tensor(_orders, [_seeds.Length, _split.Tokens]).SentTo(_device);

    public Tensor Initial(int arStep) => Draw(arStep, (n, values) =>
    {
        ReadOnlySpan<long> order = _orders.AsSpan((n * _split.Tokens) + _split.Offsets[arStep], _split.SizeOf(arStep));
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<float> token = _initial[n].AsSpan((int)order[i] * _patchDimension, _patchDimension);
            token.CopyTo(new Span<float>(values + (i * _patchDimension), _patchDimension));
        }
    });

    public Tensor Step(int arStep, int index) =>
        Draw(arStep, (n, values) => new RandomStream(_seeds[n], StepPurpose, (ulong)arStep, (ulong)index)
            .FillNormal(new Span<float>(values, _split.SizeOf(arStep) * _patchDimension)));

    public INoiseSource Part(int first, int count) => new SeededNoise(this, first, count);

    private static void ForImages(int images, int values, Action<int> draw) => KernelThreads.For(images, (long)values * DrawCost, (first, end) =>
    {
        for (int n = first; n < end; n++)
        {
            draw(n);
        }
    });

    private Tensor Draw(int arStep, ImageFilling fill)
    {
        int tokens = _split.SizeOf(arStep), perImage = tokens * _patchDimension;
        Tensor noise = empty([_seeds.Length, tokens, _patchDimension], dtype: ScalarType.Float32, device: CPU);
        float* values = TensorPointer.Of(noise);
        ForImages(_seeds.Length, perImage, n => fill(n, values + ((nint)n * perImage)));
        return noise.SentTo(_device);
    }

    /// <summary>Writes the values of an image.</summary>
    private delegate void ImageFilling(int image, float* values);
}
