using CausalFusion.Images;
using CausalFusion.Models;
using Microsoft.ML;

namespace CausalFusion.ML.Networks;

/// <summary>What a component is set to, as a model file holds it, and what that asks of its network and of its input.</summary>
internal abstract record ComponentSettings
{
    /// <summary>The column that the component adds, or the first of them.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>The hash of the autoencoder that is in the model file too; null where there is none.</summary>
    public string? AutoencoderHash { get; init; }

    /// <summary>Checks the settings against a network.</summary>
    /// <param name="config">The network.</param>
    /// <param name="info">What is known of it besides.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the values do not fit each other or the network.</exception>
    public abstract void Validate(ImageModelConfig config, ModelInfo info);

    /// <summary>Checks the columns that the component reads, before there is data.</summary>
    /// <param name="input">The shape of the data.</param>
    /// <param name="config">The network.</param>
    /// <param name="images">The size of its images.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public abstract void CheckInput(SchemaShape input, ImageModelConfig config, ImageShape images);

    /// <summary>The shape of the data with what the component adds.</summary>
    /// <param name="input">The shape of the data.</param>
    /// <param name="config">The network.</param>
    /// <param name="images">The size of its images.</param>
    public abstract SchemaShape AddOutput(SchemaShape input, ImageModelConfig config, ImageShape images);
}
