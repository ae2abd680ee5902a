using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>How many threads there are before anyone asks.</summary>
public class DefaultThreads
{
    [Fact]
    public void By_default_an_operator_may_use_all_cores() => Assert.Equal(Environment.ProcessorCount, get_num_threads());
}
