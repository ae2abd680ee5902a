namespace Microsoft.ML.Transforms.Image;

/// <summary>Says that a member of a row class is an image, and of which size.</summary>
/// <remarks>
/// For members whose images differ in size, register the type instead of using this attribute:
/// <c>DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage))</c>.
/// </remarks>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    public ImageTypeAttribute()
    {
    }

    public ImageTypeAttribute(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Height = height;
        Width = width;
    }

    internal int Height { get; }

    internal int Width { get; }

    public override bool Equals(DataViewTypeAttribute other) => other is ImageTypeAttribute image && Height == image.Height && Width == image.Width;

    public override bool Equals(object obj) => obj is DataViewTypeAttribute other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <exception cref="ArgumentOutOfRangeException">The attribute has no size; the package refuses that too, only later than its
    /// constructor.</exception>
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(Height, Width), typeof(MLImage), this);
}
