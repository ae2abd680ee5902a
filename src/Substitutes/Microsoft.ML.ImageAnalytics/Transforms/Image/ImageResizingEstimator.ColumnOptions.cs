namespace Microsoft.ML.Transforms.Image;

public sealed partial class ImageResizingEstimator
{
    /// <summary>How the images of one column are resized.</summary>
    internal sealed class ColumnOptions
    {
        public readonly string Name;
        public readonly string InputColumnName;

        /// <summary>The size that the images get.</summary>
        public readonly ImageDataViewType Type;

        public readonly ResizingKind Resizing;
        public readonly Anchor Anchor;

        public ColumnOptions(string name, int imageWidth, int imageHeight, string inputColumnName, ResizingKind resizing, Anchor anchor)
        {
            IExceptionContext none = null;
            none.CheckNonEmpty(name, nameof(name));
            none.CheckUserArg(imageWidth > 0, nameof(imageWidth), $"The width of the resized image is {imageWidth}, and must be positive");
            none.CheckUserArg(imageHeight > 0, nameof(imageHeight), $"The height of the resized image is {imageHeight}, and must be positive");
            none.CheckUserArg(Enum.IsDefined(resizing), nameof(resizing), $"There is no resizing {resizing}");
            none.CheckUserArg(Enum.IsDefined(anchor), nameof(anchor), $"There is no anchor {anchor}");
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Type = new ImageDataViewType(imageHeight, imageWidth);
            Resizing = resizing;
            Anchor = anchor;
        }

        public ImageResizeMode Mode => (Resizing, Anchor) switch
        {
            (ResizingKind.IsoPad, _) => ImageResizeMode.Pad,
            (ResizingKind.Fill, _) => ImageResizeMode.Fill,
            (_, Anchor.Left) => ImageResizeMode.CropKeepLeft,
            (_, Anchor.Right) => ImageResizeMode.CropKeepRight,
            (_, Anchor.Top) => ImageResizeMode.CropKeepTop,
            (_, Anchor.Bottom) => ImageResizeMode.CropKeepBottom,
            _ => ImageResizeMode.CropKeepCenter,
        };
    }
}
