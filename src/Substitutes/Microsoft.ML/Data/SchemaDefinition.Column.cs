namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>How one member corresponds to a column.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();

        internal Column(string memberName, string columnName, DataViewType columnType)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        /// <summary>The column's type, which the member's must fit; null for what the member's type suggests.</summary>
        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            ArgumentException.ThrowIfNullOrEmpty(kind);
            ArgumentNullException.ThrowIfNull(annotationType);
            if (Annotations.Schema.GetColumnOrNull(kind) is not null)
                throw new ArgumentException($"Column '{ColumnName}' already contains an annotation of this kind: '{kind}'", nameof(kind));
            _annotations.Add(kind, annotationType, RowMember.ConstantGetter(value, annotationType));
        }

        internal void AddAnnotations(DataViewSchema.Annotations annotations) => _annotations.Add(annotations, _ => true);
    }
}
