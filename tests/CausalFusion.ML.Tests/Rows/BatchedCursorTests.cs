using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Rows;

/// <remarks>
/// What is counted is what the generator itself asks for: ML.NET's own transforms read ahead on several threads, so they stand before the view that
/// counts.
/// </remarks>
public class BatchedCursorTests(Trained trained) : IClassFixture<Trained>
{
    private const string Output = "GeneratedImage";

    [Fact]
    public void Every_column_keeps_its_value_in_every_row_of_a_batch()
    {
        Mixed[] rows = Mixed.Make(11);
        IDataView drawn = trained.Model.Transform(trained.Context.Data.LoadFromEnumerable(rows));
        using DataViewRowCursor cursor = drawn.GetRowCursor(drawn.Schema);
        ValueGetter<int> number = cursor.GetGetter<int>(drawn.Schema["Number"]);
        ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(drawn.Schema["Text"]);
        ValueGetter<VBuffer<float>> vector = cursor.GetGetter<VBuffer<float>>(drawn.Schema["Vector"]);
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> words = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(drawn.Schema["Words"]);
        ValueGetter<MLImage> image = cursor.GetGetter<MLImage>(drawn.Schema["Image"]);
        int actualNumber = 0;
        ReadOnlyMemory<char> actualText = default;
        VBuffer<float> actualVector = default;
        VBuffer<ReadOnlyMemory<char>> actualWords = default;
        MLImage? actualImage = null;

        foreach (Mixed expected in rows)
        {
            Assert.True(cursor.MoveNext());
            number(ref actualNumber);
            text(ref actualText);
            vector(ref actualVector);
            words(ref actualWords);
            image(ref actualImage!);
            Assert.Equal((expected.Number, expected.Text), (actualNumber, actualText.ToString()));
            Assert.Equal(expected.Vector, actualVector.DenseValues());
            Assert.Equal(expected.Words, actualWords.DenseValues().Select(word => word.ToString()));
            Assert.Equal(expected.Image?.Pixels.ToArray(), actualImage?.Pixels.ToArray());
            Assert.NotSame(expected.Image ?? new object(), actualImage);
        }
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_value_that_was_got_is_the_callers_to_change()
    {
        IDataView drawn = trained.Model.Transform(trained.Context.Data.LoadFromEnumerable(Mixed.Make(2)));
        DataViewSchema.Column column = drawn.Schema["Vector"];
        using DataViewRowCursor cursor = drawn.GetRowCursor([column, drawn.Schema[Output]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> first = default, again = default;
        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        getter(ref first);
        VBufferEditor<float> editor = VBufferEditor.CreateFromBuffer(ref first);
        editor.Values.Fill(99);
        _ = editor.Commit();

        getter(ref again);

        Assert.Equal([1, 1.5f, -1], again.DenseValues());
    }

    [Fact]
    public void Positions_ids_and_batch_numbers_are_those_of_the_input()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Context.Data.ShuffleRows(trained.Requests(10), seed: 4)));
        IDataView drawn = trained.Generator.Transform(input);
        Assert.Equal(Ids(input, input.Schema[0]), Ids(drawn, drawn.Schema[Output]));
    }

    [Fact]
    public void Only_what_is_asked_for_is_asked_of_the_input()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Context.Data.LoadFromEnumerable(Mixed.Make(4))));
        IDataView drawn = trained.Generator.Transform(input);

        Read(drawn, [drawn.Schema["Number"]]);
        Assert.Equal(["Number"], input.ColumnsAsked);

        input.ColumnsAsked.Clear();
        Read(drawn, [drawn.Schema[Output]]);
        Assert.Equal(["Label"], input.ColumnsAsked.Distinct());
    }

    [Fact]
    public void Whoever_does_not_ask_for_the_images_passes_straight_through()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Wishes(8)));
        IDataView drawn = trained.Generator.Transform(input);
        using DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema["Label"]]);

        Assert.True(cursor.MoveNext());

        Assert.Equal(1, input.RowsRead);
        Assert.False(cursor.IsColumnActive(drawn.Schema[Output]));
        Assert.Contains(Output, Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<MLImage>(drawn.Schema[Output])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_cursor_reads_no_more_than_one_batch_beyond_the_one_that_it_serves()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Wishes(11)));
        IDataView drawn = trained.Generator.Transform(input);
        using DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema[Output]]);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            int batch = row / 4;
            Assert.InRange(input.RowsRead, Math.Min(4 * (batch + 1), 11), Math.Min(4 * (batch + 2), 11));
        }
        Assert.Equal(11, input.RowsRead);
    }

    [Fact]
    public void Several_cursors_at_once_do_not_disturb_each_other()
    {
        IDataView drawn = trained.Model.Transform(trained.Requests(9));
        List<string> expected = TestPictures.Hashes(drawn);
        List<string>[] actual = new List<string>[4];

        Parallel.For(0, actual.Length, i => actual[i] = TestPictures.Hashes(drawn));

        Assert.All(actual, hashes => Assert.Equal(expected, hashes));
    }

    [Fact]
    public void A_set_of_cursors_gives_the_rows_that_one_gives_each_once()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Requests(9)));
        IDataView drawn = trained.Generator.Transform(input);
        DataViewRowCursor[] cursors = drawn.GetRowCursorSet([drawn.Schema[Output], drawn.Schema["Seed"]], 2);
        var images = new Dictionary<ulong, string>();
        foreach (DataViewRowCursor cursor in cursors)
        {
            using (cursor)
            {
                ValueGetter<ulong> seed = cursor.GetGetter<ulong>(drawn.Schema["Seed"]);
                ValueGetter<MLImage> image = cursor.GetGetter<MLImage>(drawn.Schema[Output]);
                while (cursor.MoveNext())
                {
                    ulong number = 0;
                    MLImage value = null!;
                    seed(ref number);
                    image(ref value);
                    images.Add(number, TestPictures.Hash(value));
                }
            }
        }
        Assert.Equal(2, cursors.Length);
        Assert.Equal(0, input.OpenCursors);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (ulong)i), images.Keys.Order());
        // Each cursor makes batches of its own, so the images are those of other batches: equal but for rounding, which these pixels survive.
        Assert.Equal(TestPictures.Hashes(trained.Model.Transform(trained.Requests(9))), images.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void A_cursor_that_is_not_at_a_row_says_so()
    {
        IDataView drawn = trained.Model.Transform(trained.Requests(1));
        using DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema[Output]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(drawn.Schema[Output]);
        MLImage image = null!;

        Assert.Equal(-1, cursor.Position);
        Assert.Contains(Output, Assert.Throws<InvalidOperationException>(() => getter(ref image)).Message, StringComparison.Ordinal);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => getter(ref image));
    }

    [Fact]
    public void A_cursor_is_done_with_its_input_when_it_is_disposed_or_its_rows_are_read()
    {
        var input = new RecordingView(trained.Keys.Transform(trained.Requests(9)));
        IDataView drawn = trained.Generator.Transform(input);
        using (DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema[Output]]))
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(1, input.OpenCursors);
        }
        Assert.Equal(0, input.OpenCursors);

        DataViewRowCursor toTheEnd = drawn.GetRowCursor([drawn.Schema[Output]]);
        while (toTheEnd.MoveNext())
        {
            Assert.Equal(1, input.OpenCursors);
        }
        Assert.Equal(0, input.OpenCursors);
    }

    [Fact]
    public void A_getter_of_the_wrong_type_and_a_column_of_another_view_are_refused()
    {
        IDataView drawn = trained.Model.Transform(trained.Requests(1));
        using DataViewRowCursor cursor = drawn.GetRowCursor([drawn.Schema[Output]]);
        Assert.Contains(
            "found one of System.Int32", Assert.Throws<InvalidOperationException>(
                () => cursor.GetGetter<int>(drawn.Schema[Output])).Message, StringComparison.Ordinal);

        IDataView other = trained.Context.Data.LoadFromEnumerable(Mixed.Make(1));
        Assert.Throws<ArgumentException>(
            () => trained.Generator.Transform(trained.Keys.Transform(trained.Wishes(1))).GetRowCursor([other.Schema["Image"]]));
    }

    [Fact]
    public void Rows_are_counted_and_shuffled_as_the_input_is()
    {
        IDataView rows = trained.Requests(6), drawn = trained.Model.Transform(rows);
        Assert.Equal(rows.GetRowCount(), drawn.GetRowCount());
        Assert.Equal(rows.CanShuffle, drawn.CanShuffle);
        Assert.Equal(Seeds(rows), Seeds(drawn));

        List<ulong> Seeds(IDataView data)
        {
            using DataViewRowCursor cursor = data.GetRowCursor(data.Schema.Where(column => column.Name is "Seed" or Output), new Random(2));
            ValueGetter<ulong> getter = cursor.GetGetter<ulong>(data.Schema["Seed"]);
            var seeds = new List<ulong>();
            ulong seed = 0;
            while (cursor.MoveNext())
            {
                getter(ref seed);
                seeds.Add(seed);
            }
            return seeds;
        }
    }

    private static void Read(IDataView data, DataViewSchema.Column[] columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        while (cursor.MoveNext())
        {
            Assert.Equal(columns.Length, data.Schema.Count(cursor.IsColumnActive));
        }
    }

    private static List<(long Position, long Batch, DataViewRowId Id)> Ids(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
        var ids = new List<(long, long, DataViewRowId)>();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getter(ref id);
            ids.Add((cursor.Position, cursor.Batch, id));
        }
        return ids;
    }
}
