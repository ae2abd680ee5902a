using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>The destination of an image column's getter.</summary>
/// <remarks>
/// One destination is passed to the getter again and again, so that a getter which makes images disposes the one before, as ML.NET's do, and one
/// which hands out the user's own leaves them alone. Which of the two it is decides about the last image.
/// </remarks>
/// <param name="getter">Gets the current row's image.</param>
internal sealed class ImageSlot(ValueGetter<MLImage> getter) : IDisposable
{
    private MLImage? _image;
    private bool? _isOurs;

    /// <summary>Gets the current row's image, valid until the next call; null where it is missing.</summary>
    public MLImage? Fetch()
    {
        try
        {
            getter(ref _image!);
            if (_isOurs is null && _image is not null)
            {
                MLImage? again = null;
                getter(ref again!);
                _isOurs = !ReferenceEquals(again, _image);
                if (_isOurs.Value)
                {
                    again?.Dispose();
                }
            }
            return _image;
        }
        catch
        {
            // A getter that failed may have disposed its destination.
            _image = null;
            throw;
        }
    }

    /// <summary>Frees the last image, if the getter made it.</summary>
    public void Dispose()
    {
        if (_isOurs == true)
        {
            _image?.Dispose();
        }
        _image = null;
    }
}
