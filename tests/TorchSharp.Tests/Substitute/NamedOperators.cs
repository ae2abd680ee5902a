using TorchSharp.Interop;

namespace TorchSharp.Tests.Substitute;

public class NamedOperators
{
    [Fact]
    public void Every_operator_the_api_names_exists_in_libtorch()
    {
        var operators = typeof(Ops).GetFields().Select(field => (Op)field.GetValue(null)!).ToList();
        Assert.True(operators.Count > 600);
        Assert.All(operators, op => Assert.NotEqual(0, op.Handle));
    }
}
