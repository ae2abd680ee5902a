namespace CausalFusion.Evaluation;

/// <summary>How texts become words that captions are compared by.</summary>
public enum CaptionTokenization
{
    /// <summary>
    /// After the MS-COCO caption evaluation: lower case, split like the Penn Treebank, without punctuation; <see cref="CaptionTokenizer"/> says how.
    /// </summary>
    Coco,

    /// <summary>Split where there is white space, and not changed: for texts that another tokenizer has been through.</summary>
    WhiteSpace,
}
