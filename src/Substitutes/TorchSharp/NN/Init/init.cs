using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Ways to fill a tensor before training. Each changes its tensor in place, unseen by autograd, and returns it.</summary>
        public static partial class init
        {
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            private static readonly Op QrOp = new("linalg_qr");

            /// <summary>By how much a nonlinearity shrinks the deviation of what passes through it, inverted.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>How many inputs each output has, and how many outputs each input.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"A fan in and out need at least 2 dimensions, got {shape.Length}.", nameof(tensor));
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            public static Tensor zeros_(Tensor tensor) => Fill(tensor, t => t.zero_());

            public static Tensor ones_(Tensor tensor) => Fill(tensor, t => t.fill_(1));

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, t => t.fill_(val));

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator generator = null) =>
                Fill(tensor, t => t.uniform_(low, high, generator));

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator generator = null) =>
                Fill(tensor, t => t.normal_(mean, std, generator));

            /// <summary>A normal distribution cut off at a and b, drawn through the inverse of its cumulative distribution.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2,
                Generator generator = null)
            {
                var (low, high) = (Cumulative((a - mean) / std), Cumulative((b - mean) / std));
                return Fill(tensor, t => t.uniform_(2 * low - 1, 2 * high - 1, generator).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b));
            }

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.Dimensions != 2)
                    throw new ArgumentException($"eye_ expects a matrix, got {tensor.Dimensions} dimensions.", nameof(tensor));
                return Fill(tensor, t =>
                {
                    t.zero_();
                    t.diagonal(0, 0, 1).fill_(1);
                });
            }

            /// <summary>Convolution weights that pass their input on.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5) throw new ArgumentException($"dirac_ expects 3 to 5 dimensions, got {shape.Length}.", nameof(tensor));
                return Fill(tensor, t =>
                {
                    var centre = t.zero_();
                    for (var i = shape.Length - 1; i >= 2; i--) centre = centre.select(i, shape[i] / 2);
                    centre.diagonal(0, 0, 1).fill_(1);
                });
            }

            /// <summary>A matrix whose rows or columns, whichever are fewer, are orthogonal and of length gain.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException($"orthogonal_ expects at least 2 dimensions, got {shape.Length}.", nameof(tensor));
                var rows = shape[0];
                var columns = tensor.numel() / Math.Max(rows, 1);
                return Fill(tensor, t =>
                {
                    var flat = t.new_empty(rows, columns).normal_();
                    if (rows < columns) flat = flat.t();
                    var (q, r) = QrOp.CallPair(flat);
                    // Signs of r's diagonal make the distribution uniform.
                    q = q * r.diagonal(0, 0, 1).sign();
                    if (rows < columns) q = q.t();
                    t.copy_(q.reshape(shape)).mul_(gain);
                });
            }

            /// <summary>A normally distributed matrix in which a share of each column is zero.</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.Dimensions != 2)
                    throw new ArgumentException($"sparse_ expects a matrix, got {tensor.Dimensions} dimensions.", nameof(tensor));
                var zeroed = (long)Math.Ceiling(sparsity * tensor.shape[0]);
                return Fill(tensor, t =>
                {
                    t.normal_(0, std);
                    for (long column = 0; column < t.shape[1]; column++)
                        t.select(1, column).index_fill_(0, randperm(t.shape[0]).narrow(0, 0, zeroed), 0);
                });
            }

            // What PyTorch gives the bias of a layer: uniform within one over the root of the number of its inputs.
            internal static void FillLikeFanIn(Tensor tensor, long fanIn)
            {
                var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
                uniform_(tensor, -bound, bound);
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double Cumulative(double x)
            {
                using var argument = torch.tensor(x / Math.Sqrt(2), ScalarType.Float64);
                using var erf = argument.erf();
                return (1 + erf.ToDouble()) / 2;
            }

            private static Tensor Fill(Tensor tensor, Action<Tensor> fill)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                fill(tensor);
                return tensor;
            }
        }
    }
}
