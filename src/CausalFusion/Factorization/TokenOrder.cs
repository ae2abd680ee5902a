namespace CausalFusion.Factorization;

/// <summary>The order in which the tokens of an image are generated.</summary>
public enum TokenOrder
{
    /// <summary>A fresh random order for every image (the paper's default).</summary>
    Random,

    /// <summary>Row by row from the top left.</summary>
    Raster,
}
