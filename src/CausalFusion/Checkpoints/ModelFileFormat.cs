namespace CausalFusion.Checkpoints;

/// <summary>What kind of file a model is in.</summary>
internal enum ModelFileFormat
{
    /// <summary>A model bundle of this library: it says what it is and how to build it.</summary>
    Bundle,

    /// <summary>A checkpoint of a training of this library: weights, their average and the optimizer's state.</summary>
    TrainingCheckpoint,

    /// <summary>A safetensors file of weights and nothing else.</summary>
    Safetensors,

    /// <summary>A file that PyTorch's <c>torch.save</c> wrote.</summary>
    PyTorch,
}
