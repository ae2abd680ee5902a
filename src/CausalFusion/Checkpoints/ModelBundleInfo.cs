namespace CausalFusion.Checkpoints;

/// <summary>What a model bundle says about itself, known without reading its weights.</summary>
/// <param name="FormatVersion">The version of the bundle's format.</param>
/// <param name="Kind">What the model is.</param>
/// <param name="Config">The model's configuration, a JSON text.</param>
/// <param name="Entries">Further JSON texts by name, such as the classes' names.</param>
/// <param name="ElementCount">The number of values in all tensors together.</param>
/// <param name="ByteLength">The number of bytes of all tensors together.</param>
internal sealed record ModelBundleInfo(
    int FormatVersion, string Kind, string Config, IReadOnlyDictionary<string, string> Entries, long ElementCount, long ByteLength)
{
    /// <summary>The name of the entry that holds the classes' names, a JSON array of texts in the order of the classes.</summary>
    public const string ClassNamesEntry = "class_names";
}
