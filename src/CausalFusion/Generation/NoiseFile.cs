using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>All that is random in a generation, from a safetensors file: for exact reproduction, also by other programs.</summary>
/// <remarks>
/// N images (at least as many as are asked for), M tokens to generate (all L, or those that an edit's mask marks), P values of a token, T diffusion
/// steps:
/// <list type="table">
/// <item><term><c>initial</c></term><description>floating point (N, M, P): what the tokens start from, in generation order; each AR step takes its
/// positions.</description></item>
/// <item><term><c>noise</c></term><description>floating point (T, N, M, P), likewise: noise[i] is added after the i-th diffusion step, noisiest
/// first; the last one never is. May be absent where the sampler adds none.</description></item>
/// <item><term><c>ids_shuffle</c></term><description>int64 (N, M): the raster index of the token at each position of the generation order; exactly
/// the tokens to generate.</description></item>
/// </list>
/// </remarks>
public sealed class NoiseFile : IDisposable
{
    private const string InitialName = "initial", StepName = "noise", OrderName = "ids_shuffle";

    private readonly string _path;
    private readonly Tensor _initial, _orders;
    private readonly Tensor? _steps;

    private NoiseFile(string path, Tensor initial, Tensor? steps, Tensor orders)
    {
        _path = path;
        _initial = initial;
        _steps = steps;
        _orders = orders;
    }

    /// <summary>Number of images that there is noise for.</summary>
    public int Images => (int)_initial.shape[0];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors in memory; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or a tensor is missing or of the wrong type or shape.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NoiseFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var reader = new SafetensorsReader(path);
        using var scope = NewDisposeScope();
        Tensor initial = Read(InitialName, 3), orders = Read(OrderName, 2);
        Tensor? steps = reader.Entries.ContainsKey(StepName) ? Read(StepName, 4) : null;
        if (orders.shape[0] != initial.shape[0] || orders.shape[1] != initial.shape[1])
        {
            throw Wrong(path, OrderName, $"({initial.shape[0]}, {initial.shape[1]}), as {InitialName} has", orders);
        }
        if (steps is not null && !steps.shape.AsSpan()[1..].SequenceEqual(initial.shape))
        {
            throw Wrong(path, StepName, $"(T, {string.Join(", ", initial.shape)}), as {InitialName} has", steps);
        }
        return new NoiseFile(path, initial.DetachFromDisposeScope(), steps?.DetachFromDisposeScope(), orders.DetachFromDisposeScope());

        Tensor Read(string name, int dimensions)
        {
            if (!reader.Entries.ContainsKey(name))
            {
                throw new InvalidDataException(
                    $"The noise file '{path}' has no tensor '{name}'; it has {string.Join(", ", reader.Entries.Keys.Take(8))}.");
            }
            Tensor tensor = reader.Read(name);
            bool isOrder = name == OrderName;
            if (tensor.shape.Length != dimensions || (isOrder ? tensor.dtype != ScalarType.Int64 : !tensor.is_floating_point()))
            {
                throw Wrong(path, name, $"{dimensions} dimensions of {(isOrder ? "int64" : "floating point")}", tensor);
            }
            return isOrder ? tensor : tensor.to(ScalarType.Float32);
        }
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _initial.Dispose();
        _steps?.Dispose();
        _orders.Dispose();
    }

    /// <summary>Checks that a generation can be run from this noise.</summary>
    internal void Check(ImageModelConfig config, GenerationPlan plan, EditMask mask, int images)
    {
        if (_initial.shape is not [long rows, long tokens, long values] || rows < images || tokens != mask.Count || values != config.PatchDimension)
        {
            throw Wrong(_path, InitialName, $"(at least {images}, {mask.Count}, {config.PatchDimension})", _initial);
        }
        using (var sampler = plan.Sampler.Begin(plan.Schedule, plan.Temperature))
        {
            bool needed = Enumerable.Range(0, plan.Schedule.Timesteps).Any(sampler.AddsNoise);
            if (needed && _steps is null)
            {
                throw new InvalidDataException($"The noise file '{_path}' has no tensor '{StepName}', which the sampler {plan.Sampler} needs.");
            }
            if (needed && _steps!.shape[0] != plan.Schedule.Timesteps)
            {
                throw Wrong(_path, StepName, $"{plan.Schedule.Timesteps} diffusion steps", _steps);
            }
        }
        long[] expected = mask.Tokens(regenerated: true), found = [.. _orders.data<long>()];
        for (int n = 0; n < images; n++)
        {
            long[] order = found[(n * expected.Length)..((n + 1) * expected.Length)];
            Array.Sort(order);
            if (!order.AsSpan().SequenceEqual(expected))
            {
                throw new InvalidDataException(
                    $"The noise file '{_path}': expected row {n} of '{OrderName}' to have each of the {expected.Length} tokens to generate once.");
            }
        }
    }

    /// <summary>The part of a batch.</summary>
    internal INoiseSource Batch(int start, int count, ArSplit split, Device device) => new Part(this, start, count, split, device);

    private static InvalidDataException Wrong(string path, string name, string expected, Tensor found) =>
        new($"The noise file '{path}': expected '{name}' of {expected}; found {found.dtype} of shape ({string.Join(", ", found.shape)}).");

    private sealed class Part(NoiseFile file, int start, int count, ArSplit split, Device device) : INoiseSource
    {
        public Tensor Orders() => Rows(file._orders);

        public Tensor Initial(int arStep) => Of(file._initial, arStep);

        public Tensor Step(int arStep, int index)
        {
            using Tensor step = file._steps![file._steps.shape[0] - 1 - index];
            return Of(step, arStep);
        }

        INoiseSource INoiseSource.Part(int first, int images) => new Part(file, start + first, images, split, device);

        private Tensor Rows(Tensor whole)
        {
            using Tensor rows = whole.narrow(0, start, count);
            return rows.to(rows.dtype, device, copy: true);
        }

        private Tensor Of(Tensor whole, int arStep)
        {
            using Tensor rows = whole.narrow(0, start, count), own = rows.narrow(1, split.Offsets[arStep], split.SizeOf(arStep));
            return own.to(own.dtype, device, copy: true);
        }
    }
}
