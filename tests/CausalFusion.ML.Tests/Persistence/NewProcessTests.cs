using CausalFusion.ML.Tests.Data;

namespace CausalFusion.ML.Tests.Persistence;

public class NewProcessTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void A_pipeline_loaded_in_a_new_process_draws_the_same_images_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        trained.Context.Model.Save(trained.Model, trained.Train.Schema, folder["model.zip"]);

        string[] drawn = DrawingProcess.Run(folder["model.zip"]);

        Assert.Equal(6, drawn.Distinct().Count());
        Assert.Equal(DrawingProcess.Draw(trained.Context, trained.Model), drawn);
    }
}
