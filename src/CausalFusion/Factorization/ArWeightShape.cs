namespace CausalFusion.Factorization;

/// <summary>How the AR loss weight falls along the sequence.</summary>
public enum ArWeightShape
{
    /// <summary>In a straight line.</summary>
    Linear,

    /// <summary>Along half a cosine wave.</summary>
    Cosine,
}
