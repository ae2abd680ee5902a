using System.Reflection;
using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Notebooks;

public sealed class NotebookFormattersTests
{
    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png")]
    public void A_notebook_finds_by_names_alone_how_a_sheet_is_shown(string mimeType)
    {
        var grid = new ImageGrid(1, 2, 2, 2, 1);
        grid.Set(0, 0, [0, 50, 100, 150]);

        string shown = Format(grid, mimeType);

        string base64 = mimeType == "image/png"
            ? shown
            : shown[(shown.IndexOf(',', StringComparison.Ordinal) + 1)..shown.IndexOf("\" width", StringComparison.Ordinal)];
        using MLImage image = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String(base64)));
        using MLImage expected = grid.ToImage();
        Assert.Equal(expected.ToPixels(3), image.ToPixels(3));
    }

    [Fact]
    public void A_small_image_is_enlarged_and_a_large_one_is_not()
    {
        using MLImage small = ImageConversion.ToImage(new byte[28 * 28], new ImageShape(28, 28, 1));
        using MLImage large = ImageConversion.ToImage(new byte[300 * 200], new ImageShape(200, 300, 1));

        Assert.Contains("width=\"112\" height=\"112\"", small.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("width=\"300\" height=\"200\"", large.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheet_takes_images_of_its_size_and_colors()
    {
        var grid = new ImageGrid(1, 1, 2, 1, 1) { Scale = 1, Padding = 0 };
        using MLImage fits = ImageConversion.ToImage([3, 4], new ImageShape(1, 2, 1));
        using MLImage tall = ImageConversion.ToImage([3, 4], new ImageShape(2, 1, 1));
        using MLImage colored = ImageConversion.ToImage([1, 2, 3, 4, 5, 6], new ImageShape(1, 2, 3));

        grid.Set(0, 0, fits);

        Assert.Contains("2×1 pixels; found 1×2", Assert.Throws<ArgumentException>(() => grid.Set(0, 0, tall)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => grid.Set(0, 0, colored));
    }

    // As Microsoft.DotNet.Interactive.Formatting looks for formatters of a library that does not refer to it.
    private static string Format(object instance, string mimeType)
    {
        object attribute = instance.GetType().GetCustomAttributes(inherit: true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var sourceType = (Type)Property(attribute, "FormatterSourceType");
        object source = Activator.CreateInstance(sourceType, nonPublic: true)!;
        var formatters = (IEnumerable<object>)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(source, [])!;
        object formatter = formatters.Single(f => (string)Property(f, "MimeType") == mimeType);
        using var writer = new StringWriter();
        MethodInfo format = formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!;
        Assert.True((bool)format.Invoke(formatter, [instance, writer])!);
        Assert.False((bool)format.Invoke(formatter, ["something else", writer])!);
        return writer.ToString();
    }

    private static object Property(object instance, string name) => instance.GetType().GetProperty(name)!.GetValue(instance)!;
}
