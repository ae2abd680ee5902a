using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules one after the other, named "0", "1", … unless names are given.</summary>
            public static Sequential Sequential() => new(Array.Empty<(string, Module<Tensor, Tensor>)>());

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                new([.. modules.Select(module => (module.Item1, module.Item2))]);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) => Sequential(modules.ToArray());

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules applied one after the other; what they hand on is disposed as soon as it has been used.</summary>
    public class Sequential : Module<Tensor, Tensor>
    {
        private readonly List<IModule<Tensor, Tensor>> _modules = [];
        private readonly List<string> _names = [];

        protected internal Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
        {
            foreach (var (key, module) in modules) Add(key, module);
        }

        protected internal Sequential(params Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
        {
            foreach (var module in modules) append(module);
        }

        public int Count => _modules.Count;

        [IndexerName("SequentialItems")]
        public IModule<Tensor, Tensor> this[int index] => _modules[index];

        [IndexerName("SequentialItems")]
        public Sequential this[Range index]
        {
            get
            {
                var (offset, length) = index.GetOffsetAndLength(_modules.Count);
                return Slice(offset, offset + length);
            }
        }

        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? _modules.Count);

        public Sequential append(IModule<Tensor, Tensor> module)
        {
            Add(_modules.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);
            return this;
        }

        public Sequential append(string name, IModule<Tensor, Tensor> module)
        {
            Add(name, module);
            return this;
        }

        public override Tensor forward(Tensor tensor)
        {
            if (_modules.Count == 0) return tensor.alias();
            var current = tensor;
            foreach (var module in _modules)
            {
                var next = module.call(current);
                if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
                current = next;
            }
            return current;
        }

        private void Add(string key, IModule<Tensor, Tensor> module)
        {
            register_module(key, (torch.nn.Module)module);
            _modules.Add(module);
            _names.Add(key);
        }

        private Sequential Slice(int start, int end)
        {
            if (start < 0 || end > _modules.Count || start > end)
                throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {end}) is no part of {_modules.Count} modules.");
            var slice = new Sequential(Array.Empty<Module<Tensor, Tensor>>());
            for (var i = start; i < end; i++) slice.Add(_names[i], _modules[i]);
            return slice;
        }
    }
}
