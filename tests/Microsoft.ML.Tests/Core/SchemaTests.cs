using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class SchemaTests
{
    [Fact]
    public void A_later_column_hides_an_earlier_one_of_the_same_name()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", NumberDataViewType.Int32);
        builder.AddColumn("A", TextDataViewType.Instance);

        var schema = builder.ToSchema();

        Assert.Equal(3, schema.Count);
        Assert.True(schema[0].IsHidden);
        Assert.False(schema[2].IsHidden);
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal(TextDataViewType.Instance, schema["A"].Type);
    }

    [Fact]
    public void A_missing_column_is_null_or_an_exception_that_names_it()
    {
        var schema = new DataViewSchema.Builder().ToSchema();

        Assert.Null(schema.GetColumnOrNull("Missing"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => schema["Missing"]);
        Assert.Contains("'Missing'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_are_equal_by_what_they_mean()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, ImmutableArray.Create(2, 3)));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(new KeyDataViewType(typeof(uint), 5), new KeyDataViewType(typeof(uint), 5UL));
        Assert.NotEqual<DataViewType>(new KeyDataViewType(typeof(uint), 5), NumberDataViewType.UInt32);
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 5), new KeyDataViewType(typeof(byte), 5));
        Assert.Same(NumberDataViewType.Double, NumberDataViewType.Double);
    }

    [Fact]
    public void A_vector_of_a_zero_dimension_has_no_known_size()
    {
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 3, 0).IsKnownSize);
        Assert.Equal(6, new VectorDataViewType(NumberDataViewType.Single, 3, 2).Size);
        Assert.Equal(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single).RawType);
    }

    [Fact]
    public void Only_unsigned_integers_can_be_keys()
    {
        Assert.True(KeyDataViewType.IsValidDataType(typeof(byte)));
        Assert.True(KeyDataViewType.IsValidDataType(typeof(ulong)));
        Assert.False(KeyDataViewType.IsValidDataType(typeof(int)));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(uint), 0));
    }

    [Fact]
    public void Annotations_are_named_typed_values_of_a_column()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), Names("x", "y"));
        annotations.Add("Other", NumberDataViewType.Int32, (ref int value) => value = 7);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        var column = builder.ToSchema()["V"];

        Assert.True(column.IsNormalized());
        Assert.True(column.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(["x", "y"], names.DenseValues().Select(n => n.ToString()));
        int other = 0;
        column.Annotations.GetValue("Other", ref other);
        Assert.Equal(7, other);
        Assert.ThrowsAny<Exception>(() => column.Annotations.GetValue("Missing", ref other));
    }

    [Fact]
    public void A_key_has_key_values_only_where_they_are_as_many_as_the_key_counts()
    {
        DataViewSchema.Column KeyWith(int count, int values)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, values), Names([.. Enumerable.Range(0, values).Select(i => $"k{i}")]));
            var builder = new DataViewSchema.Builder();
            builder.AddColumn("K", new KeyDataViewType(typeof(uint), count), annotations.ToAnnotations());
            return builder.ToSchema()["K"];
        }

        Assert.True(KeyWith(3, 3).HasKeyValues());
        Assert.False(KeyWith(4, 3).HasKeyValues());
        Assert.False(KeyWith(3, 3).HasKeyValues(NumberDataViewType.Single));
        VBuffer<ReadOnlyMemory<char>> values = default;
        KeyWith(3, 3).GetKeyValues(ref values);
        Assert.Equal("k2", values.GetItemOrDefault(2).ToString());
    }

    [Fact]
    public void Selected_annotations_are_copied_to_another_column()
    {
        var source = new DataViewSchema.Annotations.Builder();
        source.AddPrimitiveValue("A", NumberDataViewType.Int32, 1);
        source.AddPrimitiveValue("B", NumberDataViewType.Int32, 2);
        var target = new DataViewSchema.Annotations.Builder();

        target.Add(source.ToAnnotations(), name => name == "B");

        Assert.Equal(["B"], target.ToAnnotations().Schema.Select(c => c.Name));
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Names(params string[] names) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
        value = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(n => n.AsMemory())]);
}
