using System.Globalization;
using System.Net;
using System.Text.Json;
using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML;

/// <summary>
/// Pictures as HTML elements that hold them whole, for notebooks and pages. A Polyglot notebook that refers to the package CausalFusion.ML shows an <see cref="MLImage"/> and
/// an <see cref="ImageGrid"/> by itself; where it does not, <c>HTML(image.ToHtml())</c> does.
/// </summary>
public static class ImageHtml
{
    private const int SmallestSide = 112, SliderSide = 224;

    // Takes the values of both sliders, whichever was moved.
    private const string Choose =
        "const root = this.closest('[data-images]'), [row, column] = root.querySelectorAll('input');"
        + "for (const slider of [row, column]) slider.nextElementSibling.value = JSON.parse(slider.dataset.labels)[slider.value];"
        + "root.querySelector('img').src = JSON.parse(root.dataset.images)[row.value][column.value]";

    // In the place of an image that the sheet was not given.
    private static readonly byte[] _nothing = PngEncoding.Encode([236], new ImageShape(1, 1, 1));

    /// <summary>An image as an element; small ones are enlarged, pixel by pixel.</summary>
    /// <param name="image">The image.</param>
    public static string ToHtml(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int scale = Math.Max(1, SmallestSide / Math.Max(image.Width, image.Height));
        return Element(image.ToPng(), image.Width * scale, image.Height * scale);
    }

    /// <summary>A sheet of images as an element.</summary>
    /// <param name="grid">The sheet.</param>
    public static string ToHtml(this ImageGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using MLImage image = grid.ToImage();
        return Element(image.ToPng(), image.Width, image.Height);
    }

    /// <summary>A sheet's images as an element that shows one of them, and two sliders that choose its row and its column. Where scripts do not run, the first image stays.</summary>
    /// <param name="grid">The sheet.</param>
    /// <param name="rowName">What the rows are, beside their slider.</param>
    /// <param name="columnName">What the columns are, beside theirs.</param>
    public static string ToSliderHtml(this ImageGrid grid, string rowName, string columnName)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(rowName);
        ArgumentNullException.ThrowIfNull(columnName);
        string[][] images = [.. Enumerable.Range(0, grid.Rows).Select(row => Enumerable.Range(0, grid.Columns).Select(column => Source(grid.PngOf(row, column) ?? _nothing)).ToArray())];
        return $"""
            <div data-images="{Attribute(images)}">
            <img src="{images[0][0]}" width="{SliderSide}" style="image-rendering: pixelated" alt="image">
            {Slider(rowName, grid.Rows, grid.RowLabels)}
            {Slider(columnName, grid.Columns, grid.ColumnLabels)}
            </div>
            """.ReplaceLineEndings("\n");
    }

    private static string Slider(string name, int count, IReadOnlyList<string> labels)
    {
        string[] texts = [.. Enumerable.Range(0, count).Select(i => i < labels.Count ? labels[i] : string.Create(CultureInfo.InvariantCulture, $"{i + 1}"))];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<div><label>{WebUtility.HtmlEncode(name)} <input type=\"range\" min=\"0\" max=\"{count - 1}\" value=\"0\" data-labels=\"{Attribute(texts)}\" oninput=\"{WebUtility.HtmlEncode(Choose)}\"> <output>{WebUtility.HtmlEncode(texts[0])}</output></label></div>");
    }

    private static string Attribute<T>(T value) => WebUtility.HtmlEncode(JsonSerializer.Serialize(value));

    private static string Source(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";

    private static string Element(byte[] png, int width, int height) => string.Create(
        CultureInfo.InvariantCulture,
        $"<img src=\"{Source(png)}\" width=\"{width}\" height=\"{height}\" style=\"image-rendering: pixelated\" alt=\"image\">");
}
