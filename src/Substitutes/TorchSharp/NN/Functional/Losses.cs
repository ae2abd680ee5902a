using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op MseLossOp = new("mse_loss");
            private static readonly Op L1LossOp = new("l1_loss");
            private static readonly Op SmoothL1LossOp = new("smooth_l1_loss");
            private static readonly Op HuberLossOp = new("huber_loss");
            private static readonly Op CrossEntropyLossOp = new("cross_entropy_loss");
            private static readonly Op NllLossNdOp = new("nll_loss_nd");
            private static readonly Op BinaryCrossEntropyOp = new("binary_cross_entropy");
            private static readonly Op BinaryCrossEntropyWithLogitsOp = new("binary_cross_entropy_with_logits");
            private static readonly Op SoftMarginLossOp = new("soft_margin_loss");
            private static readonly Op HingeEmbeddingLossOp = new("hinge_embedding_loss");
            private static readonly Op MarginRankingLossOp = new("margin_ranking_loss");
            private static readonly Op CosineEmbeddingLossOp = new("cosine_embedding_loss");
            private static readonly Op TripletMarginLossOp = new("triplet_margin_loss");
            private static readonly Op CosineSimilarityOp = new("cosine_similarity");
            private static readonly Op PairwiseDistanceOp = new("pairwise_distance");
            private static readonly Op KlDivOp = new("kl_div");

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseLossOp.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1LossOp.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                SmoothL1LossOp.Call(input, target, (long)reduction, beta);

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                HuberLossOp.Call(input, target, (long)reduction, delta);

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                CrossEntropyLossOp.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor weight = null, Reduction reduction = Reduction.Mean) =>
                NllLossNdOp.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor weight = null, Reduction reduction = Reduction.Mean) =>
                BinaryCrossEntropyOp.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor weight = null,
                Reduction reduction = Reduction.Mean, Tensor pos_weights = null) =>
                BinaryCrossEntropyWithLogitsOp.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                SoftMarginLossOp.Call(input, target, (long)reduction);

            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                HingeEmbeddingLossOp.Call(input, target, margin, (long)reduction);

            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0,
                Reduction reduction = Reduction.Mean) =>
                MarginRankingLossOp.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0,
                Reduction reduction = Reduction.Mean) =>
                CosineEmbeddingLossOp.Call(input1, input2, target, margin, (long)reduction);

            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1, long p = 2,
                double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) =>
                TripletMarginLossOp.Call(anchor, positive, negative, margin, p, eps, swap, (long)reduction);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                CosineSimilarityOp.Call(x1, x2, dim, eps);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-6, bool keep_dim = false) =>
                PairwiseDistanceOp.Call(input1, input2, p, eps, keep_dim);

            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KlDivOp.Call(input, target, (long)reduction, log_target);
        }
    }
}
