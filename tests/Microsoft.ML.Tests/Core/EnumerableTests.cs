using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class EnumerableTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Objects_survive_the_way_through_a_data_view()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Rows(3));

        var back = _ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false).ToList();

        Assert.Equal(3, back.Count);
        Assert.Equal([0f, 1f, 2f], back.Select(r => r.Number));
        Assert.Equal(["row 0", "row 1", "row 2"], back.Select(r => r.Text));
        Assert.Equal([2f, 3f, 4f], back[2].Vector);
        Assert.Equal(3u, back[2].Key);
    }

    [Fact]
    public void Attributes_name_and_type_the_columns()
    {
        var schema = _ml.Data.LoadFromEnumerable(Sample.Rows(1)).Schema;

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Features"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 10), schema["Key"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Text"].Type);
        Assert.Null(schema.GetColumnOrNull("Vector"));
        Assert.Null(schema.GetColumnOrNull("Ignored"));
    }

    private sealed class Sample
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";

        [ColumnName("Features"), VectorType(3)]
        public float[] Vector { get; set; } = [];

        [KeyType(10)]
        public uint Key { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }

        public static Sample[] Rows(int count) => [.. Enumerable.Range(0, count)
            .Select(i => new Sample { Number = i, Text = $"row {i}", Vector = [i, i + 1, i + 2], Key = (uint)i + 1 })];
    }
}
