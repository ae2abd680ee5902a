namespace Microsoft.ML.Data;

/// <summary>Put on a member of a row class, it names the column type of that member and registers it with <see cref="DataViewTypeManager"/>.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute()
    {
    }

    public abstract bool Equals(DataViewTypeAttribute other);

    public abstract void Register();
}
