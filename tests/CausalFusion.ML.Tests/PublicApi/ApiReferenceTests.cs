using CausalFusion.ApiReference;

namespace CausalFusion.ML.Tests.PublicApi;

/// <summary>
/// The pages of docs/api are made from the libraries' sources and stand in the repository. With UPDATE_PUBLIC_API=1 in the environment the test writes them
/// instead of comparing.
/// </summary>
public sealed class ApiReferenceTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "docs", "api");

    private static readonly Lazy<IReadOnlyDictionary<string, string>> _pages = new(() =>
        ReferencePages.Make(Repository.Root, ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)));

    [Fact]
    public void The_reference_says_what_the_sources_say()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            Write();
            return;
        }
        Dictionary<string, string> written = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(_folder, file).Replace('\\', '/'), file => File.ReadAllText(file).ReplaceLineEndings("\n"));
        string[] stale = [.. written.Keys.Union(_pages.Value.Keys).Where(page => written.GetValueOrDefault(page) != _pages.Value.GetValueOrDefault(page)).Order(StringComparer.Ordinal)];
        Assert.True(
            stale.Length == 0,
            $"docs/api does not say what the sources say; run the test with UPDATE_PUBLIC_API=1 to write it anew. Pages that differ:\n{string.Join('\n', stale)}");
    }

    [Fact]
    public void An_extension_member_is_shown_as_users_write_it()
    {
        string page = Page("Microsoft.ML/MLContextExtensions.md");
        Assert.Contains("`ml.ImageGeneration`", page, StringComparison.Ordinal);
        Assert.Contains("extension(MLContext mlContext)\n{\n    public ImageGenerationCatalog ImageGeneration { get; }\n}", page, StringComparison.Ordinal);
        Assert.Contains("`ml.Transforms.FeaturizeImages(outputColumnName, inputColumnName, model, options)`", Page("Microsoft.ML/CausalFusionTransformsCatalog.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_has_nullability_and_default_values()
    {
        Assert.Contains("CausalFusionModel(CausalFusionConfig config, ulong seed = 0, torch.Device? device = null)", Page("CausalFusion.Models/CausalFusionModel.md"), StringComparison.Ordinal);
        Assert.Contains("public readonly record struct GenerationRequest(int? Class, ulong Seed)", Page("CausalFusion.Generation/GenerationRequest.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_listed_with_their_defaults_also_those_that_a_base_class_has()
    {
        string page = Page("CausalFusion.ML.Transforms/ImageEditingOptions.md");
        Assert.Contains("`Mask` | string | get; set | `\"center\"` | Which tokens to draw anew", page, StringComparison.Ordinal);
        Assert.Contains("## Properties of [`ModelFileOptions`](ModelFileOptions.md)", page, StringComparison.Ordinal);
        Assert.Contains("`AutoencoderFile` | string? | get; set | `null` |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Inherited_documentation_stands_where_it_is_inherited()
    {
        Assert.Contains("| get | The number of classes; labels are 0 to", Page("CausalFusion.Data/ImageFolderDataset.md"), StringComparison.Ordinal);
        Assert.Contains("as [`IParsable<TokenOrder>.TryParse`](https://learn.microsoft.com/dotnet/api/system.iparsable-1)", Page("CausalFusion.Factorization/TokenOrder.md"), StringComparison.Ordinal);
    }

    private static string Page(string name) => _pages.Value[name];

    private static void Write()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
        foreach ((string page, string text) in _pages.Value)
        {
            string file = Path.Combine(_folder, page);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }
}
