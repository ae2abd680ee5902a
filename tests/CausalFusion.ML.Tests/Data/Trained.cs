using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Data;

/// <summary>A small network that the tests of a class share.</summary>
public sealed class Trained : IDisposable
{
    public Trained()
    {
        Train = Context.Data.LoadFromEnumerable(TestPictures.Make(12));
        Model = TestPictures.Pipeline(Context).Fit(Train);
    }

    public MLContext Context { get; } = new(seed: 1);

    public IDataView Train { get; }

    /// <summary>Label to key, then the generator.</summary>
    public TransformerChain<ImageGenerationTransformer> Model { get; }

    public ImageGenerationTransformer Generator => Model.LastTransformer;

    public IDataView Requests(int count) => Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Request { Label = TestPictures.Labels[i % 3], Seed = (ulong)i }).ToArray());

    public IDataView Wishes(int count) => Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Wish { Label = TestPictures.Labels[i % 3] }).ToArray());

    /// <summary>The images for some requests, drawn with other options by the same network.</summary>
    public List<string> Draw(IDataView rows, ImageGenerationOptions options)
    {
        IDataView keyed = Keys.Transform(rows);
        using ImageGenerationTransformer generator = Context.Transforms.GenerateImages("GeneratedImage", "Label", Model, options).Fit(keyed);
        return TestPictures.Hashes(generator.Transform(keyed));
    }

    /// <summary>The part of the chain that turns labels to keys.</summary>
    public ITransformer Keys => Model.First();

    public void Dispose() => Model.Dispose();
}
