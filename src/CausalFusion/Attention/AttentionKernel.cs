using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>
/// QK-norm, where the network has one, and attention over a layout in one pass from the qkv projection to the input of the output projection: nothing
/// is transposed, copied or masked in between. One work item is one head of one sequence.
/// </summary>
internal static unsafe class AttentionKernel
{
    /// <summary>Attention among the tokens of the pass.</summary>
    /// <param name="qkv">Contiguous, (N, T, 3·D).</param>
    /// <param name="weights">The QK-norms' weight and bias: q, q, k, k; each (d). None without QK-norm.</param>
    /// <param name="output">Contiguous, (N, T, D); written.</param>
    /// <param name="shape">The sizes and the layout.</param>
    public static void Forward(Tensor qkv, Tensor[] weights, Tensor output, AttentionShape shape)
    {
        float* input = TensorPointer.Of(qkv), result = TensorPointer.Of(output);
        NormPointers norms = new(weights);
        Run(shape, backward: false, (scratch, buffer, n, h) =>
        {
            float* queries = input + HeadOffset(shape, n, h, 3);
            LoadQueries(shape, scratch, queries, norms);
            LoadKeys(shape, scratch, queries + shape.Width, norms, shape.Tokens);
            Gather(queries + (2 * shape.Width), 3 * shape.Width, scratch.Values, shape.PaddedDimension, shape.Tokens, shape.HeadDimension);
            AttentionHead.Forward(shape, scratch, result + HeadOffset(shape, n, h, 1), shape.Width, buffer);
        });
    }

    /// <summary>Attention to cached tokens and those of the pass, whose normalized keys and values are written behind the cached ones.</summary>
    /// <param name="qkv">Contiguous, (N, T, 3·D).</param>
    /// <param name="weights">As in <see cref="Forward"/>.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="layer">The block.</param>
    /// <param name="output">Contiguous, (N, T, D); written.</param>
    /// <param name="shape">The sizes and the layout, whose keys are the cached tokens followed by those of the pass.</param>
    public static void ForwardCached(Tensor qkv, Tensor[] weights, KeyValueCache cache, int layer, Tensor output, AttentionShape shape)
    {
        float* input = TensorPointer.Of(qkv), result = TensorPointer.Of(output);
        (Tensor keyBuffer, Tensor valueBuffer) = cache.Buffers(layer, shape.Tokens);
        float* cachedKeys = TensorPointer.Of(keyBuffer), cachedValues = TensorPointer.Of(valueBuffer);
        int cached = cache.Length, capacity = cache.Capacity;
        NormPointers norms = new(weights);
        Run(shape, backward: false, (scratch, buffer, n, h) =>
        {
            int d = shape.HeadDimension, padded = shape.PaddedDimension;
            float* queries = input + HeadOffset(shape, n, h, 3);
            nint head = (((nint)n * shape.Heads) + h) * capacity * d;
            LoadQueries(shape, scratch, queries, norms);
            for (int t = 0; t < shape.Tokens; t++)
            {
                float* token = queries + shape.Width + ((nint)t * 3 * shape.Width);
                norms.Key(token, cachedKeys + head + ((cached + t) * d), shape);
            }
            Gather(queries + (2 * shape.Width), 3 * shape.Width, cachedValues + head + (cached * d), d, shape.Tokens, d);
            Transpose(cachedKeys + head, d, scratch.KeysTransposed, scratch.KeyStride, cached + shape.Tokens, d);
            Gather(cachedValues + head, d, scratch.Values, padded, cached + shape.Tokens, d);
            AttentionHead.Forward(shape, scratch, result + HeadOffset(shape, n, h, 1), shape.Width, buffer);
        });
    }

    /// <summary>The gradients of <see cref="Forward"/>.</summary>
    /// <param name="qkv">As in <see cref="Forward"/>.</param>
    /// <param name="weights">As in <see cref="Forward"/>.</param>
    /// <param name="outputGradient">Contiguous, (N, T, D).</param>
    /// <param name="qkvGradient">Contiguous, (N, T, 3·D); written.</param>
    /// <param name="weightGradients">
    /// Contiguous, (N·H, 4, d) or, without QK-norm, (N·H, 0, d), zero: each head's part of the gradients of the weights; added to.
    /// </param>
    /// <param name="shape">The sizes and the layout.</param>
    public static void Backward(Tensor qkv, Tensor[] weights, Tensor outputGradient, Tensor qkvGradient, Tensor weightGradients, AttentionShape shape)
    {
        float* input = TensorPointer.Of(qkv), gradient = TensorPointer.Of(outputGradient), result = TensorPointer.Of(qkvGradient),
            parts = TensorPointer.Of(weightGradients);
        NormPointers norms = new(weights);
        Run(shape, backward: true, (scratch, _, n, h) =>
        {
            int d = shape.HeadDimension, padded = shape.PaddedDimension, stride = 3 * shape.Width;
            float* queries = input + HeadOffset(shape, n, h, 3), keys = queries + shape.Width, values = keys + shape.Width;
            float* given = gradient + HeadOffset(shape, n, h, 1);
            LoadQueries(shape, scratch, queries, norms);
            LoadKeys(shape, scratch, keys, norms, shape.Tokens);
            Gather(given, shape.Width, scratch.OutputGradient, padded, shape.Tokens, d);
            Transpose(values, stride, scratch.ValuesTransposed, scratch.KeyStride, shape.Tokens, d);
            AttentionHead.Backward(shape, scratch);

            float* queriesGradient = result + HeadOffset(shape, n, h, 3), part = parts + ((((nint)n * shape.Heads) + h) * weights.Length * d);
            for (int t = 0; t < shape.Tokens; t++)
            {
                nint at = (nint)t * stride, own = (nint)t * padded;
                norms.QueryBackward(queries + at, scratch.QueryGradient + own, queriesGradient + at, part, shape);
                norms.KeyBackward(keys + at, scratch.KeyGradient + own, queriesGradient + shape.Width + at, part + (2 * d), shape);
            }
            Gather(scratch.ValueGradient, padded, queriesGradient + (2 * shape.Width), stride, shape.Tokens, d);
        });
    }

    private unsafe delegate void HeadAction(AttentionScratch scratch, float* buffer, int n, int h);

    private static void Run(AttentionShape shape, bool backward, HeadAction action)
    {
        int items = shape.Batch * shape.Heads, bufferSize = AttentionScratch.QueryBlock * shape.PaddedDimension;
        KernelThreads.For(items, (start, end) =>
        {
            using var scratch = new AttentionScratch(shape, backward);
            float* buffer = (float*)NativeMemory.AlignedAlloc((nuint)bufferSize * sizeof(float), 64);
            try
            {
                for (int item = start; item < end; item++)
                {
                    action(scratch, buffer, item / shape.Heads, item % shape.Heads);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(buffer);
            }
        });
    }

    private static nint HeadOffset(AttentionShape shape, int n, int h, int parts) =>
        ((nint)n * shape.Tokens * parts * shape.Width) + ((nint)h * shape.HeadDimension);

    private static void LoadQueries(AttentionShape shape, AttentionScratch scratch, float* queries, NormPointers norms)
    {
        for (int t = 0; t < shape.Tokens; t++)
        {
            norms.Query(queries + ((nint)t * 3 * shape.Width), scratch.Queries + (t * shape.PaddedDimension), shape);
        }
    }

    private static void LoadKeys(AttentionShape shape, AttentionScratch scratch, float* keys, NormPointers norms, int count)
    {
        for (int t = 0; t < count; t++)
        {
            norms.Key(keys + ((nint)t * 3 * shape.Width), scratch.Keys + (t * shape.PaddedDimension), shape);
        }
        Transpose(scratch.Keys, shape.PaddedDimension, scratch.KeysTransposed, scratch.KeyStride, count, shape.HeadDimension);
    }

    /// <summary>Copies rows from one stride to another.</summary>
    private static void Gather(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(source + (r * sourceStride), columns).CopyTo(new Span<float>(destination + (r * destinationStride), columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int r = 0;
        // Eight rows at a time, so that what is written is whole vectors.
        for (; r + 8 <= rows; r += 8)
        {
            float* row = source + (r * sourceStride);
            for (int c = 0; c < columns; c++)
            {
                float* from = row + c;
                Vector256.Create(
                    *from, from[sourceStride], from[2 * sourceStride], from[3 * sourceStride],
                    from[4 * sourceStride], from[5 * sourceStride], from[6 * sourceStride], from[7 * sourceStride])
                    .Store(destination + (c * destinationStride) + r);
            }
        }
        for (; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                destination[(c * destinationStride) + r] = source[(r * sourceStride) + c];
            }
        }
    }

    /// <summary>The QK-norms, which without weights only scale.</summary>
    private readonly struct NormPointers
    {
        private readonly float* _queryWeight, _queryBias, _keyWeight, _keyBias;

        public NormPointers(Tensor[] weights)
        {
            if (weights.Length > 0)
            {
                _queryWeight = TensorPointer.Of(weights[0]);
                _queryBias = TensorPointer.Of(weights[1]);
                _keyWeight = TensorPointer.Of(weights[2]);
                _keyBias = TensorPointer.Of(weights[3]);
            }
        }

        public void Query(float* x, float* y, AttentionShape shape) => Forward(x, _queryWeight, _queryBias, y, shape, shape.Scale);

        public void Key(float* x, float* y, AttentionShape shape) => Forward(x, _keyWeight, _keyBias, y, shape, 1);

        public void QueryBackward(float* x, float* yGradient, float* xGradient, float* weightGradients, AttentionShape shape) =>
            Backward(x, _queryWeight, yGradient, xGradient, weightGradients, shape, shape.Scale);

        public void KeyBackward(float* x, float* yGradient, float* xGradient, float* weightGradients, AttentionShape shape) =>
            Backward(x, _keyWeight, yGradient, xGradient, weightGradients, shape, 1);

        private static void Forward(float* x, float* weight, float* bias, float* y, AttentionShape shape, float scale)
        {
            if (weight is null)
            {
                HeadNorm.Scale(x, y, shape.HeadDimension, scale);
            }
            else
            {
                HeadNorm.Forward(x, weight, bias, y, shape.HeadDimension, shape.NormEpsilon, scale);
            }
        }

        private static void Backward(
            float* x, float* weight, float* yGradient, float* xGradient, float* weightGradients, AttentionShape shape, float scale)
        {
            int d = shape.HeadDimension;
            if (weight is null)
            {
                HeadNorm.Scale(yGradient, xGradient, d, scale);
            }
            else
            {
                HeadNorm.Backward(x, weight, yGradient, xGradient, weightGradients, weightGradients + d, d, shape.NormEpsilon, scale);
            }
        }
    }
}
