namespace CausalFusion.Samples.Tests;

/// <summary>The collection of tests that count what the whole process holds, and so run while no other test does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
