namespace CausalFusion.Cli.Data;

/// <summary>The forms in which captioned images are given.</summary>
internal enum CaptionForm
{
    /// <summary>A folder of images, each with a text file beside it.</summary>
    Folder,

    /// <summary>The folder of the npm package emoji-datasource-google.</summary>
    Emoji,

    /// <summary>MS-COCO's file of captions.</summary>
    Coco,

    /// <summary>Karpathy's splits.</summary>
    Karpathy,

    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>A JSON object in each line.</summary>
    JsonLines,
}
