using System.Globalization;
using System.Xml.Linq;
using CausalFusion.Samples.Demo.Drawing;

namespace CausalFusion.ML.Tests.Pictures;

public class LineChartTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Text_of_any_kind_leaves_the_file_well_formed()
    {
        const string Nasty = "a < b & \"c\" > 'd' \u0001 é";
        var chart = new LineChart { Title = Nasty, XLabel = Nasty, YLabel = Nasty };
        chart.Add(new(Nasty, [(0, 1), (1, 2)]));
        chart.Add(new("other", [(0, 1)]));
        var texts = XDocument.Parse(chart.ToSvg()).Descendants(_svg + "text").Select(text => text.Value);
        Assert.Equal(4, texts.Count(text => text == "a < b & \"c\" > 'd'  é"));
    }

    [Fact]
    public void A_point_is_drawn_where_the_axes_say()
    {
        var chart = new LineChart { Width = 500, Height = 300 };
        chart.Add(new("line", [(0, 0), (5, 5), (10, 10)]));
        var lines = XDocument.Parse(chart.ToSvg()).Descendants(_svg + "line").ToList();
        double left = lines.Min(line => Number(line, "x1")), right = lines.Max(line => Number(line, "x2"));
        double top = lines.Min(line => Number(line, "y1")), bottom = lines.Max(line => Number(line, "y2"));
        var drawn = Assert.Single(Paths(chart));
        Assert.Equal([(left, bottom), ((left + right) / 2, (top + bottom) / 2), (right, top)], Points(drawn));
    }

    [Fact]
    public void A_value_that_is_not_finite_leaves_a_gap()
    {
        var chart = new LineChart();
        chart.Add(new("line", [(0, 1), (1, 2), (2, double.NaN), (3, double.PositiveInfinity), (4, 1), (5, 2)]));
        string drawn = Assert.Single(Paths(chart));
        Assert.Equal(2, drawn.Count(c => c == 'M'));
        Assert.Equal(4, Points(drawn).Count);
    }

    [Fact]
    public void A_million_points_become_a_small_file_that_keeps_its_extremes()
    {
        var points = Enumerable.Range(0, 1_000_000).Select(i => ((double)i, i == 123_456 ? 10.0 : Math.Sin(i))).ToArray();
        var chart = new LineChart();
        chart.Add(new("line", points));
        Assert.InRange(chart.ToSvg().Length, 1, 100_000);
        var drawn = Points(Assert.Single(Paths(chart)));
        Assert.Equal(1, drawn.Count(point => point.Y < drawn.Average(p => p.Y) - 100));
    }

    [Fact]
    public void Smoothing_averages_without_bias_towards_the_start()
    {
        var series = new ChartSeries("line", [(0, 4), (1, 8), (2, double.NaN), (3, 6)], Smoothing: 0.5);
        double[] expected = [4, (4 * 0.5 + 8) / 1.5, double.NaN, ((4 * 0.5 + 8) * 0.5 + 6) / 1.75];
        Assert.Equal(expected, series.Smoothed().Select(point => point.Y));
        Assert.Equal([0, 1, 2, 3], series.Smoothed().Select(point => point.X));
    }

    [Fact]
    public void A_smoothed_series_lies_over_its_own_points()
    {
        var chart = new LineChart();
        chart.Add(new("line", [(0, 4), (1, 8)], Smoothing: 0.9));
        Assert.Equal(2, Paths(chart).Count);
    }

    [Fact]
    public void The_legend_names_each_of_several_series_and_a_single_one_needs_none()
    {
        var chart = new LineChart();
        chart.Add(new("first", [(0, 1), (1, 2)]));
        Assert.DoesNotContain("first", chart.ToSvg(), StringComparison.Ordinal);
        chart.Add(new("second", [(0, 2), (1, 1)]));
        Assert.Contains(">first</text>", chart.ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">second</text>", chart.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_written_alike_under_every_culture()
    {
        var chart = new LineChart { Title = "t", YLabel = "y" };
        chart.Add(new("line", [(0, 0.25), (1000.5, 0.75)]));
        string expected = chart.ToSvg();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = commas;
            Assert.Equal(expected, chart.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_chart_without_a_finite_point_is_refused()
    {
        var chart = new LineChart { Title = "loss" };
        chart.Add(new("line", [(0, double.NaN)]));
        Assert.Contains("loss", Assert.Throws<InvalidOperationException>(chart.ToSvg).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_ratios_are_equally_far_on_logarithmic_axes()
    {
        var chart = new LineChart { LogX = true, LogY = true };
        chart.Add(new("line", [(1, 1000), (10, 100), (100, 10)]));
        var lines = XDocument.Parse(chart.ToSvg()).Descendants(_svg + "line").ToList();
        double left = lines.Min(line => Number(line, "x1")), right = lines.Max(line => Number(line, "x2"));
        double top = lines.Min(line => Number(line, "y1")), bottom = lines.Max(line => Number(line, "y2"));
        Assert.Equal([(left, top), ((left + right) / 2, (top + bottom) / 2), (right, bottom)], Points(Assert.Single(Paths(chart))));
    }

    [Fact]
    public void A_value_that_has_no_logarithm_is_refused_on_a_logarithmic_axis()
    {
        var chart = new LineChart { Title = "time", LogY = true };
        chart.Add(new("line", [(0, 0), (1, 2)]));
        Assert.Contains("'time'", Assert.Throws<InvalidOperationException>(chart.ToSvg).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_legend_lies_above_the_plot()
    {
        var chart = new LineChart { Title = "t" };
        foreach (string name in new[] { "first", "second", "third", "fourth" }) chart.Add(new(name, [(0, 1), (1, 2)]));
        XDocument svg = XDocument.Parse(chart.ToSvg());
        double top = svg.Descendants(_svg + "line").Min(line => Number(line, "y1"));
        Assert.All(
            svg.Descendants(_svg + "text").Where(text => text.Value is "first" or "second" or "third" or "fourth"),
            text => Assert.InRange(Number(text, "y"), 0, top - 10));
    }

    [Fact]
    public void A_marked_series_has_a_dot_at_each_point_that_is_finite()
    {
        var chart = new LineChart();
        chart.Add(new("line", [(0, 1), (1, double.NaN), (2, 3)], Marked: true));
        var dots = XDocument.Parse(chart.ToSvg()).Descendants(_svg + "circle").Select(dot => (Number(dot, "cx"), Number(dot, "cy")));
        Assert.Equal(Points(Assert.Single(Paths(chart))), dots);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_smoothing_out_of_range_is_refused(double smoothing) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChartSeries("line", [], smoothing));

    private static List<string> Paths(LineChart chart) =>
        [.. XDocument.Parse(chart.ToSvg()).Descendants(_svg + "path").Select(path => path.Attribute("d")!.Value)];

    private static List<(double X, double Y)> Points(string path) => [.. path.Replace("h0", "", StringComparison.Ordinal)
        .Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries)
        .Select(point => point.Split(' '))
        .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture)))];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
