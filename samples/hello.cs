#:package CausalFusion.ML@0.1.0
#:package TorchSharp-cpu@0.107.0
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
Request[] rows = [new("Sneaker", 1), new("Dress", 2), new("Bag", 3), new("Coat", 4)];
IDataView requests = ml.Data.LoadFromEnumerable(rows);
using var model = ml.Transforms
    .GenerateImages("Image", "Label", "fashion-mnist.safetensors", new() { Generation = new() { DiffusionSteps = 50, GuidanceScale = 3 } })
    .Fit(requests);
foreach ((Request row, MLImage image) in rows.Zip(model.Transform(requests).GetColumn<MLImage>("Image")))
    image.Save($"{row.Label}.png");

internal sealed record Request(string Label, ulong Seed);
