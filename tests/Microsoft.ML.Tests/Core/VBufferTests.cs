using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class VBufferTests
{
    private static VBuffer<float> Sparse => new(6, 2, [10, 40], [1, 4]);

    [Fact]
    public void A_sparse_vector_is_default_where_nothing_is_given()
    {
        Assert.False(Sparse.IsDense);
        Assert.Equal([0, 10, 0, 0, 40, 0], Sparse.DenseValues());
        Assert.Equal(40, Sparse.GetItemOrDefault(4));
        Assert.Equal(0, Sparse.GetItemOrDefault(3));
        Assert.Equal([1, 4], Sparse.GetIndices().ToArray());
        Assert.Equal([1, 4], Sparse.Items().Select(i => i.Key));
        Assert.Equal(6, Sparse.Items(all: true).Count());
    }

    [Fact]
    public void A_vector_with_all_items_given_is_dense_and_has_no_indices()
    {
        var dense = new VBuffer<int>(2, 2, [1, 2], null);

        Assert.True(dense.IsDense);
        Assert.True(dense.GetIndices().IsEmpty);
    }

    [Fact]
    public void A_copy_shares_nothing_with_the_original()
    {
        float[] values = [1, 2, 3];
        var original = new VBuffer<float>(3, values);
        VBuffer<float> copy = default;
        original.CopyTo(ref copy);

        values[0] = 100;

        Assert.Equal([1, 2, 3], copy.DenseValues());
    }

    [Fact]
    public void A_copy_reuses_the_destinations_arrays_where_they_are_large_enough()
    {
        var array = new float[5];
        var destination = new VBuffer<float>(5, array);

        new VBuffer<float>(3, [1, 2, 3]).CopyTo(ref destination);

        Assert.Equal(3, destination.Length);
        Assert.Equal([1, 2, 3], array[..3]);
    }

    [Fact]
    public void Copies_can_be_dense_and_of_a_range()
    {
        VBuffer<float> dense = default, range = default;
        Sparse.CopyToDense(ref dense);
        Sparse.CopyTo(ref range, 3, 3);
        var span = new float[8];
        Sparse.CopyTo(span, 1, -1);

        Assert.True(dense.IsDense);
        Assert.Equal([0, 10, 0, 0, 40, 0], dense.DenseValues());
        Assert.Equal([0, 40, 0], range.DenseValues());
        Assert.Equal([0, -1, 10, -1, -1, 40, -1, 0], span);
    }

    [Fact]
    public void An_editor_writes_what_it_commits_and_keeps_the_old_only_on_request()
    {
        var vector = new VBuffer<int>(2, [7, 8]);

        var editor = VBufferEditor.Create(ref vector, 4, keepOldOnResize: true);
        Assert.True(editor.CreatedNewValues);
        editor.Values[2] = 9;
        editor.Values[3] = 10;
        vector = editor.Commit();

        Assert.Equal([7, 8, 9, 10], vector.DenseValues());
        Assert.False(VBufferEditor.Create(ref vector, 3).CreatedNewValues);
    }

    [Fact]
    public void An_editor_can_commit_fewer_values_than_it_provided_for()
    {
        VBuffer<int> vector = default;
        var editor = VBufferEditor.Create(ref vector, 10, 5);
        editor.Values[0] = 3;
        editor.Indices[0] = 9;

        vector = editor.CommitTruncated(1);

        Assert.Equal(10, vector.Length);
        Assert.Equal(3, vector.GetItemOrDefault(9));
        Assert.Equal(1, vector.GetValues().Length);
    }

    [Fact]
    public void A_vector_that_its_arrays_cannot_hold_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<int>(3, [1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<int>(3, 4, new int[4], new int[4]));
        Assert.ThrowsAny<ArgumentException>(() => Sparse.GetItemOrDefault(6));
    }
}
