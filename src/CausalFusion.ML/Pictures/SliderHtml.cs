using System.Globalization;
using System.Net;
using System.Text.Json;
using CausalFusion.Images;
using CausalFusion.ML.Images;

namespace CausalFusion.ML.Pictures;

/// <summary>A sheet's images as an HTML element that shows one of them, and two sliders that choose its row and its column.</summary>
internal static class SliderHtml
{
    private const int SliderSide = 224;

    // Takes the values of both sliders, whichever was moved.
    private const string Choose =
        "const root = this.closest('[data-images]'), [row, column] = root.querySelectorAll('input');"
        + "for (const slider of [row, column]) slider.nextElementSibling.value = JSON.parse(slider.dataset.labels)[slider.value];"
        + "root.querySelector('img').src = JSON.parse(root.dataset.images)[row.value][column.value]";

    // In the place of an image that the sheet was not given.
    private static readonly byte[] _nothing = PngEncoding.Encode([236], new ImageShape(1, 1, 1));

    /// <summary>The element. Where scripts do not run, the first image stays.</summary>
    /// <param name="grid">The sheet.</param>
    /// <param name="rowName">What the rows are, beside their slider.</param>
    /// <param name="columnName">What the columns are, beside theirs.</param>
    public static string Of(ImageGrid grid, string rowName, string columnName)
    {
        string[][] images =
        [
            .. Enumerable.Range(0, grid.Rows).Select(
                row => Enumerable.Range(0, grid.Columns).Select(column => ImageElement.Source(grid.PngOf(row, column) ?? _nothing)).ToArray()),
        ];
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
        string[] texts =
            [.. Enumerable.Range(0, count).Select(i => i < labels.Count ? labels[i] : string.Create(CultureInfo.InvariantCulture, $"{i + 1}"))];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<div><label>{WebUtility.HtmlEncode(name)} <input type=\"range\" min=\"0\" max=\"{count - 1}\" value=\"0\" "
            + $"data-labels=\"{Attribute(texts)}\""
                + $" oninput=\"{WebUtility.HtmlEncode(Choose)}\"> <output>{WebUtility.HtmlEncode(texts[0])}</output></label></div>");
    }

    private static string Attribute<T>(T value) => WebUtility.HtmlEncode(JsonSerializer.Serialize(value));
}
