using System.Globalization;
using System.Net;
using System.Text;

namespace CausalFusion.Samples.Demo.Drawing;

/// <summary>
/// A line chart as an SVG file: round tick values, grid lines, a legend. It follows a viewer's dark mode and brings its own background.
/// </summary>
public sealed class LineChart
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const int LeftMargin = 76, RightMargin = 24, TopMargin = 52, BottomMargin = 60;
    private const int PixelsPerColumn = 90, PixelsPerRow = 48, PixelsPerName = 20;

    private const string Style = """
        <style>
          text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #5f6368; }
          .title { font-size: 17px; font-weight: 600; fill: #202124; }
          .paper { fill: #ffffff; }
          .grid { stroke: #e3e5e8; }
          .axis { stroke: #5f6368; }
          .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
          .faint { stroke-width: 1; opacity: 0.3; }
          @media (prefers-color-scheme: dark) {
            text { fill: #a2a7ad; }
            .title { fill: #e8eaed; }
            .paper { fill: #17191c; }
            .grid { stroke: #33373c; }
            .axis { stroke: #a2a7ad; }
          }
        </style>
        """;

    // Told apart on white and on black, and by readers who do not see red and green as different.
    private static readonly string[] _colors = ["#1f77d0", "#e8710a", "#0f9d76", "#b4449b", "#8a7a00", "#d0433b"];

    private readonly List<ChartSeries> _series = [];

    public string Title { get; init; } = "";

    public string XLabel { get; init; } = "";

    public string YLabel { get; init; } = "";

    /// <summary>Whether the axis of x is logarithmic. Default: false.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the axis of y is logarithmic. Default: false.</summary>
    public bool LogY { get; init; }

    /// <summary>The width of the picture in pixels. Default: 800.</summary>
    public int Width { get; init; } = 800;

    /// <summary>The height of the picture in pixels. Default: 440.</summary>
    public int Height { get; init; } = 440;

    public void Add(ChartSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        _series.Add(series);
    }

    // Names lie above the plot, where they hide no line.
    private int Top => TopMargin + Math.Max(0, _series.Count - 2) * PixelsPerName;

    /// <exception cref="InvalidOperationException">
    /// No series has a point that is finite, or a value on a logarithmic axis is not above 0.
    /// </exception>
    public string ToSvg()
    {
        int plotWidth = Width - LeftMargin - RightMargin, plotHeight = Height - Top - BottomMargin;
        if (plotWidth < PixelsPerColumn || plotHeight < PixelsPerRow)
            throw new InvalidOperationException($"A chart of {Width}×{Height} pixels has no room for its plot.");
        var points = _series.SelectMany(series => series.Points).Where(IsFinite).ToList();
        if (points.Count == 0) throw new InvalidOperationException($"The chart '{Title}' has no point to show.");
        IAxisScale x = Scale(LogX, points.Min(p => p.X), points.Max(p => p.X), plotWidth, PixelsPerColumn);
        IAxisScale y = Scale(LogY, points.Min(p => p.Y), points.Max(p => p.Y), plotHeight, PixelsPerRow);

        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"{Namespace}\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        Append(svg, $"<title>{Escape(Title)}</title>\n{Style}\n<rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>");
        AppendAxes(svg, x, y, plotWidth, plotHeight);
        foreach (var (series, color) in Colored())
        {
            string Shape(IReadOnlyList<(double, double)> line) => PathOf(line, x, y, plotWidth, plotHeight);
            if (series.Smoothing > 0) Append(svg, $"<path class=\"line faint\" stroke=\"{color}\" d=\"{Shape(series.Points)}\"/>");
            Append(svg, $"<path class=\"line\" stroke=\"{color}\" d=\"{Shape(series.Smoothed())}\"/>");
            if (series.Marked) AppendDots(svg, series.Smoothed(), color, x, y, plotWidth, plotHeight);
        }
        AppendLegend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Writes the chart over a file of that name. Makes the folder if need be.</summary>
    public void Save(string path)
    {
        string svg = ToSvg();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, svg);
    }

    // A logarithmic axis has room for half as many ticks again: their labels are short.
    private IAxisScale Scale(bool isLogarithmic, double low, double high, int pixels, int pixelsPerTick)
    {
        if (!isLogarithmic) return new AxisScale(low, high, Math.Max(3, pixels / pixelsPerTick + 1));
        if (low <= 0) throw new InvalidOperationException($"A logarithmic axis of the chart '{Title}' needs values above 0; found {low}.");
        return new LogAxisScale(low, high, Math.Max(3, pixels * 3 / (2 * pixelsPerTick) + 1));
    }

    private void AppendAxes(StringBuilder svg, IAxisScale x, IAxisScale y, int plotWidth, int plotHeight)
    {
        int right = LeftMargin + plotWidth, bottom = Top + plotHeight;
        for (int i = 0; i < y.TickCount; i++)
        {
            double at = bottom - y.Position(y.Tick(i)) * plotHeight;
            AppendLine(svg, i == 0 ? "axis" : "grid", LeftMargin, at, right, at);
            AppendText(svg, y.Label(i), LeftMargin - 8, at + 4, "end");
        }
        for (int i = 0; i < x.TickCount; i++)
        {
            double at = LeftMargin + x.Position(x.Tick(i)) * plotWidth;
            AppendLine(svg, i == 0 ? "axis" : "grid", at, Top, at, bottom);
            AppendText(svg, x.Label(i), at, bottom + 20, "middle");
        }
        AppendText(svg, XLabel, LeftMargin + plotWidth / 2, Height - 14, "middle");
        AppendText(svg, YLabel, 18, Top + plotHeight / 2, "middle", $" transform=\"rotate(-90 18 {Top + plotHeight / 2})\"");
        AppendText(svg, Title, LeftMargin, 30, "start", " class=\"title\"");
    }

    // At the right of the title: one name alone says nothing that the title does not.
    private void AppendLegend(StringBuilder svg)
    {
        if (_series.Count < 2) return;
        int right = Width - RightMargin, y = PixelsPerName;
        foreach (var (series, color) in Colored())
        {
            Append(svg, $"<path class=\"line\" stroke=\"{color}\" d=\"M{right - 22} {y - 4}h22\"/>");
            AppendText(svg, series.Name, right - 30, y, "end");
            y += PixelsPerName;
        }
    }

    private IEnumerable<(ChartSeries Series, string Color)> Colored() => _series.Select((series, i) => (series, _colors[i % _colors.Length]));

    // One path of straight lines. Where a pixel column has many points, its lowest and highest show all that the eye can see.
    private string PathOf(IReadOnlyList<(double X, double Y)> line, IAxisScale x, IAxisScale y, int plotWidth, int plotHeight)
    {
        var path = new StringBuilder();
        bool pen = false;
        for (int i = 0; i < line.Count;)
        {
            if (!IsFinite(line[i]))
            {
                pen = false;
                i++;
                continue;
            }
            int first = i, low = i, high = i;
            double column = Math.Floor(x.Position(line[i].X) * plotWidth);
            for (; i < line.Count && IsFinite(line[i]) && Math.Floor(x.Position(line[i].X) * plotWidth) == column; i++)
            {
                if (line[i].Y < line[low].Y) low = i;
                if (line[i].Y > line[high].Y) high = i;
            }
            foreach (int k in new SortedSet<int> { first, low, high, i - 1 })
            {
                (double left, double top) = Place(line[k], x, y, plotWidth, plotHeight);
                path.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{left:0.##} {top:0.##}");
                // A point with a gap on both sides still shows, as a dot of the line's width.
                if (!pen) path.Append("h0");
                pen = true;
            }
        }
        return path.ToString();
    }

    private void AppendDots(
        StringBuilder svg, IReadOnlyList<(double X, double Y)> line, string color, IAxisScale x, IAxisScale y, int plotWidth, int plotHeight)
    {
        foreach ((double X, double Y) point in line.Where(IsFinite))
        {
            (double left, double top) = Place(point, x, y, plotWidth, plotHeight);
            Append(svg, $"<circle fill=\"{color}\" cx=\"{left:0.##}\" cy=\"{top:0.##}\" r=\"4\"/>");
        }
    }

    private (double Left, double Top) Place((double X, double Y) point, IAxisScale x, IAxisScale y, int plotWidth, int plotHeight) =>
        (LeftMargin + x.Position(point.X) * plotWidth, Top + (1 - y.Position(point.Y)) * plotHeight);

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static void AppendLine(StringBuilder svg, string style, double x1, double y1, double x2, double y2) =>
        Append(svg, $"<line class=\"{style}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    private static void AppendText(StringBuilder svg, string text, double x, double y, string anchor, string attributes = "")
    {
        if (text.Length > 0) Append(svg, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\"{attributes}>{Escape(text)}</text>");
    }

    private static void Append(StringBuilder svg, FormattableString line) => svg.Append(FormattableString.Invariant(line)).Append('\n');

    // Control characters have no place in XML, escaped or not.
    private static string Escape(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(c => !char.IsControl(c))));
}
