using Microsoft.ML.Data;
using Microsoft.ML.Tests.Images;

namespace Microsoft.ML.Tests.Files;

public sealed class BinaryFileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Save(IDataView data, bool keepHidden = false)
    {
        string path = _folder.File("rows.idv");
        using var file = File.Create(path);
        _ml.Data.SaveAsBinary(data, file, keepHidden);
        return path;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9000)]
    public void Rows_of_every_type_come_back_as_they_were(int count)
    {
        var data = _ml.Data.LoadFromEnumerable(AllTypesRow.Random(count, seed: count));

        var loaded = _ml.Data.LoadFromBinary(Save(data));

        Assert.Equal(Rows.Columns(data), Rows.Columns(loaded));
        Assert.Equal(Rows.Of(data), Rows.Of(loaded));
        Assert.Equal(count, loaded.GetRowCount());
    }

    [Fact]
    public void Vectors_that_vary_in_length_or_are_sparse_come_back()
    {
        var data = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Name").Fit(Numbers).Transform(Numbers);

        var loaded = _ml.Data.LoadFromBinary(Save(data));

        Assert.Equal([["pear", "1", "1 0"], ["apple", "2 3", "0 1"], ["pear", "", "1 0"]], Rows.Of(loaded));
    }

    [Fact]
    public void Annotations_come_back()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(Numbers).Transform(Numbers);

        var loaded = _ml.Data.LoadFromBinary(Save(data));

        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.Schema["Key"].GetKeyValues(ref names);
        Assert.Equal(["pear", "apple"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Columns_that_nobody_asks_for_are_skipped_and_rows_are_read_as_often_as_wanted()
    {
        var loaded = _ml.Data.LoadFromBinary(Save(_ml.Data.LoadFromEnumerable(AllTypesRow.Random(5000, seed: 3))));
        var expected = AllTypesRow.Random(5000, seed: 3).Select(row => row.I4);

        Assert.Equal(expected, loaded.GetColumn<int>("I4"));
        Assert.Equal(expected, loaded.GetColumn<int>("I4"));
    }

    [Fact]
    public void Hidden_columns_are_left_out_unless_they_are_to_be_kept()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(Numbers).Transform(Numbers);

        Assert.Equal(["Values", "Name"], _ml.Data.LoadFromBinary(Save(data)).Schema.Select(c => c.Name));
        Assert.Equal(["Name", "Values", "Name"], _ml.Data.LoadFromBinary(Save(data, keepHidden: true)).Schema.Select(c => c.Name));
    }

    [Fact]
    public void Images_are_left_out_and_the_log_names_their_column()
    {
        var messages = new List<string>();
        _ml.Log += (_, e) => messages.Add(e.Message);
        var images = ImageRow.View(_ml, (_, _) => default);
        var both = _ml.Transforms.CustomMapping<ImageRow, NamedRow>((_, named) => named.Name = "a", null).Fit(images).Transform(images);

        Assert.Equal(["Name"], _ml.Data.LoadFromBinary(Save(both)).Schema.Select(c => c.Name));
        Assert.Contains(messages, message => message.Contains("'Image'", StringComparison.Ordinal));
        Assert.Throws<InvalidOperationException>(() => Save(images));
    }

    [Fact]
    public void A_file_of_another_format_is_refused_by_name()
    {
        string path = _folder.Write("other.idv", new byte[100]);

        var error = Assert.ThrowsAny<FormatException>(() => _ml.Data.LoadFromBinary(path));

        if (typeof(MLContext).Assembly == typeof(IDataView).Assembly)
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [SubstituteFact("The package reads some damaged files as if they were whole.")]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Save(_ml.Data.LoadFromEnumerable(AllTypesRow.Random(3, seed: 4))));
        for (int length = 0; length < whole.Length; length += 7)
        {
            string path = _folder.Write("cut.idv", whole[..length]);
            Assert.Throws<FormatException>(() => Rows.Of(_ml.Data.LoadFromBinary(path)));
        }
    }

    [SubstituteFact("The package fails on some damaged files in other ways.")]
    public void A_file_with_damaged_bytes_is_read_or_refused_and_never_costs_much_memory()
    {
        byte[] whole = File.ReadAllBytes(Save(_ml.Data.LoadFromEnumerable(AllTypesRow.Random(3, seed: 4))));
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            string path = _folder.Write("damaged.idv", damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Rows.Of(_ml.Data.LoadFromBinary(path));
            }
            catch (FormatException)
            {
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }
    }

    private IDataView Numbers => _ml.Data.LoadFromEnumerable(new[]
    {
        new VaryingRow { Name = "pear", Values = [1] },
        new VaryingRow { Name = "apple", Values = [2, 3] },
        new VaryingRow { Name = "pear" },
    });

    private sealed class VaryingRow
    {
        public string Name { get; set; } = "";

        public float[] Values { get; set; } = [];
    }

    private sealed class NamedRow
    {
        public string Name { get; set; } = "";
    }
}
