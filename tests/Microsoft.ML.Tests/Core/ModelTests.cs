using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Core.ThirdParty;

namespace Microsoft.ML.Tests.Core;

public class ModelTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_transformer_from_outside_keeps_its_weights_in_the_zip()
    {
        var model = new TransformerChain<ITransformer>(new ScalingTransformer("Scaled", "Value", [2, 5, 7]), new ScalingTransformer("Again", "Scaled", [3]));

        var loaded = Load(Save(model), out var schema);

        var members = Assert.IsType<TransformerChain<ITransformer>>(loaded).Cast<ScalingTransformer>().ToArray();
        Assert.Equal([2, 5, 7], members[0].Weights);
        Assert.Equal([0, 6, 12], loaded.Transform(View(3)).GetColumn<float>("Again"));
        Assert.Equal(["Value", "Name", "Group"], schema.Select(c => c.Name));
    }

    [Fact]
    public void A_zip_has_the_entries_of_an_ML_NET_model()
    {
        using var zip = new ZipArchive(Save(new TransformerChain<ITransformer>(new ScalingTransformer("Scaled", "Value", [2]))));

        var names = zip.Entries.Select(e => e.FullName.Replace('\\', '/')).ToHashSet();

        Assert.All(["TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key", "TransformerChain/Transform_000/Weights", "Schema"],
            (string name) => Assert.Contains(name, names));
    }

    [Fact]
    public void A_schema_comes_back_with_its_types_and_annotations()
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        builder.AddColumn("M", new VectorDataViewType(NumberDataViewType.Double, 2, 3));
        builder.AddColumn("K", new KeyDataViewType(typeof(uint), 12));
        builder.AddColumn("T", DateTimeDataViewType.Instance);
        builder.AddColumn("K", TextDataViewType.Instance);
        var original = builder.ToSchema();

        Load(Save(new TransformerChain<ITransformer>(), original), out var schema);

        Assert.Equal(original.Select(c => c.Name), schema.Select(c => c.Name));
        Assert.Equal(original.Select(c => c.Type), schema.Select(c => c.Type));
        Assert.True(schema[2].IsHidden);
        Assert.True(schema["V"].IsNormalized());
        VBuffer<ReadOnlyMemory<char>> slots = default;
        schema["V"].GetSlotNames(ref slots);
        Assert.Equal(["x", "y"], slots.DenseValues().Select(s => s.ToString()));
    }

    [Fact]
    public void A_column_of_a_type_that_ML_NET_does_not_know_is_left_out_of_the_saved_schema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Drawing", new DrawingType());
        Assert.ThrowsAny<Exception>(() => Save(new TransformerChain<ITransformer>(), builder.ToSchema()));
        builder.AddColumn("Label", NumberDataViewType.UInt32);

        Load(Save(new TransformerChain<ITransformer>(), builder.ToSchema()), out var schema);

        Assert.Equal(["Label"], schema.Select(c => c.Name));
    }

    [Fact]
    public void A_model_saved_without_a_schema_loads_without_one()
    {
        var loaded = Load(Save(new ScalingTransformer("Scaled", "Value", [2]), null), out var schema);

        Assert.Null(schema);
        Assert.Equal([0, 2], loaded.Transform(View(2)).GetColumn<float>("Scaled"));
    }

    [Fact]
    public void Models_are_saved_to_and_loaded_from_files()
    {
        string path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(new ScalingTransformer("Scaled", "Value", [4]), View(1).Schema, path);
            var other = new MLContext();
            ScalingTransformer.Register(other);

            var loaded = (ScalingTransformer)other.Model.Load(path, out var schema);

            Assert.Equal([4], loaded.Weights);
            Assert.Equal(3, schema.Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Weights_too_large_for_memory_buffers_come_back_exactly()
    {
        var weights = new float[6_000_000];
        var random = new Random(1);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = random.NextSingle();

        var loaded = (ScalingTransformer)Load(Save(new ScalingTransformer("Scaled", "Value", weights)), out _);

        Assert.True(weights.AsSpan().SequenceEqual(loaded.Weights));
    }

    [Fact]
    public void A_loader_must_be_registered_before_its_model_is_loaded()
    {
        var stream = Save(new ScalingTransformer("Scaled", "Value", [4]));

        Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(stream, out _));
    }

    [Fact]
    public void A_name_is_registered_once()
    {
        var ml = new MLContext();
        ScalingTransformer.Register(ml);

        var error = Assert.ThrowsAny<Exception>(() => ScalingTransformer.Register(ml));

        Assert.Contains("ScalingTransformer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_has_eight_characters()
    {
        Assert.ThrowsAny<Exception>(() => ModelAccess.Version("SHORT", 1, 1, 1, "X"));
        Assert.NotNull(ModelAccess.Version("LONG ONE", 1, 1, 1, "X"));
    }

    [Theory]
    [InlineData(0x00010003, 0x00010003)]
    [InlineData(0x00010003, 0x00010001)]
    [InlineData(0x00010000, 0x00010000)]
    public void A_model_of_a_version_that_the_loader_does_not_know_is_refused(uint written, uint readable)
    {
        var stream = Save(new Versioned(written, readable));

        var error = Assert.ThrowsAny<Exception>(() => Load(stream, out _));

        Assert.IsType<FormatException>(error.GetBaseException());
    }

    [Fact]
    public void A_model_of_another_format_is_refused()
    {
        var error = Assert.ThrowsAny<Exception>(() => Load(Save(new OtherFormat()), out _));

        Assert.IsType<FormatException>(error.GetBaseException());
    }

    private MemoryStream Save(ITransformer model) => Save(model, View(1).Schema);

    private MemoryStream Save(ITransformer model, DataViewSchema? schema)
    {
        var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    private static ITransformer Load(Stream stream, out DataViewSchema schema)
    {
        var ml = new MLContext();
        ScalingTransformer.Register(ml);
        return ml.Model.Load(stream, out schema);
    }

    private IDataView View(int count) => _ml.Data.LoadFromEnumerable(Numbers.UpTo(count));

    private sealed class DrawingType() : StructuredDataViewType(typeof(Stream))
    {
        public override bool Equals(DataViewType? other) => other is DrawingType;

        public override bool Equals(object? obj) => obj is DrawingType;

        public override int GetHashCode() => 3;
    }

    private class Versioned(uint written, uint readable) : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public virtual void Save(ModelSaveContext ctx) => new ScalingTransformer("Scaled", "Value", [1]).Save(ctx, written, readable);

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IDataView Transform(IDataView input) => input;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
    }

    private sealed class OtherFormat() : Versioned(0, 0)
    {
        public override void Save(ModelSaveContext ctx) => ModelAccess.SetVersionInfo(ctx, ModelAccess.Version("NO SCALE", 0x00010002, 0x00010001, 0x00010001, "ScalingTransformer"));
    }
}
