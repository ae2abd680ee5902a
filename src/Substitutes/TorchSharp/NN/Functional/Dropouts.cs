using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op DropoutOp = new("dropout");
            private static readonly Op DropoutOpInPlace = new("dropout_");
            private static readonly Op FeatureDropoutOp = new("feature_dropout");
            private static readonly Op FeatureDropoutOpInPlace = new("feature_dropout_");
            private static readonly Op AlphaDropoutOp = new("alpha_dropout");
            private static readonly Op AlphaDropoutOpInPlace = new("alpha_dropout_");
            private static readonly Op FeatureAlphaDropoutOp = new("feature_alpha_dropout");
            private static readonly Op FeatureAlphaDropoutOpInPlace = new("feature_alpha_dropout_");

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? DropoutOpInPlace.RunOn(input, p, training) : DropoutOp.Call(input, p, training);

            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? FeatureDropoutOpInPlace.RunOn(input, p, training) : FeatureDropoutOp.Call(input, p, training);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? FeatureDropoutOpInPlace.RunOn(input, p, training) : FeatureDropoutOp.Call(input, p, training);

            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? FeatureDropoutOpInPlace.RunOn(input, p, training) : FeatureDropoutOp.Call(input, p, training);

            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                inplace ? AlphaDropoutOpInPlace.RunOn(input, p, training) : AlphaDropoutOp.Call(input, p, training);

            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                inplace ? FeatureAlphaDropoutOpInPlace.RunOn(input, p, training) : FeatureAlphaDropoutOp.Call(input, p, training);
        }
    }
}
