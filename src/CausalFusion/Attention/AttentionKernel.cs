using System.Runtime.InteropServices;
using CausalFusion.Kernels;
using CausalFusion.Threading;
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
    public static void Forward<T>(Tensor qkv, Tensor[] weights, Tensor output, AttentionShape shape)
        where T : unmanaged, IElement<T>
    {
        T* input = TensorPointer.Of<T>(qkv), result = TensorPointer.Of<T>(output);
        NormPointers norms = new(weights);
        Run(shape, backward: false, (scratch, buffer, n, h) =>
        {
            T* queries = input + InputOffset(shape, n, h);
            norms.Queries(queries, scratch.Queries, shape);
            LoadKeys(shape, scratch, queries + shape.Width, norms);
            ElementRows.Read(queries + (2 * shape.Width), 3 * shape.Width, scratch.Values, shape.PaddedDimension, shape.Tokens, shape.HeadDimension);
            AttentionHead.Forward(shape, scratch, result + OutputOffset(shape, n, h), shape.Width, buffer);
        },
        (n, h) => FetchInput(input, shape, n, h));
    }

    /// <summary>Attention to cached tokens and those of the pass, whose normalized keys and values may be written behind the cached ones.</summary>
    /// <param name="qkv">Contiguous, (N, T, 3·D).</param>
    /// <param name="weights">As in <see cref="Forward"/>.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="layer">The block.</param>
    /// <param name="output">Contiguous, (N, T, D); written.</param>
    /// <param name="shape">The sizes and the layout, whose keys are the cached tokens followed by those of the pass.</param>
    /// <param name="keeps">Whether they are.</param>
    /// <param name="firstSequence">Which sequence of the cache the first one of the pass is.</param>
    public static void ForwardCached<T>(
        Tensor qkv, Tensor[] weights, KeyValueCache cache, int layer, Tensor output, AttentionShape shape, bool keeps, int firstSequence)
        where T : unmanaged, IElement<T>
    {
        T* input = TensorPointer.Of<T>(qkv), result = TensorPointer.Of<T>(output);
        (Tensor keyBuffer, Tensor valueBuffer) = cache.Buffers(layer, shape.Tokens);
        T* cachedKeys = TensorPointer.Of<T>(keyBuffer), cachedValues = TensorPointer.Of<T>(valueBuffer);
        int cached = cache.Length, capacity = cache.Capacity;
        NormPointers norms = new(weights);
        Run(shape, backward: false, (scratch, buffer, n, h) =>
        {
            int d = shape.HeadDimension, padded = shape.PaddedDimension;
            T* queries = input + InputOffset(shape, n, h);
            nint head = ((((nint)firstSequence + n) * shape.Heads) + h) * capacity * d;
            float* ownKeys = scratch.Keys + ((nint)cached * padded);
            norms.Keys(queries + shape.Width, ownKeys, shape);
            float* ownValues = scratch.Values + ((nint)cached * padded);
            ElementRows.Read(queries + (2 * shape.Width), 3 * shape.Width, ownValues, padded, shape.Tokens, d);
            if (keeps)
            {
                ElementRows.Write(ownKeys, padded, cachedKeys + head + (cached * d), d, shape.Tokens, d);
                ElementRows.Write(ownValues, padded, cachedValues + head + (cached * d), d, shape.Tokens, d);
            }
            if (shape.Queries > 0)
            {
                norms.Queries(queries, scratch.Queries, shape);
                ElementRows.Read(cachedKeys + head, d, scratch.Keys, padded, cached, d);
                ElementRows.Read(cachedValues + head, d, scratch.Values, padded, cached, d);
                SmallTranspose.Run(scratch.Keys, padded, scratch.KeysTransposed, scratch.KeyStride, cached + shape.Tokens, d);
                AttentionHead.Forward(shape, scratch, result + OutputOffset(shape, n, h), shape.Width, buffer);
            }
        },
        (n, h) =>
        {
            FetchInput(input, shape, n, h);
            nint head = ((((nint)firstSequence + n) * shape.Heads) + h) * capacity * shape.HeadDimension;
            CacheLines.Fetch(cachedKeys + head, 0, 1, cached * shape.HeadDimension * sizeof(T));
            CacheLines.Fetch(cachedValues + head, 0, 1, cached * shape.HeadDimension * sizeof(T));
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
    public static void Backward<T>(
        Tensor qkv, Tensor[] weights, Tensor outputGradient, Tensor qkvGradient, Tensor weightGradients, AttentionShape shape)
        where T : unmanaged, IElement<T>
    {
        T* input = TensorPointer.Of<T>(qkv), gradient = TensorPointer.Of<T>(outputGradient), result = TensorPointer.Of<T>(qkvGradient);
        float* parts = TensorPointer.Of(weightGradients);
        NormPointers norms = new(weights);
        Run(shape, backward: true, (scratch, _, n, h) =>
        {
            int d = shape.HeadDimension, padded = shape.PaddedDimension, stride = 3 * shape.Width, first = shape.FirstQuery;
            T* queries = input + InputOffset(shape, n, h), keys = queries + shape.Width, values = keys + shape.Width;
            norms.Queries(queries, scratch.Queries, shape);
            LoadKeys(shape, scratch, keys, norms);
            ElementRows.Read(gradient + OutputOffset(shape, n, h), shape.Width, scratch.OutputGradient, padded, shape.Queries, d);
            ElementRows.Read(values, stride, scratch.Values, padded, shape.Tokens, d);
            SmallTranspose.Run(scratch.Values, padded, scratch.ValuesTransposed, scratch.KeyStride, shape.Tokens, d);
            AttentionHead.Backward(shape, scratch);

            T* queriesGradient = result + InputOffset(shape, n, h);
            float* part = parts + ((((nint)n * shape.Heads) + h) * weights.Length * d);
            for (int t = 0; t < shape.Tokens; t++)
            {
                nint at = (nint)t * stride;
                if (t < first)
                {
                    new Span<T>(queriesGradient + at, d).Clear();
                }
                else
                {
                    norms.QueryBackward(queries + at, scratch.QueryGradient + ((nint)(t - first) * padded), queriesGradient + at, part, shape);
                }
                norms.KeyBackward(
                    keys + at, scratch.KeyGradient + ((nint)t * padded), queriesGradient + shape.Width + at, part + (2 * d), shape);
            }
            ElementRows.Write(scratch.ValueGradient, padded, queriesGradient + (2 * shape.Width), stride, shape.Tokens, d);
        },
        (n, h) =>
        {
            FetchInput(input, shape, n, h);
            FetchOutput(gradient, shape, n, h);
            FetchInput(result, shape, n, h);
        });
    }

    private unsafe delegate void HeadAction(AttentionScratch scratch, float* buffer, int n, int h);

    /// <summary>Does the heads of all sequences; while it is at one, the memory of the next is fetched.</summary>
    private static void Run(AttentionShape shape, bool backward, HeadAction action, Action<int, int> fetch)
    {
        int items = shape.Batch * shape.Heads, bufferSize = AttentionScratch.QueryBlock * shape.PaddedDimension;
        long work = ((long)shape.Queries * shape.Layout.Keys) + ((long)(shape.Queries + shape.Layout.Keys) * shape.HeadDimension);
        KernelThreads.For(items, work, (start, end) =>
        {
            using var scratch = new AttentionScratch(shape, backward);
            float* buffer = (float*)NativeMemory.AlignedAlloc((nuint)bufferSize * sizeof(float), 64);
            try
            {
                fetch(start / shape.Heads, start % shape.Heads);
                for (int item = start; item < end; item++)
                {
                    if (item + 1 < end)
                    {
                        fetch((item + 1) / shape.Heads, (item + 1) % shape.Heads);
                    }
                    action(scratch, buffer, item / shape.Heads, item % shape.Heads);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(buffer);
            }
        });
    }

    /// <summary>Fetches a head's queries, keys and values, or where their gradients go.</summary>
    private static void FetchInput<T>(T* input, AttentionShape shape, int n, int h)
        where T : unmanaged, IElement<T>
    {
        int bytes = shape.HeadDimension * sizeof(T);
        for (int part = 0; part < 3; part++)
        {
            CacheLines.Fetch(input + InputOffset(shape, n, h) + (part * shape.Width), (nint)3 * shape.Width * sizeof(T), shape.Tokens, bytes);
        }
    }

    private static void FetchOutput<T>(T* output, AttentionShape shape, int n, int h)
        where T : unmanaged, IElement<T> => CacheLines.Fetch(
            output + OutputOffset(shape, n, h), (nint)shape.Width * sizeof(T), shape.Queries, shape.HeadDimension * sizeof(T));

    private static nint InputOffset(AttentionShape shape, int n, int h) =>
        ((nint)n * shape.Tokens * 3 * shape.Width) + ((nint)h * shape.HeadDimension);

    private static nint OutputOffset(AttentionShape shape, int n, int h) =>
        ((nint)n * shape.Queries * shape.Width) + ((nint)h * shape.HeadDimension);

    private static void LoadKeys<T>(AttentionShape shape, AttentionScratch scratch, T* keys, NormPointers norms)
        where T : unmanaged, IElement<T>
    {
        norms.Keys(keys, scratch.Keys, shape);
        SmallTranspose.Run(scratch.Keys, shape.PaddedDimension, scratch.KeysTransposed, scratch.KeyStride, shape.Tokens, shape.HeadDimension);
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

        /// <summary>The queries of all tokens that have one.</summary>
        public void Queries<T>(T* x, float* y, AttentionShape shape)
            where T : unmanaged, IElement<T> =>
            Forward(x + ((nint)shape.FirstQuery * 3 * shape.Width), shape.Queries, _queryWeight, _queryBias, y, shape, shape.Scale);

        /// <summary>The keys of all tokens.</summary>
        public void Keys<T>(T* x, float* y, AttentionShape shape)
            where T : unmanaged, IElement<T> => Forward(x, shape.Tokens, _keyWeight, _keyBias, y, shape, 1);

        public void QueryBackward<T>(T* x, float* yGradient, T* xGradient, float* weightGradients, AttentionShape shape)
            where T : unmanaged, IElement<T> => Backward(x, _queryWeight, yGradient, xGradient, weightGradients, shape, shape.Scale);

        public void KeyBackward<T>(T* x, float* yGradient, T* xGradient, float* weightGradients, AttentionShape shape)
            where T : unmanaged, IElement<T> => Backward(x, _keyWeight, yGradient, xGradient, weightGradients, shape, 1);

        private static void Forward<T>(T* x, int tokens, float* weight, float* bias, float* y, AttentionShape shape, float scale)
            where T : unmanaged, IElement<T>
        {
            nint stride = 3 * shape.Width;
            if (weight is null)
            {
                ElementRows.Read(x, stride, y, shape.PaddedDimension, tokens, shape.HeadDimension, scale);
            }
            else
            {
                HeadNorm.Forward(x, stride, tokens, weight, bias, y, shape.PaddedDimension, shape.HeadDimension, shape.NormEpsilon, scale);
            }
        }

        private static void Backward<T>(
            T* x, float* weight, float* yGradient, T* xGradient, float* weightGradients, AttentionShape shape, float scale)
            where T : unmanaged, IElement<T>
        {
            int d = shape.HeadDimension;
            if (weight is null)
            {
                ElementRows.Write(yGradient, d, xGradient, d, rows: 1, d, scale);
            }
            else
            {
                HeadNorm.Backward(x, weight, yGradient, xGradient, weightGradients, weightGradients + d, d, shape.NormEpsilon, scale);
            }
        }
    }
}
