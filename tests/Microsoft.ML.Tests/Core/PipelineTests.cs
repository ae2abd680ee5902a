using Microsoft.ML.Data;
using Microsoft.ML.Tests.Core.ThirdParty;

namespace Microsoft.ML.Tests.Core;

public class PipelineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Each_estimator_of_a_chain_is_fitted_to_what_those_before_it_put_out()
    {
        var chain = new ScalingEstimator("Scaled", "Value").Append(new ScalingEstimator("Again", "Scaled"));

        var model = chain.Fit(View(5));

        var members = model.Cast<ScalingTransformer>().ToArray();
        Assert.Equal(1 / 4f, members[0].Weights[0]);
        Assert.Equal(1, members[1].Weights[0]);
        Assert.Same(members[1], model.LastTransformer);
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1], model.Transform(View(5)).GetColumn<float>("Again"));
    }

    [Fact]
    public void A_mistake_anywhere_in_a_chain_shows_before_anything_is_fitted()
    {
        var first = new ScalingEstimator("Scaled", "Value");

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => first.Append(new ScalingEstimator("Again", "Missing")).Fit(View(5)));

        Assert.Contains("'Missing'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, first.Fits);
    }

    [Fact]
    public void A_cache_checkpoint_spares_later_estimators_the_work_of_earlier_ones()
    {
        int Reads(bool cached)
        {
            int read = 0;
            var view = _ml.Data.LoadFromEnumerable(Numbers.UpTo(10).Select(n =>
            {
                Interlocked.Increment(ref read);
                return n;
            }));
            var start = new EstimatorChain<ITransformer>().Append(new ScalingEstimator("A", "Value"));
            if (cached)
                start = start.AppendCacheCheckpoint(_ml);
            start.Append(new ScalingEstimator("B", "A")).Append(new ScalingEstimator("C", "A")).Append(new ScalingEstimator("D", "A")).Fit(view);
            return read;
        }

        Assert.Equal(40, Reads(cached: false));
        Assert.Equal(20, Reads(cached: true));
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_members()
    {
        var members = Enumerable.Range(0, 2).Select(i => new ScalingTransformer($"S{i}", "Value", [1])).ToArray();
        ITransformer chain = new TransformerChain<ITransformer>(members);

        (chain as IDisposable)!.Dispose();

        Assert.All(members, m => Assert.True(m.Disposed));
    }

    [Fact]
    public void A_delegate_sees_what_an_estimator_fits()
    {
        ScalingTransformer? seen = null;

        var model = new ScalingEstimator("Scaled", "Value").WithOnFitDelegate(t => seen = t).Append(new ScalingEstimator("Again", "Scaled")).Fit(View(3));

        Assert.Same(model.First(), seen);
    }

    [Fact]
    public void A_chain_can_be_narrowed_to_a_scope()
    {
        var chain = new TransformerChain<ITransformer>()
            .Append(new ScalingTransformer("Train", "Value", [2]), TransformerScope.TrainTest)
            .Append(new ScalingTransformer("Always", "Value", [3]));

        var scoring = chain.GetModelFor(TransformerScope.Scoring).Transform(View(2));

        Assert.Null(scoring.Schema.GetColumnOrNull("Train"));
        Assert.Equal([0, 3], scoring.GetColumn<float>("Always"));
    }

    [Fact]
    public void An_empty_chain_changes_nothing()
    {
        var view = View(2);

        Assert.Same(view, new TransformerChain<ITransformer>().Transform(view));
    }

    [Fact]
    public void A_new_column_hides_the_one_it_replaces_but_leaves_it_there()
    {
        var view = new ScalingTransformer("Value", "Value", [10]).Transform(View(3));

        Assert.Equal([0, 10, 20], view.GetColumn<float>("Value"));
        Assert.Equal([0, 1, 2], view.GetColumn<float>(view.Schema[0]));
    }

    [Fact]
    public void A_shape_has_kinds_and_item_types_but_no_sizes()
    {
        var shape = ShapeOf.Columns(("N", NumberDataViewType.Single), ("V", new VectorDataViewType(NumberDataViewType.Single, 3)),
            ("U", new VectorDataViewType(TextDataViewType.Instance)), ("K", new KeyDataViewType(typeof(uint), 4)));

        Assert.Equal(["N", "V", "U", "K"], shape.Select(c => c.Name));
        Assert.Equal([SchemaShape.Column.VectorKind.Scalar, SchemaShape.Column.VectorKind.Vector, SchemaShape.Column.VectorKind.VariableVector, SchemaShape.Column.VectorKind.Scalar],
            shape.Select(c => c.Kind));
        Assert.Equal([false, false, false, true], shape.Select(c => c.IsKey));
        Assert.Equal(NumberDataViewType.UInt32, shape[3].ItemType);
    }

    private IDataView View(int count) => _ml.Data.LoadFromEnumerable(Numbers.UpTo(count));
}
