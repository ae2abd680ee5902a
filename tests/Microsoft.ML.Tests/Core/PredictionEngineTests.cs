using Microsoft.ML.Data;
using Microsoft.ML.Tests.Core.ThirdParty;

namespace Microsoft.ML.Tests.Core;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void An_engine_predicts_for_one_object_what_a_transform_predicts_for_rows()
    {
        var model = new TransformerChain<ITransformer>(new ScalingTransformer("Scaled", "Value", [3]), new ScalingTransformer("Again", "Scaled", [2]));
        using var engine = _ml.Model.CreatePredictionEngine<Numbers, Prediction>(model);

        Assert.Equal(12, engine.Predict(new Numbers { Value = 2 }).Again);
        Assert.Equal(30, engine.Predict(new Numbers { Value = 5 }).Again);
        Assert.NotNull(engine.OutputSchema.GetColumnOrNull("Scaled"));
    }

    [Fact]
    public void A_given_object_is_filled_in_place()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Numbers, Prediction>(
            new TransformerChain<ITransformer>(new ScalingTransformer("Scaled", "Value", [3]), new ScalingTransformer("Again", "Scaled", [2])));
        var prediction = new Prediction();
        var same = prediction;

        engine.Predict(new Numbers { Value = 1 }, ref prediction);

        Assert.Same(same, prediction);
        Assert.Equal(6, prediction.Again);
    }

    [Fact]
    public void An_engine_disposes_the_transformer_that_it_owns()
    {
        ScalingTransformer owned = new("Again", "Value", [3]), shared = new("Again", "Value", [3]);

        _ml.Model.CreatePredictionEngine<Numbers, Prediction>(owned).Dispose();
        _ml.Model.CreatePredictionEngine<Numbers, Prediction>(shared, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.True(owned.Disposed);
        Assert.False(shared.Disposed);
    }

    [Fact]
    public void An_input_without_the_models_column_is_refused_when_the_engine_is_made()
    {
        var error = Assert.ThrowsAny<Exception>(() =>
            _ml.Model.CreatePredictionEngine<Prediction, Prediction>(new ScalingTransformer("Scaled", "Value", [3])));

        Assert.Contains("'Value'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_predicted_for_null()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Numbers, Prediction>(new ScalingTransformer("Again", "Value", [3]));

        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
    }

    private sealed class Prediction
    {
        public float Again { get; set; }
    }
}
