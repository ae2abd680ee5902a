using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op AttentionOp = new("_scaled_dot_product_attention");

            /// <summary>softmax(q · kᵀ / √d + mask) · v. A boolean mask is true where a query may look.</summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor attn_mask = null, double p = 0,
                bool is_casual = false)
            {
                if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"A dropout probability must be in [0, 1], got {p}.");
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("A causal attention takes no mask of its own.", nameof(attn_mask));
                var (output, weights) = AttentionOp.CallPair(query, key, value, attn_mask, p, false, is_casual);
                weights?.Dispose();
                return output;
            }
        }
    }
}
