using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Samples.Demo.Emoji;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>Sheets of what a network of emoji makes of those that it was not trained on, evenly taken and not picked.</summary>
/// <param name="model">The network.</param>
/// <param name="generation">How it generates.</param>
/// <param name="held">The emoji.</param>
internal sealed class EmojiPictures(ImageModel model, GenerationOptions generation, IReadOnlyList<EmojiRow> held)
{
    private const int Rows = 16, Columns = 6;

    private EmojiRow[] Chosen => [.. Enumerable.Range(0, Rows).Select(row => held[row * held.Count / Rows])];

    /// <summary>Writes a sheet of their names and images of them; the first image of each row is the real one.</summary>
    public void SavePrompts(string path)
    {
        EmojiRow[] rows = Chosen;
        GenerationRequest[] requests =
        [
            .. rows.SelectMany(
                row => Enumerable.Range(1, Columns - 1), (row, seed) => new GenerationRequest(Condition.OfText(row.Name), (ulong)seed)),
        ];
        using Tensor images = new ImageGenerator(model).Generate(requests, generation);
        var grid = new ImageGrid(Rows, Columns, EmojiRow.Size, EmojiRow.Size, 3)
        {
            RowLabels = [.. rows.Select(row => row.Name)], ColumnLabels = ["real"], Title = "Emoji that were not trained on, by their names",
        };
        foreach ((int i, byte[] pixels) in PixelConversion.ToPixels(images).Index())
        {
            grid.Set(i / (Columns - 1), 1 + (i % (Columns - 1)), pixels);
        }
        foreach ((int i, EmojiRow row) in rows.Index())
        {
            grid.Set(i, 0, row.Image!);
        }
        grid.Save(path);
    }

    /// <summary>Writes a sheet of them with the captions that they are given.</summary>
    public void SaveCaptions(string path)
    {
        EmojiRow[] rows = Chosen;
        using var scope = NewDisposeScope();
        Tensor images = cat([.. rows.Select(row => PixelConversion.ToTensor(row.Image!.ToPixels(3), EmojiRow.Shape))]);
        IReadOnlyList<Caption> captions = new ImageCaptioner(model).Caption(images);
        var grid = new ImageGrid(Rows, 1, EmojiRow.Size, EmojiRow.Size, 3)
        {
            RowLabels = [.. captions.Select(caption => caption.Text)], Title = "Emoji that were not trained on, with captions",
        };
        foreach ((int i, EmojiRow row) in rows.Index())
        {
            grid.Set(i, 0, row.Image!);
        }
        grid.Save(path);
    }
}
