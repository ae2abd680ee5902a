using CausalFusion.Data;

namespace CausalFusion.Cli.Data;

/// <summary>Images whose files may turn out to be unreadable, as <see cref="InputExamples"/>.</summary>
internal sealed class InputImages(IImageDataset images) : InputExamples(images), IImageDataset
{
    /// <exception cref="InputException">The image can't be read.</exception>
    public void Read(int index, Span<byte> pixels, out int label)
    {
        try
        {
            images.Read(index, pixels, out label);
        }
        catch (Exception exception) when (InputException.IsOf(exception))
        {
            throw new InputException(exception);
        }
    }
}
