using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.Substitute;

/// <summary>Which values fall out depends on libtorch's build, so this holds for Debian's only.</summary>
public class Dropouts
{
    private static readonly NN.GoldenFile _golden = new("dropouts");

    private static readonly Dictionary<string, Func<Tensor>> _dropouts = new()
    {
        ["dropout"] = () => functional.dropout(ones(40), 0.3),
        ["dropout2d"] = () => functional.dropout2d(ones(2, 5, 2, 2), 0.4),
        ["alphaDropout"] = () => functional.alpha_dropout(ones(20), 0.3, training: true),
    };

    public static TheoryData<string> Names => [.. _dropouts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seeded_dropout_drops_what_PyTorch_would_drop(string name)
    {
        using var scope = NewDisposeScope();
        Generator.Default.manual_seed(21);
        NN.GoldenFile.AssertEqual(_golden[name], _dropouts[name](), name);
    }
}
