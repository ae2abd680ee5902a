using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Gradients of <paramref name="outputs"/> by <paramref name="inputs"/>, one per input.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false,
            bool allow_unused = false)
        {
            nint[] of = Handles(outputs), by = Handles(inputs), given = Handles(grad_outputs);
            var found = new nint[by.Length];
            fixed (nint* a = of, b = by, g = given, r = found)
            {
                var code = Native.ts_grad(
                    a, of.Length, b, by.Length, g, given.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r);
                KeepAlive(outputs, inputs, grad_outputs);
                Errors.Check(code);
            }
            return Array.ConvertAll(found, handle => handle == 0 ? null! : new Tensor(handle));
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            nint[] of = Handles(tensors), given = Handles(grad_tensors), by = Handles(inputs);
            fixed (nint* a = of, g = given, b = by)
            {
                var code = Native.ts_backward(
                    a, of.Length, g, given.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, b, by.Length);
                KeepAlive(tensors, grad_tensors, inputs);
                Errors.Check(code);
            }
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        /// <summary>The handles of tensors, 0 where there is none; empty for no list at all.</summary>
        internal static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new nint[tensors.Count];
            for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i]?.Handle ?? 0;
            return handles;
        }

        private static void KeepAlive(object? a, object? b, object? c)
        {
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
        }
    }
}
