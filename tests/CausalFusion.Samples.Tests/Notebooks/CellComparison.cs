using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CausalFusion.ML;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>Whether a cell showed what the notebook says that it shows.</summary>
internal static partial class CellComparison
{
    // In levels of 255, of a picture's mean; processors round differently.
    private const double PictureTolerance = 1;

    // Of a number that was measured: its share, or units of its last digit. What rounds differently changes a prediction here and there.
    private const double MeasuredShare = 0.02, MeasuredUnits = 4;

    public static void AssertSame(JsonObject expected, JsonObject actual)
    {
        bool timings = Notebook.HasTag(expected, "timings"), measured = Notebook.HasTag(expected, "measured");
        JsonArray[] outputs = [expected["outputs"]!.AsArray(), actual["outputs"]!.AsArray()];
        Assert.Equal(outputs[0].Select(Kind), outputs[1].Select(Kind));
        foreach ((JsonNode? before, JsonNode? after) in outputs[0].Zip(outputs[1]))
        {
            AssertSameTexts(before!["text"], after!["text"], timings, measured);
            foreach ((string mimeType, JsonNode? shown) in before["data"]?.AsObject() ?? [])
            {
                if (mimeType == "image/png")
                {
                    AssertSamePictures((string)shown!, (string)after["data"]![mimeType]!);
                }
                else
                {
                    AssertSameTexts(shown, after["data"]![mimeType], timings, measured);
                }
            }
        }
    }

    private static string Kind(JsonNode? output) =>
        string.Join(' ', [(string?)output!["output_type"], (string?)output["name"], .. (output["data"]?.AsObject() ?? []).Select(data => data.Key)]);

    private static void AssertSameTexts(JsonNode? expected, JsonNode? actual, bool timings, bool measured)
    {
        string[] texts = [Text(expected), Text(actual)];
        string[] comparable = [.. texts.Select(text => Comparable(text, timings))];
        if (measured)
        {
            AssertSimilarNumbers(comparable[0], comparable[1]);
        }
        else
        {
            Assert.Equal(comparable[0], comparable[1]);
        }
        string[][] pictures = [.. texts.Select(Pictures)];
        Assert.Equal(pictures[0].Length, pictures[1].Length);
        foreach ((string before, string after) in pictures[0].Zip(pictures[1]))
        {
            AssertSamePictures(before, after);
        }
    }

    private static void AssertSimilarNumbers(string expected, string actual)
    {
        Assert.Equal(Number().Replace(expected, "number"), Number().Replace(actual, "number"));
        foreach ((Match before, Match after) in Number().Matches(expected).Zip(Number().Matches(actual)))
        {
            double number = Value(before), unit = Math.Pow(10, -before.Groups["fraction"].Length);
            Assert.InRange(Math.Abs(Value(after) - number), 0, Math.Max(MeasuredUnits * unit, MeasuredShare * number));
        }

        static double Value(Match number) => double.Parse(number.Value, NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    private static string Text(JsonNode? lines) => string.Concat((lines?.AsArray() ?? []).Select(line => (string?)line));

    private static string Comparable(string text, bool timings)
    {
        string comparable = TableId().Replace(Picture().Replace(text, "picture"), "table");
        return timings ? Seconds().Replace(comparable, "<pre>seconds</pre>") : comparable;
    }

    private static string[] Pictures(string text) =>
        [.. Picture().Matches(text).Select(match => match.Groups[1].Value.Replace(@"\u002B", "+", StringComparison.Ordinal))];

    private static void AssertSamePictures(string expected, string actual)
    {
        using MLImage before = Image(expected), after = Image(actual);
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        Assert.InRange(before.ToPixels(3).Zip(after.ToPixels(3), (x, y) => Math.Abs(x - y)).Average(), 0, PictureTolerance);
    }

    private static MLImage Image(string base64) => MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String(base64)));

    [GeneratedRegex(@"data:image/png;base64,((?:[A-Za-z0-9+/=]|\\u002B)+)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"\d[\d,]*(\.(?<fraction>\d+))?")]
    private static partial Regex Number();

    // A data frame's table has a new name each time.
    [GeneratedRegex("table_[0-9]+")]
    private static partial Regex TableId();

    [GeneratedRegex(@"<pre>[0-9.]+</pre>")]
    private static partial Regex Seconds();
}
