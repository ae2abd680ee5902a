using CausalFusion.Diffusion;
using CausalFusion.ML;
using CausalFusion.Samples.TextToImage;
using Microsoft.ML;

// Draws what sentences say, and says what the images show, with one network that is trained already, in one ML.NET pipeline.
//   dotnet run -c Release --project samples/TextToImage [-- MODEL [PICTURE [PROMPT...]]]
string modelFile = args.ElementAtOrDefault(0) ?? Pretrained.Shapes.Path;
string picture = args.ElementAtOrDefault(1) ?? "prompts.png";
string[] prompts = args.Length > 2
    ? args[2..]
    : ["a large red circle at the left", "a small blue square at the top right", "a large green triangle in the center",
        "a large yellow square above a large purple circle"];
const int Columns = 4;

var ml = new MLContext(seed: 1);
IDataView requests = ml.Data.LoadFromEnumerable(
    prompts.SelectMany(text => Enumerable.Range(1, Columns).Select(seed => new Prompt { Text = text, Seed = (ulong)seed })));

var pipeline = ml.Transforms
    .GenerateImages("Image", "Text", modelFile, new()
    {
        // Token by token: one after another, the parts of a shape agree on where it is.
        Generation = new() { ArSteps = 16, DiffusionSteps = 25, Sampler = SamplerMethod.DpmSolver, GuidanceScale = 1.5 },
    })
    .Append(ml.Transforms.CaptionImages("Caption", "Image", modelFile));
using var model = pipeline.Fit(requests);

var grid = new ImageGrid(prompts.Length, Columns, 32, 32, channels: 3) { RowLabels = prompts };
foreach ((int place, Described row) in ml.Data.CreateEnumerable<Described>(model.Transform(requests), reuseRowObject: false).Index())
{
    using (row.Image)
    {
        grid.Set(place / Columns, place % Columns, row.Image!);
    }
    Console.WriteLine($"{row.Text,-56}{row.Caption}");
}
grid.Save(picture);
Console.WriteLine($"{picture}: {prompts.Length * Columns} images");
