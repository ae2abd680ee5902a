namespace Microsoft.ML.Transforms.Image;

/// <summary>A column of <see cref="MLImage"/>s, all of one known size or of any size.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    /// <summary>The height in pixels, or 0 where it is not known.</summary>
    public readonly int Height;

    /// <summary>The width in pixels, or 0 where it is not known.</summary>
    public readonly int Width;

    public ImageDataViewType(int height, int width) : base(typeof(MLImage))
    {
        if (height <= 0)
            throw new ArgumentOutOfRangeException(nameof(height), height, "Must be positive.");
        if (width <= 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, "Must be positive.");
        if ((long)height * width > int.MaxValue / 4)
            throw new ArgumentOutOfRangeException(nameof(height), height, $"{nameof(height)} * {nameof(width)} ({width}) is too large.");
        Height = height;
        Width = width;
    }

    public ImageDataViewType() : base(typeof(MLImage))
    {
    }

    public override bool Equals(DataViewType other) => other is ImageDataViewType image && Height == image.Height && Width == image.Width;

    public override bool Equals(object obj) => obj is DataViewType other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    public override string ToString() => Height == 0 && Width == 0 ? "Image" : $"Image<{Height}, {Width}>";
}
