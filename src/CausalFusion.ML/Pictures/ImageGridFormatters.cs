

namespace CausalFusion.ML.Pictures;

/// <summary>How notebooks show an <see cref="ImageGrid"/>: as an HTML element, or as the text of a PNG file in base 64.</summary>
internal sealed class ImageGridFormatters
{
    private readonly object[] _formatters =
    [
        new Formatter("text/html", grid => grid.ToHtml()),
        new Formatter("image/png", grid => Convert.ToBase64String(grid.ToPng())),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    private sealed class Formatter(string mimeType, Func<ImageGrid, string> format)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not ImageGrid grid)
            {
                return false;
            }
            writer.Write(format(grid));
            return true;
        }
    }
}
