using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Files;

public sealed class TextFileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string text) => _folder.Write("rows.txt", Encoding.UTF8.GetBytes(text));

    private string Save(IDataView data, char separator = '\t', bool forceDense = false)
    {
        string path = _folder.File("saved.txt");
        using var file = File.Create(path);
        _ml.Data.SaveAsText(data, file, separator, forceDense: forceDense);
        return path;
    }

    [Fact]
    public void Fields_become_columns_by_their_attributes()
    {
        string path = Write("1.5\tpear\t2\t3\n\n-2\tapple\t\t7\n");

        var data = _ml.Data.LoadFromTextFile<FruitRow>(path);

        Assert.Equal(["Name String", "Weight Single", "Pair Vector<Single, 2>"], Rows.Columns(data));
        Assert.Equal([["pear", "1.5", "2 3"], ["apple", "-2", "0 7"]], Rows.Of(data));
    }

    [Fact]
    public void A_header_is_skipped_and_names_the_slots_of_vectors()
    {
        string path = Write("// a comment\nmass,kind,left,right\n1,pear,2,3\n");

        var data = _ml.Data.LoadFromTextFile<FruitRow>(path, separatorChar: ',', hasHeader: true);

        Assert.Equal([["pear", "1", "2 3"]], Rows.Of(data));
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Pair"].GetSlotNames(ref names);
        Assert.Equal(["left", "right"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Lines_with_a_hash_are_comments_at_the_top_alone()
    {
        string path = Write("# a comment\n#@ another\n\nkind\n#1\n// no row\n#2\n");

        var data = _ml.Data.LoadFromTextFile(path, [new("Name", DataKind.String, 0)], hasHeader: true);

        Assert.Equal(["#1", "#2"], Rows.Of(data).Select(row => row[0]));
    }

    [Fact]
    public void Quotes_hold_separators_and_doubled_quotes_where_they_are_allowed()
    {
        string path = Write("1,\"a, \"\"b\"\"\",2,3\n");

        Assert.Equal("a, \"b\"", Rows.Of(_ml.Data.LoadFromTextFile<FruitRow>(path, ',', allowQuoting: true))[0][0]);
        Assert.Equal("\"a", Rows.Of(_ml.Data.LoadFromTextFile<FruitRow>(path, ','))[0][0]);
    }

    [Fact]
    public void White_space_is_trimmed_where_that_is_asked_for()
    {
        string path = Write("1, pear ,2,3\n");

        Assert.Equal(" pear ", Rows.Of(_ml.Data.LoadFromTextFile<FruitRow>(path, ','))[0][0]);
        Assert.Equal("pear", Rows.Of(_ml.Data.LoadFromTextFile<FruitRow>(path, ',', trimWhitespace: true))[0][0]);
    }

    [Fact]
    public void Options_say_how_decimals_missing_values_and_long_texts_are_written_and_how_many_rows_to_read()
    {
        string path = Write("1,5;\"two\nlines\";;3\n2;b;;1\n");

        var data = _ml.Data.LoadFromTextFile<FruitRow>(path, new TextLoader.Options
        {
            Separators = [';'],
            DecimalMarker = ',',
            AllowQuoting = true,
            ReadMultilines = true,
            MissingRealsAsNaNs = true,
            MaxRows = 1,
        });

        Assert.Equal([["two\nlines", "1.5", "NaN 3"]], Rows.Of(data));
    }

    [Fact]
    public void A_range_may_go_to_the_end_of_the_line_which_a_sample_shows()
    {
        string path = Write("1,2,3\n4,5,6\n");

        var data = _ml.Data.LoadFromTextFile(path, [new("First", DataKind.Int32, 0), new("Rest", DataKind.Single, [new TextLoader.Range(1, null)])], ',');

        Assert.Equal(["First Int32", "Rest Vector<Single, 2>"], Rows.Columns(data));
        Assert.Equal([["1", "2 3"], ["4", "5 6"]], Rows.Of(data));
    }

    [Fact]
    public void Keys_count_from_zero_in_text_and_what_is_none_of_them_is_missing()
    {
        string path = Write("0\n2\n3\nx\n");

        var data = _ml.Data.LoadFromTextFile(path, [new("Key", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(3))]);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), data.Schema["Key"].Type);
        Assert.Equal(["1", "3", "0", "0"], Rows.Of(data).Select(row => row[0]));
    }

    [Fact]
    public void A_sparse_end_of_a_line_gives_the_fields_that_it_names()
    {
        string path = Write("7 4 1:2 3:5\n8 1 2 3 4\n");

        var data = _ml.Data.LoadFromTextFile(path, [new("First", DataKind.Single, 0), new("Rest", DataKind.Single, 1, 4)], ' ', allowSparse: true);

        Assert.Equal([["7", "0 2 0 5"], ["8", "1 2 3 4"]], Rows.Of(data));
    }

    [Fact]
    public void A_number_that_is_none_is_missing_and_an_integer_that_is_none_is_an_error()
    {
        string path = Write("1\nx\n");

        Assert.Equal(["1", "NaN"], Rows.Of(_ml.Data.LoadFromTextFile(path, [new("A", DataKind.Single, 0)])).Select(row => row[0]));
        var error = Assert.ThrowsAny<Exception>(() => Rows.Of(_ml.Data.LoadFromTextFile(path, [new("A", DataKind.Int32, 0)])));
        Assert.Contains("x", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('\t')]
    [InlineData(',')]
    [InlineData(';')]
    public void What_is_saved_loads_again_by_its_own_comment(char separator)
    {
        var data = _ml.Data.LoadFromEnumerable(AllTypesRow.Random(200, seed: 6));

        var loaded = _ml.Data.LoadFromTextFile(Save(data, separator));

        Assert.Equal(Rows.Columns(data), Rows.Columns(loaded));
        Assert.Equal(Rows.Of(data), Rows.Of(loaded));
    }

    [Fact]
    public void What_is_saved_loads_again_as_a_class()
    {
        var data = _ml.Data.LoadFromEnumerable(AllTypesRow.Random(50, seed: 7));

        var loaded = _ml.Data.LoadFromTextFile<AllTypesRow>(Save(data), hasHeader: true, allowQuoting: true, allowSparse: true);

        Assert.Equal(Rows.Of(data), Rows.Of(loaded));
    }

    [Fact]
    public void Lines_with_few_values_are_saved_sparse_unless_all_are_wanted()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new WideRow() });

        Assert.Equal("20\t3:1", File.ReadLines(Save(data)).Last());
        Assert.Equal(20, File.ReadLines(Save(data, forceDense: true)).Last().Split('\t').Length);
        Assert.Equal(Rows.Of(data), Rows.Of(_ml.Data.LoadFromTextFile(Save(data))));
    }

    [Fact]
    public void Nothing_is_read_without_columns()
    {
        string path = Write("1\t2\n");

        Assert.ThrowsAny<Exception>(() => _ml.Data.LoadFromTextFile(path));
        Assert.ThrowsAny<Exception>(() => _ml.Data.LoadFromTextFile<WideRow>(path));
    }

    [Fact]
    public void A_loader_is_saved_with_the_model()
    {
        string path = Write("mass,kind,left,right\n1,pear,2,3\n");
        var loader = _ml.Data.CreateTextLoader<FruitRow>(',', hasHeader: true, dataSample: new MultiFileSource(path));
        var model = _ml.Transforms.CopyColumns("Copy", "Weight").Fit(loader.Load(path));
        var stream = new MemoryStream();
        _ml.Model.Save(model, loader, stream);
        stream.Position = 0;

        var again = new MLContext().Model.LoadWithDataLoader(stream, out var loadedLoader);

        var loaded = again.Transform(loadedLoader.Load(path));
        Assert.Equal(Rows.Columns(model.Transform(loader.Load(path))), Rows.Columns(loaded));
        Assert.Equal([["pear", "1", "2 3", "1"]], Rows.Of(loaded));
    }

    [SubstituteFact("The package drops what it cannot read of such lines.")]
    public void A_line_that_claims_to_be_sparse_and_is_not_is_refused_by_its_number()
    {
        foreach (string line in new[] { "1\t1:2", "9999999999\t0:1", "1000000000\t0:1", "3\t1:2\t1:3" })
        {
            string path = Write($"1\n{line}\n");
            var error = Assert.Throws<FormatException>(() =>
                Rows.Of(_ml.Data.LoadFromTextFile(path, [new("A", DataKind.Single, [new TextLoader.Range { VariableEnd = true }])], allowSparse: true)));
            Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
        }
    }

    private sealed class FruitRow
    {
        [LoadColumn(1)]
        public string Name { get; set; } = "";

        [LoadColumn(0)]
        public float Weight { get; set; }

        [LoadColumn(2, 3)]
        [VectorType(2)]
        public float[] Pair { get; set; } = [];
    }

    private sealed class WideRow
    {
        [VectorType(20)]
        public float[] Values { get; set; } = [0, 0, 0, 1, .. new float[16]];
    }
}
