using CausalFusion.Models;
using CausalFusion.Samples.Service.Networks;

namespace CausalFusion.Samples.Service.Web;

/// <summary>What callers may know of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ReadsText">Whether it is asked by a prompt, and writes captions; otherwise by a class.</param>
/// <param name="Classes">Its classes; none where it reads text.</param>
/// <param name="Width">Pixels of an image's row.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Channels">1 for gray, 3 for colors.</param>
/// <param name="TokenRows">Rows of the grid of an image's tokens.</param>
/// <param name="TokenColumns">Its columns.</param>
/// <param name="Parameters">Numbers in its weights.</param>
/// <param name="MaximumArSteps">The most AR steps: 1, or one for each token.</param>
/// <param name="MaximumDiffusionSteps">The most diffusion steps in each.</param>
/// <param name="MaximumCount">The most images of a job.</param>
/// <param name="MaximumUpload">The longest file of a picture, in bytes.</param>
/// <param name="CanEdit">Whether it can keep a part of a picture.</param>
/// <param name="Samplers">Samplers.</param>
/// <param name="Orders">Token orders, of which the first is taken where none is named.</param>
/// <param name="Usual">What is taken where a request doesn't say.</param>
/// <param name="Costs">What a diffusion step of one image costs here, at some numbers of AR steps; none until it was measured.</param>
internal sealed record ModelDescription(
    string Name, bool ReadsText, IReadOnlyList<string> Classes, int Width, int Height, int Channels, int TokenRows, int TokenColumns, long Parameters,
    int MaximumArSteps, int MaximumDiffusionSteps, int MaximumCount, int MaximumUpload, bool CanEdit, IReadOnlyList<string> Samplers,
    IReadOnlyList<string> Orders, ModelDescription.Sampling Usual, IReadOnlyList<ModelDescription.StepCost> Costs)
{
    private const int LargestStride = 2;

    public static ModelDescription Of(ServedModel model, ServiceOptions options)
    {
        ImageModelConfig config = model.Config;
        bool hasArAxis = config.Capabilities.HasArAxis;
        string[] orders = !hasArAxis ? ["random"]
            : Math.Max(config.Grid.Rows, config.Grid.Columns) < LargestStride ? ["random", "raster"]
            : ["random", "raster", $"block:{LargestStride}", $"dilated:{LargestStride}"];
        int most = Math.Min(options.MaximumDiffusionSteps, model.Info.Schedule.Timesteps);
        return new ModelDescription(
            model.Name, model.ReadsText, model.ReadsText ? [] : model.ClassNames, config.Shape.Width, config.Shape.Height, config.Channels,
            config.Grid.Rows, config.Grid.Columns, config.ParameterCount, hasArAxis ? config.Tokens : 1,
            most, options.MaximumCount, options.MaximumUpload,
            config.Capabilities.CanEdit, ["ddim", "dpm++2m", "ddpm", "ddpm:small"], orders,
            new Sampling(
                model.Usual.ArSteps, Math.Min(model.Usual.DiffusionSteps, most), model.Usual.GuidanceScale, $"{model.Usual.Sampler}"),
            [.. (model.Costs?.OfOneImage ?? []).Select(cost => new StepCost(cost.ArSteps, cost.Seconds))]);
    }

    /// <summary>How images are generated.</summary>
    /// <param name="ArSteps">AR steps.</param>
    /// <param name="DiffusionSteps">Diffusion steps in each.</param>
    /// <param name="Guidance">The scale of guidance.</param>
    /// <param name="Sampler">The sampler.</param>
    internal sealed record Sampling(int ArSteps, int DiffusionSteps, double Guidance, string Sampler);

    /// <summary>What a diffusion step costs.</summary>
    /// <param name="ArSteps">Where there are so many AR steps.</param>
    /// <param name="Seconds">Seconds.</param>
    internal sealed record StepCost(int ArSteps, double Seconds);
}
