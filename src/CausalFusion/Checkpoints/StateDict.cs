using CausalFusion.Files;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Checkpoints;

/// <summary>Compares a module's parameters and buffers with the tensors of a file, and fills them from it.</summary>
internal static class StateDict
{
    /// <summary>
    /// Checks that a file has exactly the tensors of a module: the same names, the same shapes, and element types that can be converted.
    /// </summary>
    /// <param name="module">The module whose <c>state_dict()</c> says what is expected.</param>
    /// <param name="source">The file, or a view of one.</param>
    /// <param name="prefix">What the names begin with in the file, for instance <c>ema.</c>; other names are not looked at.</param>
    /// <exception cref="StateDictMismatchException">It does not; every difference is listed.</exception>
    public static void Check(Module module, ITensorSource source, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        Check(module.state_dict(), source, prefix);
    }

    /// <summary>
    /// Fills a module's parameters and buffers in place, on the device where they are. Floating-point values are converted to the module's type.
    /// </summary>
    /// <param name="module">The module to fill.</param>
    /// <param name="source">The file, or a view of one.</param>
    /// <param name="prefix">What the names begin with in the file, for instance <c>ema.</c>; other names are not looked at.</param>
    /// <exception cref="StateDictMismatchException">The file does not fit the module, which is as it was; every difference is listed.</exception>
    /// <exception cref="InvalidDataException">The file was cut short since it was opened.</exception>
    public static void Load(Module module, ITensorSource source, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        Dictionary<string, Tensor> expected = module.state_dict();
        Check(expected, source, prefix);
        foreach ((string name, Tensor tensor) in expected.OrderBy(item => source.Entries[prefix + item.Key].Offset))
        {
            source.ReadInto(prefix + name, tensor, convert: true);
        }
    }

    /// <summary>Builds a model and fills it, ready for inference. The peak of memory is the model and one tensor.</summary>
    /// <param name="source">The file, or a view of one.</param>
    /// <param name="parameterCount">How many values the model will have.</param>
    /// <param name="build">Makes it.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file holds not half as many values; nothing was made.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the model; every difference is listed.</exception>
    public static T Build<T>(ITensorSource source, long parameterCount, Func<T> build) where T : Module
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(build);
        long found = source.Entries.Values.Where(entry => entry.Unreadable is null).Sum(entry => entry.ElementCount);
        if (parameterCount / 2 > found)
        {
            // Before anything is allocated: a header may describe a model that its file could never fill.
            throw new InvalidDataException(
                $"'{source.Name}': its configuration describes {parameterCount:N0} parameters, but the file holds {found:N0}.");
        }
        T model = build();
        try
        {
            Load(model, source);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Checks that a file has exactly the given tensors, as <see cref="Check(Module, ITensorSource, string)"/> does. What stands beside the modules
    /// and is of a type that no weights are saved in, such as a counter, is nobody's business.
    /// </summary>
    internal static void Check(IReadOnlyDictionary<string, Tensor> expected, ITensorSource source, string prefix = "")
    {
        var missing = new List<string>();
        var different = new List<StateDictDifference>();
        foreach ((string name, Tensor tensor) in expected)
        {
            if (!source.Entries.TryGetValue(prefix + name, out TensorEntry? entry))
            {
                missing.Add(prefix + name);
            }
            else if (DifferenceOf(prefix + name, tensor, entry) is { } difference)
            {
                different.Add(difference);
            }
        }
        HashSet<string> modules = [.. expected.Keys.Select(ModuleOf)];
        List<string> unexpected = [.. source.Entries.Values
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal) && !expected.ContainsKey(entry.Name[prefix.Length..]))
            .Where(entry => entry.IsPlainNumbers || modules.Contains(ModuleOf(entry.Name[prefix.Length..])))
            .Select(entry => entry.Name)];
        if (missing.Count + unexpected.Count + different.Count > 0)
        {
            throw new StateDictMismatchException(source.Name, missing, unexpected, different);
        }
    }

    /// <summary>What keeps a tensor of a file from filling one of a module; null where nothing does.</summary>
    internal static StateDictDifference? DifferenceOf(string name, Tensor tensor, TensorEntry entry)
    {
        bool fits = entry.Unreadable is null && entry.Shape.AsSpan().SequenceEqual(tensor.shape) && CanConvert(entry.DType, tensor.dtype);
        return fits
            ? null
            : new StateDictDifference(name, Describe(tensor.dtype, tensor.shape), entry.Unreadable ?? Describe(entry.DType, entry.Shape));
    }

    private static string ModuleOf(string name) => name.Split('.', 2)[0];

    private static bool CanConvert(ScalarType from, ScalarType to) => from == to || (IsFloatingPoint(from) && IsFloatingPoint(to));

    private static bool IsFloatingPoint(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    private static string Describe(ScalarType dtype, IEnumerable<long> shape) => $"{dtype} ({string.Join(", ", shape)})";
}
