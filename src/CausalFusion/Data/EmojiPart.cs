namespace CausalFusion.Data;

/// <summary>A part of the emoji: about 80, 10 and 10 of 100.</summary>
public enum EmojiPart
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those to train on.</summary>
    Train,

    /// <summary>Those to choose settings by.</summary>
    Validation,

    /// <summary>Those to measure by at last.</summary>
    Test,
}
