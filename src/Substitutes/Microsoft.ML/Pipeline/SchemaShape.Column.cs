namespace Microsoft.ML;

public sealed partial class SchemaShape
{
    /// <summary>A column's shape.</summary>
    public readonly struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;

        /// <summary>The type of a scalar or of a vector's items; of a key, the number type that represents it.</summary>
        public readonly DataViewType ItemType;

        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(itemType);
            if (itemType is VectorDataViewType or KeyDataViewType)
                throw new ArgumentOutOfRangeException(nameof(itemType), itemType, "Item type cannot be a key or a vector");
            if (isKey && !KeyDataViewType.IsValidDataType(itemType.RawType))
                throw new ArgumentOutOfRangeException(nameof(itemType), itemType, "The item type must be valid for a key");
            Name = name;
            Kind = kind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? new SchemaShape([]);
        }

        public enum VectorKind
        {
            Scalar = 0,
            Vector = 1,
            VariableVector = 2,
        }

        /// <summary>Whether a column of shape <paramref name="source"/> can be used where this shape is asked for.</summary>
        internal bool IsCompatibleWith(Column source)
        {
            if (Name != source.Name || Kind != source.Kind || IsKey != source.IsKey || !ItemType.Equals(source.ItemType))
                return false;
            return Annotations.All(wanted => source.Annotations.TryFindColumn(wanted.Name, out var found) && wanted.IsCompatibleWith(found));
        }

        /// <summary>The shape's type in words, as error messages have it.</summary>
        internal string GetTypeString()
        {
            string item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch { VectorKind.Vector => $"Vector<{item}>", VectorKind.VariableVector => $"VarVector<{item}>", _ => item };
        }

        internal static Column From(string name, DataViewType type, SchemaShape annotations)
        {
            var vector = type as VectorDataViewType;
            var kind = vector is null ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            var item = vector?.ItemType ?? type;
            return item is KeyDataViewType key
                ? new Column(name, kind, ColumnTypes.NumberOrOther(key.RawType), true, annotations)
                : new Column(name, kind, item, false, annotations);
        }
    }
}
