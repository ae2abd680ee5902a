using System.Runtime.Intrinsics;

namespace CausalFusion.Randomness;

/// <summary>
/// A reproducible stream of random numbers, named by a seed and a path. Streams with different names are independent; the same name gives
/// the same numbers on every machine, device and build.
/// </summary>
/// <remarks>
/// The generator is Philox-4×32-10 (Salmon et al. 2011), a function of (key, counter). Training draws from streams named by purpose and step,
/// sampling from streams named by each image's own seed. Nothing random has state that outlives a step, so resuming needs the step number alone, and
/// an image does not depend on the batch it is drawn in. Instances are not thread-safe; make one per thread.
/// </remarks>
public sealed class RandomStream
{
    private readonly uint _key0, _key1;
    private ulong _counter;
    private uint _word0, _word1, _word2, _word3;
    private int _used = 4;

    /// <summary>Opens the stream of the given name at its beginning.</summary>
    /// <param name="seed">The seed of the run or of the image.</param>
    /// <param name="path">What the numbers are for, from the general to the particular: a purpose, an epoch, a step, an index.</param>
    public RandomStream(ulong seed, params ReadOnlySpan<ulong> path)
    {
        ulong key = Mix(seed);
        foreach (ulong part in path)
        {
            key = Mix(key ^ Mix(part + 0x9E3779B97F4A7C15));
        }
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_used == 4)
        {
            (_word0, _word1, _word2, _word3) = Philox.Block(_key0, _key1, (uint)_counter, (uint)(_counter >> 32), 0, 0);
            _counter++;
            _used = 0;
        }
        return _used++ switch { 0 => _word0, 1 => _word1, 2 => _word2, _ => _word3 };
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>A number uniform in [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number uniform in [0, <paramref name="exclusiveMax"/>), without bias.</summary>
    /// <param name="exclusiveMax">The number of possible values, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is below 1.</exception>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        uint range = (uint)exclusiveMax;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }
        return (int)(product >> 32);
    }

    /// <summary>Fills a span with independent standard normal values (Box–Muller, in pairs), of magnitudes up to about 5.8.</summary>
    public void FillNormal(Span<float> destination)
    {
        Span<float> values = stackalloc float[2 * BoxMuller.Pairs];
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, values.Length);
            (Vector512<uint> radii, Vector512<uint> angles) = NextPairs((count + 1) / 2);
            (Vector512<float> first, Vector512<float> last) = BoxMuller.Transform(radii, angles);
            first.CopyTo(values);
            last.CopyTo(values[BoxMuller.Pairs..]);
            values[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }

    /// <summary>Puts the items into a uniformly random order (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The next pairs of words, sixteen at most: the first of each, and the second.</summary>
    private (Vector512<uint> First, Vector512<uint> Second) NextPairs(int count)
    {
        if (count == BoxMuller.Pairs && _used == 4)
        {
            ulong counter = _counter;
            _counter += Philox.Lanes;
            return Philox.Blocks(_key0, _key1, counter);
        }
        Span<uint> first = stackalloc uint[BoxMuller.Pairs], second = stackalloc uint[BoxMuller.Pairs];
        for (int pair = 0; pair < count; pair++)
        {
            first[pair] = NextUInt32();
            second[pair] = NextUInt32();
        }
        return (Vector512.Create<uint>(first), Vector512.Create<uint>(second));
    }

    /// <summary>Scrambles 64 bits (the finaliser of SplitMix64): every input bit reaches every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
