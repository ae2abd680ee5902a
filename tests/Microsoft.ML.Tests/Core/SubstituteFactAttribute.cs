namespace Microsoft.ML.Tests.Core;

/// <summary>A claim that only the substitute meets: the package unpacks an archive's entries without looking at what they claim.</summary>
internal sealed class SubstituteFactAttribute : FactAttribute
{
    public SubstituteFactAttribute()
    {
        // The package is several assemblies; the substitute is one.
        if (typeof(MLContext).Assembly != typeof(IDataView).Assembly)
            Skip = "Microsoft.ML unpacks whatever an archive holds.";
    }
}
