using System.Collections;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list whose parameters are registered as "0", "1", … when the list itself is registered in a module.</summary>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A list of parameters. Parameters added after the list was registered are not registered any more.</summary>
    public class ParameterList : Module, IList<Parameter>
    {
        private readonly List<Parameter> _list = [];
        private bool _registered;

        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => _list.AddRange(parameters ?? []);

        // Conversion makes new parameters, which the registry knows first.
        public Parameter this[int index]
        {
            get => Registered(Name(index)) ?? _list[index];
            set
            {
                _list[index] = value;
                if (_registered) ConditionallyRegisterParameter(Name(index), value);
            }
        }

        public int Count => _list.Count;
        public bool IsReadOnly => false;

        public void Add(Parameter item) => _list.Add(item);
        public void append(params Parameter[] parameters) => _list.AddRange(parameters ?? []);
        public void extend(IEnumerable<Parameter> parameters) => _list.AddRange(parameters);
        public void Insert(int index, Parameter item) => _list.Insert(index, item);
        public bool Remove(Parameter item) => _list.Remove(item);
        public void RemoveAt(int index) => _list.RemoveAt(index);
        public void Clear() => _list.Clear();
        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        public int IndexOf(Parameter item)
        {
            for (var i = 0; i < Count; i++)
                if (ReferenceEquals(this[i], item)) return i;
            return -1;
        }

        public void CopyTo(Parameter[] array, int arrayIndex)
        {
            foreach (var parameter in this) array[arrayIndex++] = parameter;
        }

        public IEnumerator<Parameter> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            Enumerable.Range(0, Count).Select(i => (Name(i), this[i]));

        public override bool has_parameter(string target) => get_parameter(target) is not null;

        public override Parameter get_parameter(string target) =>
            int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Count ? this[index] : null;

        protected override void RegisterComponents()
        {
            if (_registered) return;
            for (var i = 0; i < _list.Count; i++) register_parameter(Name(i), _list[i]);
            _registered = true;
        }

        private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
    }
}
