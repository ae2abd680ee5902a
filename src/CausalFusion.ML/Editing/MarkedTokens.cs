using System.Text;
using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Models;

namespace CausalFusion.ML.Editing;

/// <summary>The tokens of one image to generate anew, and in how many AR steps.</summary>
internal sealed class MarkedTokens
{
    /// <param name="mask">The tokens.</param>
    /// <param name="generation">How to generate.</param>
    /// <param name="config">The network.</param>
    /// <param name="schedule">The noise schedule that it was trained with.</param>
    /// <exception cref="ArgumentException">A split that was given does not fit the number of tokens.</exception>
    public MarkedTokens(EditMask mask, GenerationOptions generation, ImageModelConfig config, NoiseSchedule schedule)
    {
        Mask = mask;
        GenerationOptions fitting = generation.FittedTo(mask.Count);
        ArSteps = fitting.ArSteps;
        fitting.Validate(config, schedule, mask.Count);
        var key = new StringBuilder(mask.Grid.Count);
        for (int i = 0; i < mask.Grid.Count; i++)
        {
            key.Append(mask[i / mask.Grid.Columns, i % mask.Grid.Columns] ? '1' : '0');
        }
        Key = key.ToString();
    }

    /// <summary>The tokens.</summary>
    public EditMask Mask { get; }

    /// <summary>AR steps: as the options say, but no more than there are tokens.</summary>
    public int ArSteps { get; }

    /// <summary>The same for the same tokens.</summary>
    public string Key { get; }
}
