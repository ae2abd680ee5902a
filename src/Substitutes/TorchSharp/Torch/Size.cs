using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A shape.</summary>
    public struct Size : IEnumerable<long>
    {
        public static readonly Size Empty = new(Array.Empty<long>());
        private readonly long[] shape;

        public Size(long[] shape) => this.shape = (long[])shape.Clone();

        public Size(int[] shape) => this.shape = Array.ConvertAll(shape, size => (long)size);

        public Size(IEnumerable<long> shape) => this.shape = shape.ToArray();

        public Size(long size) => shape = [size];

        public Size((long, long) size) => shape = [size.Item1, size.Item2];

        public Size((long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((long, long, long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((long, long, long, long, long, long) size) =>
            shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size(int size) => shape = [size];

        public Size((int, int) size) => shape = [size.Item1, size.Item2];

        public Size((int, int, int) size) => shape = [size.Item1, size.Item2, size.Item3];

        public Size((int, int, int, int) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((int, int, int, int, int) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((int, int, int, int, int, int) size) =>
            shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public readonly int Length => shape.Length;

        public readonly bool IsEmpty => shape.Length == 0;

        public readonly bool IsScalar => shape.Length == 0;

        public readonly long[] Shape => shape;

        public readonly long this[int idx] => shape[idx];

        public readonly long this[long idx] => shape[(int)idx];

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static implicit operator Size((long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.shape.AsSpan().SequenceEqual(right.shape);

        public static bool operator !=(Size left, Size right) => !(left == right);

        public static Size operator +(Size left, Size right) => new([.. left.shape, .. right.shape]);

        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.shape, .. right]);

        public readonly long numel()
        {
            var product = 1L;
            foreach (var size in shape) product *= size;
            return product;
        }

        public readonly IEnumerable<long> Take(int i) => shape.Take(i);

        /// <param name="first">The first dimension to take.</param>
        /// <param name="next">The first after those taken; negative counts from the end.</param>
        public readonly Size Slice(int first, int next) => new(shape[first..(next < 0 ? shape.Length + next : next)]);

        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)shape).GetEnumerator();

        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override readonly bool Equals(object? obj) => obj is Size other && this == other;

        public override readonly int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var size in shape) hash.Add(size);
            return hash.ToHashCode();
        }

        public override readonly string ToString() => $"[{string.Join(", ", shape)}]";
    }
}
