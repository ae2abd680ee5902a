using CausalFusion.ML;
using CausalFusion.Samples.Quickstart;
using Microsoft.ML;

// Draws four images each of four classes with a network that is trained already, in an ML.NET pipeline.
//   dotnet run -c Release --project samples/Quickstart [-- MODEL [PICTURE]]
string modelFile = args.ElementAtOrDefault(0) ?? Pretrained.FashionMnist;
string picture = args.ElementAtOrDefault(1) ?? "garments.png";
string[] classes = ["Sneaker", "Dress", "Bag", "Coat"];
const int Columns = 4;

var ml = new MLContext(seed: 1);
IDataView requests = ml.Data.LoadFromEnumerable(
    classes.SelectMany(label => Enumerable.Range(1, Columns).Select(seed => new Request { Label = label, Seed = (ulong)seed })));

var generate = ml.Transforms.GenerateImages("Image", "Label", modelFile, new()
{
    // A place on the plane: 1 AR step is pure diffusion; as many as the image has tokens, pure autoregression.
    Generation = Pretrained.FashionMnist.Generation with { ArSteps = 1, GuidanceScale = 2 },
});
using var model = generate.Fit(requests);

var grid = new ImageGrid(classes.Length, Columns, model.Config.ImageSize, model.Config.ImageSize, model.Config.Channels) { RowLabels = classes };
int place = 0;
foreach (Drawn row in ml.Data.CreateEnumerable<Drawn>(model.Transform(requests), reuseRowObject: false))
{
    using (row.Image)
    {
        grid.Set(place / Columns, place % Columns, row.Image!);
        place++;
    }
}
grid.Save(picture);
Console.WriteLine($"{picture}: {place} images");
