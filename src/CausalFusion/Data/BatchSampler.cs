using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>Says which images make the batch of a training step. A step's batch depends on nothing but the seed and the step's number.</summary>
/// <remarks>
/// An epoch shows the images in a fresh random order, in batches of full size: the images that are left over at its end (fewer than a batch,
/// different ones every epoch) are not shown in that epoch. If there are fewer images than a batch has places, every step is an epoch, in which the
/// images are shown in one random order after another until the batch is full: each occurs as often as any other, or once more. Thread-safe.
/// </remarks>
internal sealed class BatchSampler
{
    private const ulong Purpose = 0x6F726465; // "orde"

    private volatile Permutation? _latest;

    /// <summary>Makes a sampler.</summary>
    /// <param name="count">The number of images, at least 1.</param>
    /// <param name="batchSize">The number of places in a batch, at least 1.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="batchSize"/> is below 1.</exception>
    public BatchSampler(int count, int batchSize, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Count = count;
        BatchSize = batchSize;
        StepsPerEpoch = Math.Max(1, count / batchSize);
        Seed = seed;
        Places = batchSize;
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>The number of places in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The first place of a batch that this process reads; 0 unless several share the batch.</summary>
    public int FirstPlace { get; init; }

    /// <summary>How many places of a batch this process reads; all unless several share the batch.</summary>
    public int Places { get; init; }

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; }

    /// <summary>The number of full batches in an epoch, at least 1.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The epoch that a step belongs to, from 0.</summary>
    /// <param name="step">The step's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public long Epoch(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return step / StepsPerEpoch;
    }

    /// <summary>The numbers of the images in a step's batch.</summary>
    /// <param name="step">The step's number, from 0.</param>
    /// <returns><see cref="BatchSize"/> numbers from 0 to <see cref="Count"/> − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public int[] Indices(long step)
    {
        long epoch = Epoch(step);
        int[] indices = new int[BatchSize];
        if (Count >= BatchSize)
        {
            int start = (int)(step % StepsPerEpoch) * BatchSize;
            Order(epoch, pass: 0).AsSpan(start, BatchSize).CopyTo(indices);
            return indices;
        }
        for (int start = 0; start < BatchSize; start += Count)
        {
            int[] order = Order(epoch, pass: start / Count);
            order.AsSpan(0, Math.Min(Count, BatchSize - start)).CopyTo(indices.AsSpan(start));
        }
        return indices;
    }

    private int[] Order(long epoch, int pass)
    {
        if (_latest is { } latest && latest.Epoch == epoch && latest.Pass == pass)
        {
            return latest.Order;
        }
        int[] order = new int[Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        new RandomStream(Seed, Purpose, (ulong)epoch, (ulong)pass).Shuffle<int>(order);
        _latest = new Permutation(epoch, pass, order);
        return order;
    }

    private sealed record Permutation(long Epoch, int Pass, int[] Order);
}
