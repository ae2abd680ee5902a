namespace CausalFusion.Data;

/// <summary>Parts of the emoji, one or several: about 80, 10 and 10 of 100.</summary>
[Flags]
public enum EmojiParts
{
    /// <summary>None of them, which is refused.</summary>
    None = 0,

    /// <summary>Those to train on.</summary>
    Train = 1,

    /// <summary>Those to choose settings by.</summary>
    Validation = 2,

    /// <summary>Those to measure by at last.</summary>
    Test = 4,

    /// <summary>All of them.</summary>
    All = Train | Validation | Test,
}
