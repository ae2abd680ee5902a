#:package CausalFusion.Pretrained@0.1.0
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
Request[] rows = [new("red apple", 1), new("grinning face", 2)];
IDataView requests = ml.Data.LoadFromEnumerable(rows);
using var model = ml.Transforms.GenerateImages("Image", "Prompt", Pretrained.Emoji).Fit(requests);
foreach ((Request row, MLImage image) in rows.Zip(model.Transform(requests).GetColumn<MLImage>("Image")))
    image.Save($"{row.Prompt}.png");

internal sealed record Request(string Prompt, ulong Seed);
