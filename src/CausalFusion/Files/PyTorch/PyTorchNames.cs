using System.Globalization;
using CausalFusion.Files.Pickle;

namespace CausalFusion.Files.PyTorch;

/// <summary>
/// Gives the tensors in nested containers names: the keys that lead to them, joined by dots, as in <c>ema.blocks.0.mlp.fc1.weight</c>.
/// </summary>
/// <remarks>
/// A pickle's containers may be shared and contain themselves, so that a small one can have endlessly many paths. The walk is bounded in depth, in
/// what it visits and in the length of all names together.
/// </remarks>
internal sealed class PyTorchNames
{
    private const int MaxDepth = 32, MaxVisits = PickleMachine.MaxValues, MaxNameLength = 2000;
    private const long MaxCharacters = 50_000_000;

    private readonly string _source;
    private readonly OrderedDictionary<string, PyTorchTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];
    private int _visits;
    private long _characters;

    private PyTorchNames(string source) => _source = source;

    /// <param name="root">The pickle's value.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">Two tensors have one name, or the containers are too deep or too many.</exception>
    public static OrderedDictionary<string, PyTorchTensor> Collect(object? root, string source)
    {
        var names = new PyTorchNames(source);
        if (root is not PickleDictionary and not List<object?> and not object?[])
        {
            throw names.Refuse($"expected a dictionary of tensors, found {(root is PyTorchTensor ? "a tensor without a name" : "something else")}");
        }
        names.Visit(root);
        return names._tensors;
    }

    private void Visit(object? value)
    {
        switch (value)
        {
            case PyTorchTensor tensor:
                Add(tensor);
                break;
            case PickleDictionary dictionary:
                foreach ((object? key, object? item) in dictionary.Items)
                {
                    Descend(key, item);
                }
                break;
            case IReadOnlyList<object?> list:
                for (int i = 0; i < list.Count; i++)
                {
                    Descend((long)i, list[i]);
                }
                break;
        }
    }

    private void Descend(object? key, object? value)
    {
        if (++_visits > MaxVisits)
        {
            throw Refuse($"expected at most {MaxVisits} values in its containers, found more");
        }
        if (value is not (PyTorchTensor or PickleDictionary or IReadOnlyList<object?>))
        {
            return;
        }
        if (_path.Count == MaxDepth)
        {
            throw Refuse($"expected containers nested at most {MaxDepth} deep, found deeper ones, or one that contains itself");
        }
        _path.Add(key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => throw Refuse("expected texts and whole numbers as the keys that lead to tensors, found others"),
        });
        Visit(value);
        _path.RemoveAt(_path.Count - 1);
    }

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
    }

    private InvalidDataException Refuse(string problem) => new($"'{_source}': {problem}.");
}
