using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Samples.Demo.Emoji;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Quality;

/// <summary>Sheets of what a network of emoji makes of them, evenly taken and not picked.</summary>
/// <param name="model">The network.</param>
/// <param name="generation">How it generates.</param>
internal sealed class EmojiPictures(ImageModel model, GenerationOptions generation)
{
    private const int Rows = 16, Columns = 6;

    /// <summary>Writes a sheet of names and images of them; the first image of each row is the real one.</summary>
    public void SavePrompts(IReadOnlyList<EmojiRow> emoji, string title, string path)
    {
        EmojiRow[] rows = EmojiRow.EvenlyTaken(emoji, Rows);
        GenerationRequest[] requests =
        [
            .. rows.SelectMany(
                row => Enumerable.Range(1, Columns - 1), (row, seed) => new GenerationRequest(Condition.OfText(row.Name), (ulong)seed)),
        ];
        using Tensor images = new ImageGenerator(model).Generate(requests, generation);
        var grid = new ImageGrid(Rows, Columns, EmojiRow.Size, EmojiRow.Size, 3)
        {
            RowLabels = [.. rows.Select(row => row.Name)], ColumnLabels = ["real"], Title = title,
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

    /// <summary>Writes a sheet of emoji with the captions that they are given.</summary>
    public void SaveCaptions(IReadOnlyList<EmojiRow> emoji, string title, string path)
    {
        EmojiRow[] rows = EmojiRow.EvenlyTaken(emoji, Rows);
        using var scope = NewDisposeScope();
        Tensor images = cat([.. rows.Select(row => PixelConversion.ToTensor(row.Image!.ToPixels(3), EmojiRow.Shape))]);
        IReadOnlyList<Caption> captions = new ImageCaptioner(model).Caption(images);
        var grid = new ImageGrid(Rows, 1, EmojiRow.Size, EmojiRow.Size, 3)
        {
            RowLabels = [.. rows.Zip(captions, (row, caption) => $"{row.Name}: {caption.Text}")], Title = title,
        };
        foreach ((int i, EmojiRow row) in rows.Index())
        {
            grid.Set(i, 0, row.Image!);
        }
        grid.Save(path);
    }
}
