using System.Runtime.ExceptionServices;
using CausalFusion.Conditions;
using CausalFusion.Images;
using CausalFusion.Native;
using CausalFusion.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Data;

/// <summary>Makes the batches of a training run one after the other, each while the one before is being trained on.</summary>
/// <remarks>
/// A batch depends on the data set, the sampler's seed and the step alone, so a run resumes by starting at its next step. A bounded number of batches
/// is prepared ahead, one after the other, each by all threads of the pool. Tensors are made and disposed on the thread that calls
/// <see cref="Next"/>. Not thread-safe.
/// </remarks>
internal sealed class ImageBatchLoader : IDisposable
{
    private const ulong FlipPurpose = 0x666C6970; // "flip"
    private const ulong ReadPurpose = 0x72656164; // "read"

    private readonly ITrainingDataset _dataset;
    private readonly BatchSampler _sampler;
    private readonly bool _flip;
    private readonly Device _device;
    private readonly int _batchesAhead;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Preparation> _ahead = []; // consecutive steps; the first is the next, or the one after where that failed

    /// <summary>Makes a loader; the first batch is not begun before it is asked for.</summary>
    /// <param name="dataset">The images or latents; it stays the caller's and must outlive the loader.</param>
    /// <param name="sampler">Which images make which batch.</param>
    /// <param name="firstStep">The step to begin with; the number of finished steps when a run is resumed.</param>
    /// <param name="flip">Whether each image is mirrored, left to right, with probability 0.5.</param>
    /// <param name="device">Where to put the batches; the CPU if null.</param>
    /// <param name="batchesAhead">Most batches that are prepared ahead of the one being trained on, at least 1; each is kept in memory.</param>
    /// <exception cref="ArgumentException">The sampler is for another number of images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="firstStep"/> is negative, or <paramref name="batchesAhead"/> below 1.
    /// </exception>
    public ImageBatchLoader(
        ITrainingDataset dataset, BatchSampler sampler, long firstStep = 0, bool flip = true, Device? device = null, int batchesAhead = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchesAhead, 1);
        if (sampler.Count != dataset.Count)
        {
            throw new ArgumentException(
                $"expected a sampler of the data set's {dataset.Count} images, found one of {sampler.Count}.", nameof(sampler));
        }
        _dataset = dataset;
        _sampler = sampler;
        _flip = flip;
        _device = device ?? CPU;
        _batchesAhead = batchesAhead;
        NextStep = firstStep;
    }

    /// <summary>The step whose batch <see cref="Next"/> gives next.</summary>
    public long NextStep { get; private set; }

    /// <summary>Gives the next step's batch, and begins to prepare those after it.</summary>
    /// <param name="cancellationToken">Ends the waiting; the batch can still be had by another call.</param>
    /// <returns>A batch, which the caller disposes.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The loader is disposed.</exception>
    /// <remarks>What the data set throws when it is read is thrown here; another call tries the same step again.</remarks>
    public ImageBatch Next(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_ahead.Count == 0 || _ahead[0].Step != NextStep)
        {
            _ahead.Insert(0, Begin(NextStep, after: Task.CompletedTask));
        }
        Preparation next = _ahead[0];
        try
        {
            next.Work.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        }
        catch when (next.Work.IsFaulted)
        {
            _ahead.RemoveAt(0);
            next.Images.Dispose();
            throw;
        }
        _ahead.RemoveAt(0);
        NextStep++;
        ImageBatch batch = next.ToBatch(_device);
        try
        {
            while (_ahead.Count < _batchesAhead)
            {
                _ahead.Add(Begin(NextStep + _ahead.Count, after: _ahead.Count == 0 ? Task.CompletedTask : _ahead[^1].Work));
            }
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    /// <summary>Stops preparing batches ahead, waits until that has ended, and frees them. Batches already given stay the caller's.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        _stop.Cancel();
        foreach (Preparation preparation in _ahead)
        {
            try
            {
                preparation.Work.Wait();
            }
            catch (AggregateException)
            {
                // Canceled, or failed for a batch that nobody wants any more.
            }
            preparation.Images.Dispose();
        }
        _ahead.Clear();
        _stop.Dispose();
    }

    private Preparation Begin(long step, Task after)
    {
        ImageShape shape = _dataset.Shape;
        Tensor images = empty([_sampler.Places, shape.Channels, shape.Height, shape.Width], dtype: ScalarType.Float32, device: CPU)
            .DetachFromDisposeScope();
        var conditions = new Condition[_sampler.Places];
        nint address = Address(images);
        Task work =
            after.ContinueWith(_ => Prepare(step, address, conditions), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return new Preparation(step, images, conditions, work);
    }

    private unsafe void Prepare(long step, nint address, Condition[] conditions)
    {
        int[] indices = _sampler.Indices(step);
        bool[] mirrored = new bool[indices.Length];
        if (_flip)
        {
            var random = new RandomStream(_sampler.Seed, FlipPurpose, (ulong)step);
            foreach (ref bool mirror in mirrored.AsSpan())
            {
                mirror = (random.NextUInt32() & 1) != 0;
            }
        }
        int size = _dataset.Shape.ValueCount;
        try
        {
            Parallel.For(0, _sampler.Places, new ParallelOptions { CancellationToken = _stop.Token }, i =>
            {
                int place = _sampler.FirstPlace + i;
                var random = new RandomStream(_sampler.Seed, ReadPurpose, (ulong)step, (ulong)place);
                var values = new Span<float>((float*)address + (long)i * size, size);
                _dataset.Read(indices[place], mirrored[place], random, values, out Condition condition);
                conditions[i] = condition.Class is null || condition.Class < _dataset.ClassCount
                    ? condition
                    : throw new InvalidDataException(
                        $"image {indices[place]}: expected a label from 0 to {_dataset.ClassCount - 1}, found {condition.Class}.");
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>Where a contiguous tensor's values begin. A window of one element: a span can't hold a batch beyond 2 GB.</summary>
    private static unsafe nint Address(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        fixed (byte* first = tensor.view(-1).narrow(0, 0, 1).bytes)
        {
            return (nint)first;
        }
    }

    private sealed record Preparation(long Step, Tensor Images, Condition[] Conditions, Task Work)
    {
        public ImageBatch ToBatch(Device device)
        {
            try
            {
                if (device.type == DeviceType.CPU)
                {
                    return new ImageBatch(Step, Images, Conditions);
                }
                Tensor moved = Images.SentTo(device).DetachFromDisposeScope();
                return new ImageBatch(Step, moved, Conditions);
            }
            catch
            {
                Images.Dispose();
                throw;
            }
        }
    }
}
