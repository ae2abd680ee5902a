using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis.Tests;

public sealed class CsvTests
{
    private const string Text = """
        Name,Good,Weight,Day
        pear,true,1.5,2024-03-01
        "a ""fig"", ripe",false,,2024-03-02

        apple,,-2e3,null
        """;

    [Fact]
    public void Types_are_guessed_and_empty_fields_are_null()
    {
        var frame = DataFrame.LoadCsvFromString(Text);

        Assert.Equal(["Name String", "Good Boolean", "Weight Single", "Day DateTime"], Frames.Columns(frame));
        Assert.Equal(3, frame.Rows.Count);
        Assert.Equal("a \"fig\", ripe", frame["Name"][1]);
        Assert.Equal(new float?[] { 1.5f, null, -2000f }, frame.Columns.GetSingleColumn("Weight"));
        Assert.Equal(new bool?[] { true, false, null }, frame.Columns.GetBooleanColumn("Good"));
        Assert.Equal(new DateTime(2024, 3, 2), frame["Day"][1]);
    }

    [Fact]
    public void Types_and_names_are_taken_where_they_are_given()
    {
        var frame = DataFrame.LoadCsvFromString("1;2\n3;4\n5;6\n", ';', header: false, ["A", "B"], [typeof(int), typeof(string)], numberOfRowsToRead: 2, addIndexColumn: true);

        Assert.Equal(["IndexColumn Int32", "A Int32", "B String"], Frames.Columns(frame));
        Assert.Equal(["0 1 2", "1 3 4"], Frames.Rows(frame));
        Assert.Equal(["Column0 Single", "Column1 Single"], Frames.Columns(DataFrame.LoadCsvFromString("1,2\n", header: false)));
    }

    [Fact]
    public void Names_that_come_twice_are_an_error_unless_they_are_to_be_numbered()
    {
        Assert.Throws<ArgumentException>(() => DataFrame.LoadCsvFromString("A,A\n1,2\n"));
        Assert.Equal(2, DataFrame.LoadCsvFromString("A,A\n1,2\n", renameDuplicatedColumns: true).Columns.Count);
    }

    [Fact]
    public void What_is_saved_loads_again()
    {
        var random = new Random(3);
        var frame = new DataFrame(
            new StringDataFrameColumn("Text", [.. Enumerable.Range(0, 200).Select(i => new string([.. Enumerable.Range(0, 1 + i % 5).Select(_ => "ab,;\"\n é"[random.Next(8)])]) + "x")]),
            new DoubleDataFrameColumn("Real", [.. Enumerable.Range(0, 200).Select(i => i % 7 == 0 ? null : (double?)random.NextDouble())]),
            new Int64DataFrameColumn("Whole", [.. Enumerable.Range(0, 200).Select(_ => random.NextInt64())]));
        var stream = new MemoryStream();
        DataFrame.SaveCsv(frame, stream);
        stream.Position = 0;

        var loaded = DataFrame.LoadCsv(stream, dataTypes: [typeof(string), typeof(double), typeof(long)]);

        Assert.Equal(Frames.Columns(frame), Frames.Columns(loaded));
        Assert.Equal(Frames.Rows(frame).Select(row => row.Replace("\r\n", "\n")), Frames.Rows(loaded).Select(row => row.Replace("\r\n", "\n")));
    }

    [Fact]
    public void Files_are_written_and_read_in_other_cultures_and_encodings()
    {
        string path = Path.GetTempFileName();
        try
        {
            var culture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            DataFrame.SaveCsv(Frames.Fruits, path, ';', encoding: Encoding.Unicode, cultureInfo: culture);

            Assert.Contains("pear;3;1,5", File.ReadAllText(path, Encoding.Unicode), StringComparison.Ordinal);
            var loaded = DataFrame.LoadCsv(path, ';', dataTypes: [typeof(string), typeof(int), typeof(float)], encoding: Encoding.Unicode, cultureInfo: culture);
            Assert.Equal(1.5f, loaded["Weight"][0]);
            Assert.Throws<ArgumentException>(() => DataFrame.SaveCsv(Frames.Fruits, path, ',', cultureInfo: culture));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Text_without_rows_and_fields_of_other_types_are_errors()
    {
        Assert.ThrowsAny<FormatException>(() => DataFrame.LoadCsvFromString(""));
        Assert.ThrowsAny<FormatException>(() => DataFrame.LoadCsvFromString("A\nx\n", dataTypes: [typeof(int)]));
        Assert.Throws<ArgumentException>(() => DataFrame.LoadCsvFromString("A\n1\n", guessRows: 0));
    }

    [Fact]
    public void Rows_of_objects_make_a_frame()
    {
        var frame = DataFrame.LoadFrom([[1, "a"], [2, null!]], [("Number", typeof(int)), ("Text", typeof(string))]);

        Assert.Equal(["1 a", "2 null"], Frames.Rows(frame));
    }
}
