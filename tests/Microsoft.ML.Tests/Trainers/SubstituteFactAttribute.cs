using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

/// <summary>A claim that goes beyond what the package promises.</summary>
internal sealed class SubstituteFactAttribute : FactAttribute
{
    public SubstituteFactAttribute(string reason)
    {
        // The package has its mathematics in an assembly of its own.
        if (typeof(LbfgsMaximumEntropyMulticlassTrainer).Assembly.GetReferencedAssemblies().Any(a => a.Name == "Microsoft.ML.CpuMath"))
            Skip = reason;
    }
}
