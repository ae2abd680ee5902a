namespace Microsoft.ML.Tests;

/// <summary>A claim that goes beyond what the package promises.</summary>
internal sealed class SubstituteFactAttribute : FactAttribute
{
    public SubstituteFactAttribute(string reason)
    {
        // The package is several assemblies; the substitute is one.
        if (typeof(MLContext).Assembly != typeof(IDataView).Assembly)
            Skip = reason;
    }
}
