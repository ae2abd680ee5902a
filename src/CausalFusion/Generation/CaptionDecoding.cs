namespace CausalFusion.Generation;

/// <summary>How the tokens of a caption are chosen.</summary>
public enum CaptionDecoding
{
    /// <summary>The likeliest token each time.</summary>
    Greedy,

    /// <summary>A token is drawn by its probability.</summary>
    Sampling,

    /// <summary>The likeliest of several captions that are written side by side.</summary>
    BeamSearch,
}
