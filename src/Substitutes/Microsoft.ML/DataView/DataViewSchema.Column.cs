namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>A column in its schema.</summary>
    public readonly struct Column
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations annotations)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
            Annotations = annotations ?? Annotations.Empty;
        }

        public string Name { get; }

        public int Index { get; }

        /// <summary>Whether a later column has the same name.</summary>
        public bool IsHidden { get; }

        public DataViewType Type { get; }

        public Annotations Annotations { get; }

        public override string ToString() => Describe(Name, Type, Annotations);

        internal static string Describe(string name, DataViewType type, Annotations annotations) =>
            annotations is null || annotations.Schema.Count == 0 ? $"{name}: {type}" : $"{name}: {type} {annotations}";
    }
}
