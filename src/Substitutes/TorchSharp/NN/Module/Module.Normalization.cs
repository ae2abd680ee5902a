namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What the normalising layers share; the real ones have no base class of their own.
        public partial class Module
        {
            private const string Weight = "weight", Bias = "bias", Mean = "running_mean", Variance = "running_var", Batches = "num_batches_tracked";

            /// <summary>Registers a scale of ones and a shift of zeros, which is what a new normalisation starts with.</summary>
            private protected void RegisterAffine(long[] shape, bool hasBias, Device device, ScalarType? dtype)
            {
                var scale = NewParameter(shape, device, dtype);
                init.ones_(scale);
                ConditionallyRegisterParameter(Weight, scale);
                if (!hasBias) return;
                var shift = NewParameter(shape, device, dtype);
                init.zeros_(shift);
                ConditionallyRegisterParameter(Bias, shift);
            }

            private protected void RegisterChannels(long features, bool affine, bool track, Device device, ScalarType? dtype)
            {
                if (affine) RegisterAffine([features], hasBias: true, device, dtype);
                if (!track) return;
                (device, var type) = GetDefaultDeviceAndType(device, dtype);
                register_buffer(Mean, zeros(features, type, device));
                register_buffer(Variance, ones(features, type, device));
                register_buffer(Batches, zeros([], ScalarType.Int64, device));
            }

            private protected void ResetChannels()
            {
                if (get_buffer(Mean) is not { } mean) return;
                using var mode = no_grad();
                mean.zero_();
                get_buffer(Variance).fill_(1);
                get_buffer(Batches).zero_();
            }

            private protected void CountBatch()
            {
                if (get_buffer(Batches) is not { } batches) return;
                using var mode = no_grad();
                batches.add_(1);
            }

            private protected void RequireDimensions(Tensor tensor, long least, long most)
            {
                if (tensor.Dimensions >= least && tensor.Dimensions <= most) return;
                var expected = least == most ? $"{least}" : $"{least} or {most}";
                throw new ArgumentException($"{GetName()} expects a tensor of {expected} dimensions, got {tensor.Dimensions}.", nameof(tensor));
            }
        }
    }
}
