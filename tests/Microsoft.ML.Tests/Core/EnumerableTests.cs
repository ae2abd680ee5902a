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
        Assert.Equal(["a", "2"], back[2].Words);
        Assert.Equal(DateTime.UnixEpoch.AddDays(1), back[1].When);
    }

    [Fact]
    public void Attributes_name_and_type_the_columns()
    {
        var schema = _ml.Data.LoadFromEnumerable(Sample.Rows(1)).Schema;

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Features"].Type);
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance), schema["Words"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 10), schema["Key"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Text"].Type);
        Assert.Null(schema.GetColumnOrNull("Vector"));
        Assert.Null(schema.GetColumnOrNull("Ignored"));
    }

    [Fact]
    public void A_reused_row_object_is_the_same_for_every_row()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(5));

        Assert.Single(_ml.Data.CreateEnumerable<Numbers>(view, reuseRowObject: true).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(5, _ml.Data.CreateEnumerable<Numbers>(view, reuseRowObject: false).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Arrays_of_rows_that_are_not_reused_are_each_rows_own()
    {
        var rows = _ml.Data.CreateEnumerable<Sample>(_ml.Data.LoadFromEnumerable(Sample.Rows(2)), reuseRowObject: false).ToList();

        Assert.NotSame(rows[0].Vector, rows[1].Vector);
        Assert.Equal([0f, 1f, 2f], rows[0].Vector);
    }

    [Fact]
    public void A_missing_column_is_an_error_unless_it_may_be_missing()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(1));

        var error = Assert.ThrowsAny<Exception>(() => _ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false).ToList());
        Assert.Contains("Number", error.Message, StringComparison.Ordinal);
        Assert.Single(_ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false, ignoreMissingColumns: true));
    }

    [Fact]
    public void A_column_of_another_type_than_its_members_is_an_error_that_names_both()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(1));

        var error = Assert.ThrowsAny<Exception>(() => _ml.Data.CreateEnumerable<WrongType>(view, reuseRowObject: false).ToList());

        Assert.Contains("Value", error.Message, StringComparison.Ordinal);
        Assert.Contains("Single", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_definition_can_rename_retype_and_annotate_columns()
    {
        var definition = SchemaDefinition.Create(typeof(Varying));
        definition["Items"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Items"].AddAnnotation("Origin", 42, NumberDataViewType.Int32);
        definition["Items"].ColumnName = "Fixed";

        var view = _ml.Data.LoadFromEnumerable([new Varying { Items = [1, 2] }], definition);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), view.Schema["Fixed"].Type);
        int origin = 0;
        view.Schema["Fixed"].Annotations.GetValue("Origin", ref origin);
        Assert.Equal(42, origin);
        Assert.Equal([1f, 2f], view.GetColumn<float[]>("Fixed").Single());
    }

    [Fact]
    public void A_schema_gives_its_annotations_to_the_columns_of_the_objects()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Value", NumberDataViewType.Single, annotations.ToAnnotations());

        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(2), builder.ToSchema());

        Assert.True(view.Schema["Value"].IsNormalized());
        Assert.False(view.Schema["Group"].IsNormalized());
    }

    [Fact]
    public void Numbers_of_a_key_member_count_from_zero_and_keys_from_one()
    {
        var view = _ml.Data.LoadFromEnumerable(new uint[] { 0, 2, 9, 10 }.Select(k => new Sample { Key = k }));

        Assert.Equal([1u, 3u, 10u, 0u], view.GetColumn<uint>("Key"));
        Assert.Equal([1u, 3u, 10u, 0u], _ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false).Select(r => r.Key));
    }

    [Fact]
    public void A_null_row_is_refused()
    {
        var view = _ml.Data.LoadFromEnumerable(new Numbers?[] { new(), null }.Cast<Numbers>());

        Assert.Throws<InvalidOperationException>(() => view.GetColumn<float>("Value").ToList());
    }

    [Fact]
    public void A_type_of_ones_own_becomes_a_column_through_its_attribute()
    {
        var view = _ml.Data.LoadFromEnumerable([new WithPoint { Place = new Point { X = 3 } }]);

        Assert.IsType<PointType>(view.Schema["Place"].Type);
        Assert.Equal(3, view.GetColumn<Point>("Place").Single().X);
        Assert.Equal(3, _ml.Data.CreateEnumerable<WithPoint>(view, reuseRowObject: false).Single().Place.X);
    }

    [Fact]
    public void A_member_that_no_column_can_hold_is_an_error_that_names_it()
    {
        var error = Assert.ThrowsAny<Exception>(() => _ml.Data.LoadFromEnumerable([new NoColumnType()]));

        Assert.Contains("Anything", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_row_count_is_known_where_the_collection_knows_it()
    {
        Assert.Equal(4, _ml.Data.LoadFromEnumerable(Numbers.UpTo(4)).GetRowCount());
        Assert.Null(_ml.Data.LoadFromEnumerable(Numbers.UpTo(4).Where(n => n.Value > 1)).GetRowCount());
    }

    [Fact]
    public void Columns_are_read_as_their_own_type_as_strings_and_as_arrays()
    {
        var view = _ml.Data.LoadFromEnumerable(Sample.Rows(2));

        Assert.Equal([0f, 1f], view.GetColumn<float>("Number"));
        Assert.Equal(["row 0", "row 1"], view.GetColumn<string>("Text"));
        Assert.Equal(["row 0", "row 1"], view.GetColumn<ReadOnlyMemory<char>>("Text").Select(m => m.ToString()));
        Assert.Equal([1f, 2f, 3f], view.GetColumn<float[]>("Features").Last());
        Assert.ThrowsAny<Exception>(() => view.GetColumn<int>("Number").ToList());
    }

    [Fact]
    public void A_preview_shows_the_first_rows_by_row_and_by_column()
    {
        var preview = _ml.Data.LoadFromEnumerable(Numbers.UpTo(9)).Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal(3, preview.ColumnView.Length);
        Assert.Equal(1f, preview.RowView[1].Values.Single(v => v.Key == "Value").Value);
        Assert.Equal([0f, 1f], preview.ColumnView.Single(c => c.Column.Name == "Value").Values.Cast<float>());
    }

    private sealed class Sample
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";

        [ColumnName("Features"), VectorType(3)]
        public float[] Vector { get; set; } = [];

        public string[] Words { get; set; } = [];

        [KeyType(10)]
        public uint Key { get; set; }

        public DateTime When { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }

        public static Sample[] Rows(int count) =>
        [
            .. Enumerable.Range(0, count).Select(i => new Sample
            {
                Number = i, Text = $"row {i}", Vector = [i, i + 1, i + 2], Words = ["a", $"{i}"], Key = (uint)i + 1, When = DateTime.UnixEpoch.AddDays(i),
            }),
        ];
    }

    private sealed class Varying
    {
        public float[] Items { get; set; } = [];
    }

    private sealed class WrongType
    {
        public string Value { get; set; } = "";
    }

    private sealed class NoColumnType
    {
        public object? Anything { get; set; }
    }

    private sealed class Point
    {
        public int X { get; set; }
    }

    private sealed class PointType : StructuredDataViewType
    {
        public PointType() : base(typeof(Point))
        {
        }

        public override bool Equals(DataViewType? other) => other is PointType;

        public override bool Equals(object? obj) => obj is PointType;

        public override int GetHashCode() => 1;
    }

    private sealed class PointTypeAttribute : DataViewTypeAttribute
    {
        public override bool Equals(DataViewTypeAttribute? other) => other is PointTypeAttribute;

        public override bool Equals(object? obj) => obj is PointTypeAttribute;

        public override int GetHashCode() => 2;

        public override void Register() => DataViewTypeManager.Register(new PointType(), typeof(Point), this);
    }

    private sealed class WithPoint
    {
        [PointType]
        public Point Place { get; set; } = new();
    }
}
