namespace CausalFusion.AI.Tests;

/// <summary>The collection of tests that change what the whole process has, and so run while no other test does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
