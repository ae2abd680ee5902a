using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Core;

public class RowOperationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Rows_are_taken_from_the_beginning_and_skipped_there()
    {
        var view = View(10);

        Assert.Equal([0, 1, 2], Values(_ml.Data.TakeRows(view, 3)));
        Assert.Equal([8, 9], Values(_ml.Data.SkipRows(view, 8)));
        Assert.Equal([2, 3], Values(_ml.Data.TakeRows(_ml.Data.SkipRows(view, 2), 2)));
        Assert.Empty(Values(_ml.Data.SkipRows(view, 100)));
        Assert.Equal(3, _ml.Data.TakeRows(view, 3).GetRowCount());
    }

    [Fact]
    public void A_filter_keeps_numbers_from_the_lower_bound_up_to_below_the_upper()
    {
        Assert.Equal([3, 4], Values(_ml.Data.FilterRowsByColumn(View(10), "Value", 3, 5)));
        Assert.Equal([8, 9], Values(_ml.Data.FilterRowsByColumn(View(10), "Value", lowerBound: 8)));
    }

    [Fact]
    public void A_filter_on_missing_values_drops_rows_with_NaN()
    {
        var view = _ml.Data.LoadFromEnumerable(new[] { 1, float.NaN, 3 }.Select(v => new Numbers { Value = v }));

        Assert.Equal([1, 3], Values(_ml.Data.FilterRowsByMissingValues(view, "Value")));
    }

    [Fact]
    public void Shuffling_changes_the_order_and_nothing_else()
    {
        var shuffled = Values(_ml.Data.ShuffleRows(View(200), seed: 3));

        Assert.NotEqual(Enumerable.Range(0, 200).Select(i => (float)i), shuffled);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (float)i), shuffled.Order());
    }

    [Fact]
    public void Shuffling_with_a_seed_gives_the_same_order_on_every_pass()
    {
        var view = _ml.Data.ShuffleRows(View(100), seed: 3);

        Assert.Equal(Values(view), Values(view));
        Assert.Equal(Values(view), Values(new MLContext().Data.ShuffleRows(View(100), seed: 3)));
    }

    [Fact]
    public void A_pool_of_one_row_does_not_shuffle()
    {
        Assert.Equal(Values(View(20)), Values(_ml.Data.ShuffleRows(View(20), seed: 3, shufflePoolSize: 1)));
    }

    [Fact]
    public void A_split_puts_every_row_on_one_side_and_about_the_fraction_on_the_test_side()
    {
        var split = _ml.Data.TrainTestSplit(View(1000), testFraction: 0.2, seed: 4);

        float[] train = Values(split.TrainSet), test = Values(split.TestSet);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), train.Concat(test).Order());
        Assert.InRange(test.Length, 150, 250);
    }

    [Fact]
    public void A_split_is_the_same_for_the_same_seed_and_another_for_another()
    {
        float[] Test(int seed) => Values(new MLContext().Data.TrainTestSplit(View(300), 0.3, seed: seed).TestSet);

        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1), Test(2));
    }

    [Fact]
    public void A_split_by_a_sampling_key_keeps_equal_keys_together()
    {
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(500, groups: 50));

        var split = _ml.Data.TrainTestSplit(view, 0.3, samplingKeyColumnName: "Group");

        var train = split.TrainSet.GetColumn<int>("Group").ToHashSet();
        var test = split.TestSet.GetColumn<int>("Group").ToHashSet();
        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Empty(train.Intersect(test));
        Assert.Equal(50, train.Count + test.Count);
    }

    [Fact]
    public void A_split_has_the_columns_of_its_input()
    {
        var split = _ml.Data.TrainTestSplit(View(10));

        Assert.Equal(["Value", "Name", "Group"], split.TrainSet.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
    }

    [Fact]
    public void Each_row_is_in_the_test_set_of_one_fold_and_in_the_training_sets_of_the_others()
    {
        var folds = _ml.Data.CrossValidationSplit(View(200), numberOfFolds: 4, seed: 9);

        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (float)i), folds.SelectMany(f => Values(f.TestSet)).Order());
        Assert.All(folds, f => Assert.Empty(Values(f.TrainSet).Intersect(Values(f.TestSet))));
        Assert.All(folds, f => Assert.Equal(200, Values(f.TrainSet).Length + Values(f.TestSet).Length));
    }

    [Fact]
    public void A_cache_reads_its_input_once()
    {
        int read = 0;
        var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(20).Select(n =>
        {
            Interlocked.Increment(ref read);
            return n;
        }));
        var cache = _ml.Data.Cache(view);

        for (int pass = 0; pass < 3; pass++)
            Assert.Equal(20, Values(cache).Length);

        Assert.Equal(20, read);
        Assert.Equal(20, cache.GetRowCount());
        Assert.True(cache.CanShuffle);
    }

    [Fact]
    public void Caching_and_shuffling_leave_out_columns_whose_values_have_an_owner()
    {
        var view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new WithFile { Value = i }));

        Assert.Equal(["Value"], _ml.Data.Cache(view).Schema.Select(c => c.Name));
        Assert.Equal(["Value"], _ml.Data.ShuffleRows(view).Schema.Select(c => c.Name));
        Assert.ThrowsAny<Exception>(() => _ml.Data.Cache(view, "File"));
        Assert.Equal(["File", "Value"], _ml.Data.TrainTestSplit(view).TrainSet.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order());
    }

    [Fact]
    public void A_cache_can_be_read_by_several_threads_at_once()
    {
        var cache = _ml.Data.Cache(View(500));

        var sums = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(4).Select(_ => Values(cache).Sum()).ToArray();

        Assert.All(sums, sum => Assert.Equal(499 * 500 / 2, sum));
    }

    [Fact]
    public void A_set_of_cursors_serves_each_row_once()
    {
        var cache = _ml.Data.Cache(View(1000));
        var seen = new List<float>();

        foreach (var cursor in cache.GetRowCursorSet([cache.Schema["Value"]], 3))
        {
            using (cursor)
            {
                var get = cursor.GetGetter<float>(cache.Schema["Value"]);
                float value = 0;
                while (cursor.MoveNext())
                {
                    get(ref value);
                    seen.Add(value);
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), seen.Order());
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        var view = View(3);

        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.TrainTestSplit(view, testFraction: 0));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.TrainTestSplit(view, testFraction: 1));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.CrossValidationSplit(view, numberOfFolds: 1));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.TrainTestSplit(view, samplingKeyColumnName: "Missing"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.ShuffleRows(view, shufflePoolSize: 0));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.FilterRowsByColumn(view, "Name", 0, 1));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.Cache(view, "Missing"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.TakeRows(view, 0));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.SkipRows(view, 0));
    }

    private sealed class FileType() : StructuredDataViewType(typeof(FileStream))
    {
        public override bool Equals(DataViewType? other) => other is FileType;

        public override bool Equals(object? obj) => obj is FileType;

        public override int GetHashCode() => 4;
    }

    private sealed class FileTypeAttribute : DataViewTypeAttribute
    {
        public override bool Equals(DataViewTypeAttribute? other) => other is FileTypeAttribute;

        public override bool Equals(object? obj) => obj is FileTypeAttribute;

        public override int GetHashCode() => 5;

        public override void Register() => DataViewTypeManager.Register(new FileType(), typeof(FileStream), this);
    }

    private sealed class WithFile
    {
        public float Value { get; set; }

        [FileType]
        public FileStream? File { get; set; }
    }

    private IDataView View(int count) => _ml.Data.LoadFromEnumerable(Numbers.UpTo(count));

    private static float[] Values(IDataView view) => [.. view.GetColumn<float>("Value")];
}
