namespace Microsoft.ML.Data;

/// <summary>A type whose values need care when copied: vectors, images and other objects with an owner.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType) : base(rawType)
    {
    }
}
