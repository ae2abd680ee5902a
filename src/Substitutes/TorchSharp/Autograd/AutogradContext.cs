using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What forward leaves for backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private nint node;

            internal AutogradContext(nint node) => this.node = node;

            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> ToSave { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>Keeps tensors, as they are now, for backward; once per forward.</summary>
            public void save_for_backward(List<Tensor> tensors) => ToSave = tensors;

            /// <summary>Keeps anything else for backward.</summary>
            public void save_data(string key, object value) => data[key] = value;

            public object get_data(string key) => data.GetValueOrDefault(key)!;

            /// <summary>Inputs that forward changed in place.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>Outputs without a gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            /// <summary>Whether backward gets zeros where no gradient arrived.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>What forward saved, as new objects.</summary>
            /// <exception cref="ExternalException">One was changed in place since, or the graph has been freed.</exception>
            public unsafe List<Tensor> get_saved_variables()
            {
                ObjectDisposedException.ThrowIf(node == 0, this);
                var handles = new nint[Native.ts_node_saved_count(node)];
                fixed (nint* p = handles) Errors.Check(Native.ts_node_unpack(node, p));
                return [.. handles.Select(handle => handle == 0 ? null! : new Tensor(handle))];
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => node = 0;
        }
    }
}
