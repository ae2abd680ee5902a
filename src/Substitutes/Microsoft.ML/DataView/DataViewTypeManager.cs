namespace Microsoft.ML.Data;

/// <summary>Which column type stands for which .NET type outside the built-in ones: one to one, and for the life of the process.</summary>
public static class DataViewTypeManager
{
    private static readonly HashSet<Type> Builtin =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float),
        typeof(double), typeof(string), typeof(ReadOnlySpan<char>), typeof(ReadOnlyMemory<char>), typeof(VBuffer<>), typeof(Nullable<>), typeof(DateTime),
        typeof(DateTimeOffset), typeof(TimeSpan), typeof(DataViewRowId),
    ];

    private static readonly Dictionary<RawTypeKey, DataViewType> ByRawType = [];
    private static readonly Dictionary<DataViewType, RawTypeKey> ByDataViewType = [];
    private static readonly Lock Gate = new();

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        ArgumentNullException.ThrowIfNull(dataViewType);
        ArgumentNullException.ThrowIfNull(type);
        var key = new RawTypeKey(type, typeAttribute);
        lock (Gate)
        {
            if (Builtin.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type) || Builtin.Contains(type))
                throw new ArgumentOutOfRangeException(nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
            if (ByRawType.TryGetValue(key, out var known) && !known.Equals(dataViewType))
            {
                throw new ArgumentOutOfRangeException(nameof(type), $"Repeated type register. The raw type {type} has been associated with {known} so it cannot be associated with {dataViewType}.");
            }
            if (ByDataViewType.TryGetValue(dataViewType, out var knownKey) && !knownKey.Equals(key))
            {
                throw new ArgumentOutOfRangeException(nameof(dataViewType),
                    $"Repeated type register. The DataView type {dataViewType} has been associated with {knownKey.Type} so it cannot be associated with {type}.");
            }
            ByRawType[key] = dataViewType;
            ByDataViewType[dataViewType] = key;
        }
    }

    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
    {
        DataViewTypeAttribute found = null;
        foreach (var attribute in (typeAttributes ?? []).OfType<DataViewTypeAttribute>())
        {
            if (found is not null)
                throw new ArgumentOutOfRangeException(nameof(type), $"Type {type} has more than one attribute derived from DataViewTypeAttribute.");
            found = attribute;
        }
        Register(dataViewType, type, found);
    }

    internal static bool Knows(Type type, DataViewTypeAttribute typeAttribute = null)
    {
        lock (Gate)
            return ByRawType.ContainsKey(new RawTypeKey(type, typeAttribute));
    }

    internal static bool Knows(DataViewType dataViewType)
    {
        lock (Gate)
            return ByDataViewType.ContainsKey(dataViewType);
    }

    internal static DataViewType GetDataViewType(Type type, DataViewTypeAttribute typeAttribute = null)
    {
        lock (Gate)
        {
            return ByRawType.TryGetValue(new RawTypeKey(type, typeAttribute), out var found)
                ? found
                : throw new ArgumentOutOfRangeException(nameof(type), $"The raw type {type} with attributes {typeAttribute} is not registered with a DataView type.");
        }
    }

    private readonly record struct RawTypeKey(Type Type, DataViewTypeAttribute Attribute);
}
