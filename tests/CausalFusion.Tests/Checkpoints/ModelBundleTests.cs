using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Files;
using CausalFusion.Tests.Files;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Checkpoints;

public sealed class ModelBundleTests : IDisposable
{
    private const string Config = """{"width":3,"note":"Ω"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_model_comes_back_with_its_config_and_entries()
    {
        string classes = JsonSerializer.Serialize(new[] { "cat", "dog \"Rex\"" });
        using var saved = Linear(3, 2);
        using var loaded = Linear(3, 2);
        ModelBundle.Save(_folder["m"], saved, CausalFusionConfig.FamilyName, Config, new Dictionary<string, string> { ["classes"] = classes });

        using (ModelBundle bundle = ModelBundle.Open(_folder["m"]))
        {
            Assert.Equal(Config, bundle.Info.Config);
            Assert.Equal(classes, bundle.Info.Entries["classes"]);
            Assert.Equal(["classes"], bundle.Info.Entries.Keys);
            bundle.LoadInto(loaded);
        }

        SafetensorsRoundTripTests.AssertSame(saved.weight, loaded.weight);
        SafetensorsRoundTripTests.AssertSame(saved.bias!, loaded.bias!);
    }

    [Fact]
    public void Peeking_tells_what_is_inside()
    {
        using var saved = Linear(3, 2);
        ModelBundle.Save(_folder["m"], saved, CausalFusionConfig.FamilyName, Config);

        ModelBundleInfo info = ModelBundle.Peek(_folder["m"]);

        Assert.Equal(
            (ModelBundle.CurrentVersion, CausalFusionConfig.FamilyName, Config, 8L, 32L),
            (info.FormatVersion, info.Kind, info.Config, info.ElementCount, info.ByteLength));
        Assert.Empty(info.Entries);
    }

    [Fact]
    public void Another_kind_of_model_is_refused_by_name()
    {
        using var saved = Linear(3, 2);
        ModelBundle.Save(_folder["m"], saved, DitConfig.FamilyName, Config);

        Assert.Equal(DitConfig.FamilyName, ModelBundle.Peek(_folder["m"], DitConfig.FamilyName).Kind);
        Assert.Empty(ModelBundle.Peek(_folder["m"]).Entries);
        var thrown = Assert.Throws<InvalidDataException>(() => ModelBundle.Peek(_folder["m"], CausalFusionConfig.FamilyName));
        Assert.Equal($"'{_folder["m"]}': kind: expected a model of kind 'causalfusion', found 'dit'.", thrown.Message);
        Assert.Contains(
            "found 'dit'", Assert.Throws<InvalidDataException>(() => CausalFusionModel.Load(_folder["m"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_that_does_not_say_its_kind_is_refused()
    {
        var metadata = new Dictionary<string, string> { ["format"] = "causalfusion", ["format_version"] = "1", ["config"] = "{}" };
        SafetensorsWriter.Save(_folder["m"], [("a", zeros(1))], metadata);

        Assert.Contains(
            "without 'kind'", Assert.Throws<InvalidDataException>(() => ModelBundle.Peek(_folder["m"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_goes_through_a_stream()
    {
        using var saved = Linear(3, 2);
        using var loaded = Linear(3, 2);
        var stream = new MemoryStream();
        ModelBundle.Save(stream, saved, CausalFusionConfig.FamilyName, Config);
        stream.Position = 0;

        using ModelBundle bundle = ModelBundle.Open(stream, "stream");
        bundle.LoadInto(loaded);

        SafetensorsRoundTripTests.AssertSame(saved.weight, loaded.weight);
    }

    [Theory]
    [InlineData(null, "1", "{}", "without 'format'")]
    [InlineData("pt", "1", "{}", "format: expected 'causalfusion', found 'pt'")]
    [InlineData("causalfusion", null, "{}", "without 'format_version'")]
    [InlineData("causalfusion", "one", "{}", "expected a whole number from 1, found 'one'")]
    [InlineData("causalfusion", "0", "{}", "expected a whole number from 1, found '0'")]
    [InlineData("causalfusion", "-1", "{}", "expected a whole number from 1, found '-1'")]
    [InlineData("causalfusion", "2", "{}", "expected at most 1, found 2: the file was made by a newer CausalFusion")]
    [InlineData("causalfusion", "1", null, "without 'config'")]
    public void A_file_that_is_no_bundle_that_this_version_reads_is_refused(string? format, string? version, string? config, string problem)
    {
        var metadata = new Dictionary<string, string?>
        {
            ["format"] = format,
            ["format_version"] = version,
            ["kind"] = "causalfusion",
            ["config"] = config,
        };
        SafetensorsWriter.Save(
            _folder["m"], [("a", zeros(1))], metadata.Where(item => item.Value is not null).ToDictionary(item => item.Key, item => item.Value!));

        var thrown = Assert.Throws<InvalidDataException>(() => ModelBundle.Open(_folder["m"]));

        Assert.Contains(_folder["m"], thrown.Message, StringComparison.Ordinal);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_model_are_refused()
    {
        using var saved = Linear(3, 2);
        using var other = Linear(2, 3);
        ModelBundle.Save(_folder["m"], saved, CausalFusionConfig.FamilyName, Config);
        using ModelBundle bundle = ModelBundle.Open(_folder["m"]);

        Assert.Equal(2, Assert.Throws<StateDictMismatchException>(() => bundle.LoadInto(other)).Different.Count);
    }

    [Fact]
    public void What_is_no_json_or_has_a_reserved_name_is_not_saved()
    {
        using var model = Linear(1, 1);

        Assert.Throws<ArgumentException>(() => ModelBundle.Save(_folder["m"], model, CausalFusionConfig.FamilyName, "{"));
        Assert.Throws<ArgumentException>(
            () => ModelBundle.Save(_folder["m"], model, CausalFusionConfig.FamilyName, "{}", new Dictionary<string, string> { ["x"] = "no json" }));
        Assert.Throws<ArgumentException>(
            () => ModelBundle.Save(_folder["m"], model, CausalFusionConfig.FamilyName, "{}", new Dictionary<string, string> { ["config"] = "{}" }));

        Assert.Empty(_folder.FileNames);
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_the_old_bundle_intact()
    {
        using var disk = new SmallDisk();
        using var small = Linear(3, 2);
        using var large = Linear(200, 200);
        ModelBundle.Save(disk["m"], small, CausalFusionConfig.FamilyName, Config);

        Assert.Throws<IOException>(() => ModelBundle.Save(disk["m"], large, CausalFusionConfig.FamilyName, "{}"));

        Assert.Equal(Config, ModelBundle.Peek(disk["m"]).Config);
        Assert.Equal(["m"], disk.FileNames);
    }
}
