#:package CausalFusion.ML@0.1.0
#:package TorchSharp-cpu@0.107.0
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

var ml = new MLContext();
IDataView requests = ml.Data.LoadFromEnumerable([new Request { Label = "Sneaker", Seed = 1 }, new Request { Label = "Coat", Seed = 2 }]);
using var model = ml.Transforms
    .GenerateImages("Image", "Label", "fashion-mnist.safetensors", new() { Generation = new() { DiffusionSteps = 50, GuidanceScale = 3 } })
    .Fit(requests);
foreach (Drawn row in ml.Data.CreateEnumerable<Drawn>(model.Transform(requests), reuseRowObject: false))
    row.Image.Save($"{row.Label}.png");

internal sealed class Request
{
    public string Label { get; set; } = "";

    public ulong Seed { get; set; }
}

internal sealed class Drawn
{
    public string Label { get; set; } = "";

    [ImageType(28, 28)]
    public MLImage Image { get; set; } = null!;
}
