#region docs drawing usings
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CausalFusion.ML.Tests.Docs;

/// <summary>The first program of docs/getting-started.md, samples/hello.cs, which draws with a pretrained network.</summary>
[Collection(nameof(RunsAlone))]
public sealed class GettingStartedExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public GettingStartedExample() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void A_new_program_draws_with_the_network_that_is_there()
    {
        #region docs drawing
        var ml = new MLContext();
        Request[] rows = [new("red apple", 1), new("grinning face", 2)];
        IDataView requests = ml.Data.LoadFromEnumerable(rows);
        using var model = ml.Transforms.GenerateImages("Image", "Prompt", Pretrained.Emoji).Fit(requests);
        foreach ((Request row, MLImage image) in rows.Zip(model.Transform(requests).GetColumn<MLImage>("Image")))
            image.Save($"{row.Prompt}.png");
        #endregion

        Assert.Equal(["grinning face.png", "red apple.png"], _folder.FileNames);
        using MLImage apple = MLImage.CreateFromFile("red apple.png");
        Assert.Equal((32, 32), (apple.Width, apple.Height));
    }

    #region docs drawing rows
    internal sealed record Request(string Prompt, ulong Seed);
    #endregion
}
