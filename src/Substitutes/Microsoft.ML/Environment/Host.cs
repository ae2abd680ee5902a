namespace Microsoft.ML.Runtime;

/// <summary>The environment of one component.</summary>
internal sealed class Host : HostEnvironmentBase, IHost
{
    public Host(EnvironmentState state, HostEnvironmentBase source, string fullName, Random rand) : base(state, source, fullName, rand)
    {
    }
}
