using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

/// <summary>With the same seed as PyTorch, the same numbers.</summary>
public class InitialisationTests
{
    private static readonly GoldenFile _golden = new("initialisation");

    private static readonly Dictionary<string, Func<Dictionary<string, Tensor>>> _modules = new()
    {
        ["Linear"] = () => Linear(5, 3).state_dict(),
        ["Bilinear"] = () => Bilinear(2, 3, 4).state_dict(),
        ["Conv2d"] = () => Conv2d(4, 2, 3, groups: 2).state_dict(),
        ["ConvTranspose2d"] = () => ConvTranspose2d(3, 2, 3).state_dict(),
        ["Embedding"] = () => Embedding(5, 3, padding_idx: 1).state_dict(),
        ["LayerNorm"] = () => LayerNorm(4).state_dict(),
        ["BatchNorm2d"] = () => BatchNorm2d(3).state_dict(),
    };

    private static readonly Dictionary<string, Func<Tensor>> _fills = new()
    {
        ["xavier_uniform_"] = () => init.xavier_uniform_(zeros(6, 5), 0.7),
        ["xavier_normal_"] = () => init.xavier_normal_(zeros(6, 5)),
        ["kaiming_uniform_"] = () => init.kaiming_uniform_(zeros(6, 5), mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU),
        ["kaiming_normal_"] = () => init.kaiming_normal_(zeros(6, 5), 0.3),
        ["normal_"] = () => init.normal_(zeros(6, 5), 0.5, 0.02),
        ["uniform_"] = () => init.uniform_(zeros(6, 5), -2, 3),
        ["trunc_normal_"] = () => init.trunc_normal_(zeros(6, 5), 0.1, 0.5, -0.4, 0.7),
        ["orthogonal_"] = () => init.orthogonal_(zeros(6, 5), 1.5),
        ["eye_"] = () => init.eye_(zeros(6, 5)),
        ["dirac_"] = () => init.dirac_(zeros(3, 3, 3)),
    };

    public static TheoryData<string> ModuleNames => [.. _modules.Keys];

    public static TheoryData<string> FillNames => [.. _fills.Keys];

    [Fact]
    public void Everything_in_the_golden_file_is_tested() => Assert.Equal(_golden.Names.Order(), _modules.Keys.Concat(_fills.Keys).Order());

    [Theory]
    [MemberData(nameof(ModuleNames))]
    public void A_new_module_holds_what_PyTorch_would_put_there(string name)
    {
        using var scope = NewDisposeScope();
        Generator.Default.manual_seed(21);
        var state = _modules[name]();
        Assert.Equal(_golden[name].EnumerateObject().Select(p => p.Name), state.Keys);
        foreach (var (key, value) in state) GoldenFile.AssertEqual(_golden[name].GetProperty(key), value, key);
    }

    [Theory]
    [MemberData(nameof(FillNames))]
    public void A_seeded_fill_draws_what_PyTorch_would_draw(string name)
    {
        using var scope = NewDisposeScope();
        Generator.Default.manual_seed(21);
        GoldenFile.AssertEqual(_golden[name], _fills[name](), name, 2e-6);
    }

    [Fact]
    public void Draws_follow_a_generator_where_one_is_given()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var first = init.normal_(zeros(10), generator: generator);
        using var again = new Generator(5);
        Assert.True(first.equal(init.normal_(zeros(10), generator: again)).ToBoolean());
    }

    [Fact]
    public void A_truncated_normal_has_the_asked_moments_and_bounds()
    {
        using var scope = NewDisposeScope();
        Generator.Default.manual_seed(3);
        var x = init.trunc_normal_(zeros(20000), 0, 0.02);
        Assert.Equal(0, x.mean().item<float>(), 5e-4f);
        Assert.Equal(0.02, x.std().item<float>(), 5e-4);
        var cut = init.trunc_normal_(zeros(20000), 0, 1, -0.5, 0.5).abs().max().item<float>();
        Assert.InRange(cut, 0.49f, 0.5f);
    }

    [Fact]
    public void A_sparse_matrix_has_its_share_of_zeros_in_each_column()
    {
        using var scope = NewDisposeScope();
        var zeros = init.sparse_(torch.zeros(10, 4), 0.3).eq(0).sum(dim: 0);
        Assert.Equal([3L, 3, 3, 3], zeros.data<long>().ToArray());
    }

    [Fact]
    public void Filling_a_parameter_is_no_step_that_autograd_sees()
    {
        using var scope = NewDisposeScope();
        var parameter = Parameter(zeros(3, 2));
        Assert.True(init.xavier_uniform_(parameter).equal(parameter).ToBoolean());
        Assert.True(parameter.is_leaf && parameter.requires_grad);
    }
}
