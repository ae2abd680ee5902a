namespace Microsoft.ML.Data;

/// <summary>Gives an array member's column its dimensions.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class VectorTypeAttribute : Attribute
{
    /// <summary>A vector whose length varies by row.</summary>
    public VectorTypeAttribute()
    {
    }

    public VectorTypeAttribute(int size)
    {
        ((IExceptionContext)null).CheckParam(size >= 0, nameof(size), "Should be non-negative number");
        Dims = [size];
    }

    public VectorTypeAttribute(params int[] dimensions)
    {
        ((IExceptionContext)null).CheckParam(dimensions.All(d => d >= 0), nameof(dimensions), "Should be non-negative numbers");
        Dims = dimensions;
    }

    internal int[] Dims { get; }
}
