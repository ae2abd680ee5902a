namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index among those between brackets.</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Indices = tensor;
        }

        internal IndexKind Kind { get; }

        /// <summary>The first index of a slice, the single index, or 1 for true.</summary>
        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Indices { get; }

        /// <summary>All of one dimension.</summary>
        public static readonly TensorIndex Colon = Slice();

        /// <summary>All dimensions that the other indices leave.</summary>
        public static readonly TensorIndex Ellipsis = new(IndexKind.Ellipsis);

        /// <summary>A new dimension of size one.</summary>
        public static readonly TensorIndex None = new(IndexKind.NewAxis);

        /// <summary>A new dimension of size one.</summary>
        public static readonly TensorIndex Null = new(IndexKind.NewAxis);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? stop) range) => Slice(range.start, range.stop);

        public static TensorIndex Slice(Range range) =>
            Slice(Resolve(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Resolve(range.End));

        public static TensorIndex Bool(bool value) => new(IndexKind.Bool, value ? 1 : 0);

        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);

        public static TensorIndex Tensor(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(Resolve(index));

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex((int? start, int? stop) range) => Slice(range);

        public static implicit operator Tensor(TensorIndex value) =>
            value.Kind == IndexKind.Tensor ? value.Indices! : throw new InvalidCastException("The index is not a tensor.");

        private static long Resolve(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
