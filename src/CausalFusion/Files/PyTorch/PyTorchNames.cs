using System.Globalization;
using CausalFusion.Files.Pickle;

namespace CausalFusion.Files.PyTorch;

/// <summary>
/// Gives the tensors in nested containers names: the keys that lead to them, joined by dots, as in <c>ema.blocks.0.mlp.fc1.weight</c>.
/// </summary>
/// <remarks>
/// A pickle's containers may be shared and contain themselves, so that a small one can have endlessly many paths. Which containers lead to tensors is
/// found by looking at each once; only these are walked, and the number of names is bounded by the pickle's length: containers that are shared a few
/// times, such as a model that is its own average, have several names, a container within itself is not entered again. Tensors whose names would be
/// too deep, or whose keys are neither texts, whole numbers nor classes, get none: no network's weights are called like that.
/// </remarks>
internal sealed class PyTorchNames
{
    private const int MaxDepth = 32, MaxNameLength = 2000;
    private const long MaxCharacters = 50_000_000;

    // Without sharing, a pickle has fewer values than bytes, and a tensor takes dozens; what is shared a few times stays within these.
    private const int FreeVisits = 1000, VisitsPerByte = 4, BytesPerTensor = 8;

    private readonly string _source;
    private readonly long _maxVisits, _maxTensors;
    private readonly HashSet<object> _leadToTensors;
    private readonly OrderedDictionary<string, PyTorchTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private readonly List<object> _open = [];
    private long _visits, _characters;

    private PyTorchNames(string source, int pickleLength, HashSet<object> leadToTensors)
    {
        _source = source;
        _maxVisits = FreeVisits + ((long)VisitsPerByte * pickleLength);
        _maxTensors = FreeVisits + (pickleLength / BytesPerTensor);
        _leadToTensors = leadToTensors;
    }

    /// <param name="root">The pickle's value.</param>
    /// <param name="pickleLength">The pickle's length in bytes.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">Two tensors have one name, or containers are shared so often that there would be too many.</exception>
    public static OrderedDictionary<string, PyTorchTensor> Collect(object? root, int pickleLength, string source)
    {
        if (!IsContainer(root))
        {
            string found = root is PyTorchTensor ? "a tensor without a name" : "something else";
            throw new InvalidDataException($"'{source}': expected a dictionary of tensors, found {found}.");
        }
        var names = new PyTorchNames(source, pickleLength, LeadingToTensors(root!));
        names.Visit(root!);
        return names._tensors;
    }

    /// <summary>The containers from which tensors can be reached; each is looked at once.</summary>
    private static HashSet<object> LeadingToTensors(object root)
    {
        var parents = new Dictionary<object, List<object>>(ReferenceEqualityComparer.Instance) { [root] = [] };
        var found = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([root]);
        while (waiting.TryPop(out object? container))
        {
            foreach ((_, object? value) in Children(container))
            {
                if (value is PyTorchTensor)
                {
                    found.Add(container);
                }
                else if (IsContainer(value))
                {
                    if (parents.TryGetValue(value!, out List<object>? known))
                    {
                        known.Add(container);
                    }
                    else
                    {
                        parents.Add(value!, [container]);
                        waiting.Push(value!);
                    }
                }
            }
        }
        waiting = new Stack<object>(found);
        while (waiting.TryPop(out object? container))
        {
            foreach (object parent in parents[container].Where(found.Add))
            {
                waiting.Push(parent);
            }
        }
        return found;
    }

    private static bool IsContainer(object? value) => value is PickleDictionary or IReadOnlyList<object?> or PickleObject;

    /// <summary>What a container holds, under which keys.</summary>
    private static IEnumerable<(object? Key, object? Value)> Children(object container) => container switch
    {
        PickleDictionary dictionary => dictionary.Items,
        IReadOnlyList<object?> list => list.Select((item, index) => ((object?)(long)index, item)),
        PickleObject { State: PickleDictionary state } when IsModule(state) => state.Items
            .Where(item => item is { Key: "_parameters" or "_buffers" or "_modules", Value: PickleDictionary })
            .SelectMany(item => ((PickleDictionary)item.Value!).Items),
        PickleObject { Items: { } items } => items.Items,
        _ => [],
    };

    /// <summary>Whether an object's state is that of a module of PyTorch, which has the names of a state dict in it.</summary>
    private static bool IsModule(PickleDictionary state) =>
        state.Items.Any(item => item.Key is "_parameters") && state.Items.Any(item => item.Key is "_modules");

    private void Visit(object container)
    {
        _open.Add(container);
        foreach ((object? key, object? value) in Children(container))
        {
            if (++_visits > _maxVisits)
            {
                throw Refuse("its containers are shared so often that they repeat what is in them beyond measure");
            }
            bool leads = value is not null && _leadToTensors.Contains(value) && !_open.Exists(open => ReferenceEquals(open, value));
            if ((value is PyTorchTensor || leads || IsForeign(value)) && _path.Count < MaxDepth && NameOf(key) is { } name)
            {
                _path.Add(name);
                switch (value)
                {
                    case PyTorchTensor tensor: Add(tensor); break;
                    case PickleObject foreign when !leads: Add(PyTorchTensor.NotRead(foreign.ToString())); break;
                    default: Visit(value!); break;
                }
                _path.RemoveAt(_path.Count - 1);
            }
        }
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Whether something among tensors is an array of another kind, of which one should be told where a tensor is wanted.</summary>
    private static bool IsForeign(object? value) =>
        value is PickleObject { Source: { } source } && source.Name is not ("scalar" or "dtype")
        && source.Module.Split('.')[0] is "numpy" or "jax" or "jaxlib" or "tensorflow";

    private static string? NameOf(object? key) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        PickleGlobal type => type.ToString(),
        _ => null,
    };

    private void Add(PyTorchTensor tensor)
    {
        int length = _path.Sum(part => part.Length + 1) - 1;
        _characters += length;
        if (length > MaxNameLength || _characters > MaxCharacters)
        {
            throw Refuse($"expected names of at most {MaxNameLength} characters, {MaxCharacters} in all, found longer ones");
        }
        string name = string.Join('.', _path);
        if (!_tensors.TryAdd(name, tensor))
        {
            throw Refuse($"tensor {SafetensorsHeader.Quote(name)}: the name occurs twice");
        }
        if (_tensors.Count > _maxTensors)
        {
            throw Refuse($"expected at most {_maxTensors} tensors in so short a pickle, found more: its containers are shared too often");
        }
    }

    private InvalidDataException Refuse(string problem) => new($"'{_source}': {problem}.");
}
