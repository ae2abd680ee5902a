using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of vectors, looked up by index.</summary>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device device = null, ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            /// <summary>A lookup table that starts from given vectors, frozen unless asked otherwise.</summary>
            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device device = null, ScalarType? dtype = null) =>
                new(embeddings, freeze, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Embedding : Module<Tensor, Tensor>
    {
        private readonly long _padding;
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleGradient, _sparse;

        internal Embedding(long count, long width, long? padding, double? maxNorm, double normType, bool scaleGradient, bool sparse,
            Device device, ScalarType? dtype) : this(count, padding, maxNorm, normType, scaleGradient, sparse)
        {
            weight = NewParameter([count, width], device, dtype);
            init.normal_(weight);
            if (_padding < 0) return;
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            weight[_padding].zero_();
        }

        internal Embedding(Tensor embeddings, bool freeze, long? padding, double? maxNorm, double normType, bool scaleGradient, bool sparse,
            Device device, ScalarType? dtype) : this(embeddings.shape[0], padding, maxNorm, normType, scaleGradient, sparse)
        {
            // A copy: the given tensor stays the caller's.
            using var mode = no_grad();
            weight = new Parameter(embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true, disposeAfter: true),
            !freeze);
        }

        private Embedding(long count, long? padding, double? maxNorm, double normType, bool scaleGradient, bool sparse) : base(nameof(Embedding))
        {
            if (padding >= count || padding < -count)
                throw new ArgumentOutOfRangeException(nameof(padding), $"padding_idx {padding} is not one of {count} embeddings.");
            _padding = padding is { } index ? (index + count) % count : -1;
            (_maxNorm, _normType, _scaleGradient, _sparse) = (maxNorm, normType, scaleGradient, sparse);
        }

        public Parameter weight
        {
            get => Registered(nameof(weight));
            set => ConditionallyRegisterParameter(nameof(weight), value);
        }

        public override Tensor forward(Tensor input) =>
            functional.Embed(input, weight, _padding, _maxNorm, _normType, _scaleGradient, _sparse);
    }
}
