using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class CursorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Only_columns_that_were_asked_for_are_active()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(3));

        using var cursor = view.GetRowCursor([view.Schema["Value"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Value"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Name"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]));
    }

    [Fact]
    public void A_getter_of_another_type_than_the_columns_is_refused()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(3));

        using var cursor = view.GetRowCursor(view.Schema);

        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<double>(view.Schema["Value"]));
    }

    [Fact]
    public void A_cursor_starts_before_the_first_row_and_counts_from_zero()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(2));

        using var cursor = view.GetRowCursor(view.Schema);

        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Cursors_of_one_view_are_independent()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(3));
        using var first = view.GetRowCursor(view.Schema);
        using var second = view.GetRowCursor(view.Schema);
        var getFirst = first.GetGetter<float>(view.Schema["Value"]);
        var getSecond = second.GetGetter<float>(view.Schema["Value"]);

        first.MoveNext();
        first.MoveNext();
        second.MoveNext();

        float one = -1, two = -1;
        getFirst(ref one);
        getSecond(ref two);
        Assert.Equal(1, one);
        Assert.Equal(0, two);
    }

    [Fact]
    public void A_value_can_be_fetched_more_than_once()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(1));
        using var cursor = view.GetRowCursor(view.Schema);
        var get = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
        cursor.MoveNext();

        ReadOnlyMemory<char> once = default, again = default;
        get(ref once);
        get(ref again);

        Assert.Equal("n0", once.ToString());
        Assert.Equal("n0", again.ToString());
    }

    [Fact]
    public void Rows_keep_their_ids_whatever_the_order_in_which_they_are_served()
    {
        var cache = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Numbers.UpTo(50)));

        var inOrder = Ids(cache, null);
        var shuffled = Ids(cache, new Random(5));

        Assert.NotEqual(inOrder, shuffled);
        Assert.Equal(inOrder.OrderBy(p => p.Value), shuffled.OrderBy(p => p.Value));
    }

    private static List<(float Value, DataViewRowId Id)> Ids(IDataView view, Random? rand)
    {
        var rows = new List<(float, DataViewRowId)>();
        using var cursor = view.GetRowCursor([view.Schema["Value"]], rand);
        var getValue = cursor.GetGetter<float>(view.Schema["Value"]);
        var getId = cursor.GetIdGetter();
        float value = 0;
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getValue(ref value);
            getId(ref id);
            rows.Add((value, id));
        }
        return rows;
    }
}
