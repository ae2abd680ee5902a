using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An ordered dictionary whose modules are registered under their keys when it is registered itself.</summary>
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var item in modules) result.Add(item);
                return result;
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>An ordered dictionary of modules. Modules added after it was registered are not registered any more.</summary>
    public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
    {
        private readonly OrderedDict<string, T> _items = [];
        private bool _registered;

        public ModuleDict() : base(nameof(ModuleDict<T>)) { }

        public T this[string key]
        {
            get => _items[key];
            set => _items[key] = value;
        }

        public (string, T) this[int index]
        {
            get => _items[index];
            set => _items[index] = value;
        }

        public int Count => _items.Count;
        public bool IsReadOnly => false;
        public ICollection<string> Keys => _items.Keys;
        public ICollection<T> Values => _items.Values;

        public IEnumerable<string> keys() => _items.Keys;
        public IEnumerable<T> values() => _items.Values;
        public IEnumerator<(string, T)> items() => _items.GetEnumerator();
        public void Add((string, T) item) => _items.Add(item);
        public void Add(string key, T value) => _items.Add(key, value);
        public void Add(KeyValuePair<string, T> item) => _items.Add(item);
        public void Insert(int index, (string, T) item) => _items.Insert(index, item);
        public bool Remove(string key) => _items.Remove(key);
        public bool Remove((string, T) item) => _items.Remove(item);
        public bool Remove(KeyValuePair<string, T> item) => _items.Remove(item);
        public void RemoveAt(int index) => _items.RemoveAt(index);
        public void Clear() => _items.Clear();
        public void clear() => _items.Clear();
        public bool Contains((string, T) item) => _items.Contains(item);
        public bool Contains(KeyValuePair<string, T> item) => _items.Contains(item);
        public bool ContainsKey(string key) => _items.ContainsKey(key);
        public int IndexOf((string, T) item) => _items.IndexOf(item);
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _items.TryGetValue(key, out value);
        public void CopyTo((string, T)[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);
        public IEnumerator<(string, T)> GetEnumerator() => _items.GetEnumerator();
        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, T>>)_items).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            if (_registered) return;
            foreach (var (key, module) in _items) register_module(key, module);
            _registered = true;
        }
    }
}
