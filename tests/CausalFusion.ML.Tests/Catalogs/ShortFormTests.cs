using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Catalogs;

/// <summary>The short forms of the catalogs' methods, with the usual arguments, do what the forms with options do.</summary>
public sealed class ShortFormTests(Trained trained) : IClassFixture<Trained>
{
    private TransformsCatalog Transforms => trained.Context.Transforms;

    [Fact]
    public void Images_are_generated_as_the_model_does()
    {
        IDataView keyed = trained.Keys.Transform(trained.Requests(3));
        using ImageGenerationTransformer brief = Transforms.GenerateImages("GeneratedImage", "Label", trained.Model).Fit(keyed);
        Assert.Equal(
            trained.Draw(trained.Requests(3), new() { Generation = trained.Generator.Generation }), TestPictures.Hashes(brief.Transform(keyed)));
    }

    [Fact]
    public void A_mask_is_all_that_editing_needs_to_be_told()
    {
        using ImageEditingTransformer brief = Transforms.EditImages("Edited", "Image", trained.Model, "top").Fit(trained.Train);
        using ImageEditingTransformer full =
            Transforms.EditImages(
                "Edited", "Image", trained.Model, new() { Mask = "top", Generation = trained.Generator.Generation }).Fit(trained.Train);
        Assert.Equal(TestPictures.Hashes(full.Transform(trained.Train), "Edited"), TestPictures.Hashes(brief.Transform(trained.Train), "Edited"));
    }

    [Fact]
    public void A_layer_is_all_that_featurizing_needs_to_be_told()
    {
        using ImageFeaturizationTransformer brief = Transforms.FeaturizeImages("F", "Image", trained.Model, 1).Fit(trained.Train);
        using ImageFeaturizationTransformer full = Transforms.FeaturizeImages("F", "Image", trained.Model, new() { Layer = 1 }).Fit(trained.Train);
        Assert.Equal(full.Transform(trained.Train).GetColumn<float[]>("F"), brief.Transform(trained.Train).GetColumn<float[]>("F"));
    }

    [Fact]
    public void A_network_is_trained_on_the_columns_that_are_named()
    {
        IDataView rows = trained.Context.Transforms.CopyColumns("Picture", "Image").Append(trained.Context.Transforms.CopyColumns("Kind", "Label"))
            .Append(trained.Context.Transforms.DropColumns("Image", "Label")).Fit(trained.Train).Transform(trained.Train);

        using ImageGenerationTransformer model =
            trained.Context.ImageGeneration.Trainers.CausalFusion("Kind", "Picture", "Made", imageSize: TestPictures.Size, steps: 2).Fit(rows);

        Assert.Equal(
            ("Kind", "Made", TestPictures.Size, 2), (
                model.LabelColumnName, model.OutputColumnName, model.Config.Shape.Height, model.Training!.Steps));
    }

    [Fact]
    public void The_numbers_of_a_trainer_are_checked_when_it_is_made()
    {
        Assert.Throws<ArgumentException>(() => trained.Context.ImageGeneration.Trainers.CausalFusion(imageSize: 30, channels: 2));
        Assert.Throws<ArgumentException>(() => trained.Context.ImageGeneration.Trainers.Dit(steps: 0));
    }
}
