using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op LinearOp = new("linear");
            private static readonly Op BilinearOp = new("bilinear");
            private static readonly Op EmbeddingOp = new("embedding");
            private static readonly Op EmbeddingRenormOp = new("embedding_renorm_");
            private static readonly Op OneHotOp = new("one_hot");
            private static readonly Op PixelShuffleOp = new("pixel_shuffle");
            private static readonly Op PixelUnshuffleOp = new("pixel_unshuffle");
            private static readonly Op ChannelShuffleOp = new("channel_shuffle");

            public static Tensor linear(Tensor input, Tensor weights, Tensor bias = null) => LinearOp.Call(input, weights, bias);

            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor bias = null) =>
                BilinearOp.Call(input1, input2, weight, bias);

            // The real package has no public functional form of embedding.
            internal static Tensor Embed(Tensor input, Tensor weight, long padding, double? maxNorm, double normType, bool scaleGradient, bool sparse)
            {
                if (maxNorm is { } limit)
                {
                    using var mode = no_grad();
                    using var contiguous = input.contiguous();
                    EmbeddingRenormOp.Run(weight, contiguous, limit, normType);
                }
                return EmbeddingOp.Call(weight, input, padding, scaleGradient, sparse);
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64) throw new ArgumentException($"one_hot expects a tensor of Int64, got {x.dtype}.", nameof(x));
                return OneHotOp.Call(x, num_classes);
            }

            public static Tensor pixel_shuffle(Tensor x, long upscaleFactor) => PixelShuffleOp.Call(x, upscaleFactor);

            public static Tensor pixel_unshuffle(Tensor x, long downscaleFactor) => PixelUnshuffleOp.Call(x, downscaleFactor);

            internal static Tensor ShuffleChannels(Tensor x, long groups) => ChannelShuffleOp.Call(x, groups);
        }
    }
}
