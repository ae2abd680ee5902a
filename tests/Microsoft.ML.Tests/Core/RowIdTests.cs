using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class RowIdTests
{
    [Fact]
    public void Ids_that_continue_others_do_not_collide()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => new DataViewRowId((ulong)i, 0)).ToArray();

        var derived = ids.SelectMany(id => new[] { id.Fork(), id.Next(), id.Combine(new DataViewRowId(17, 0)), new DataViewRowId(17, 0).Combine(id) }).ToHashSet();

        // 17 combined with itself is the same either way round, and combining with zero is allowed to leave an id as it is.
        Assert.InRange(derived.Count, 3990, 4000);
    }

    [Fact]
    public void Ids_are_compared_by_their_high_part_first()
    {
        Assert.True(new DataViewRowId(9, 1).CompareTo(new DataViewRowId(1, 2)) < 0);
        Assert.True(new DataViewRowId(9, 1).CompareTo(new DataViewRowId(1, 1)) > 0);
        Assert.Equal(new DataViewRowId(1, 2), new DataViewRowId(1, 2));
    }
}
