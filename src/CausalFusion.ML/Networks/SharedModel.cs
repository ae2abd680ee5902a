using CausalFusion.Autoencoders;
using CausalFusion.Models;

namespace CausalFusion.ML.Networks;

/// <summary>One share in a network that several components use. The network is freed with its last share. Thread-safe.</summary>
internal sealed class SharedModel : IDisposable
{
    private readonly Shares _shares;
    private int _disposed;

    /// <summary>Takes over a network as its first share.</summary>
    /// <param name="model">The network.</param>
    /// <param name="autoencoder">Its autoencoder; null for a network of pixels.</param>
    /// <exception cref="ArgumentException">The two do not fit; they are still the caller's.</exception>
    public SharedModel(ImageModel model, KlAutoencoder? autoencoder = null) : this(new Shares(new ImageNetwork(model, autoencoder)))
    {
    }

    private SharedModel(Shares shares) => _shares = shares;

    /// <summary>The network with its autoencoder.</summary>
    /// <exception cref="ObjectDisposedException">This share is given back.</exception>
    public ImageNetwork Network
    {
        get
        {
            return _disposed == 0 ? _shares.Network : throw new ObjectDisposedException(
                _shares.Network.Model.GetType().Name,
                "The transformer was disposed, and its share in the network with it: by whom it belongs to, or by a PredictionEngine, which disposes "
                + "its transformer unless it is made with new PredictionEngineOptions { OwnsTransformer = false }.");
        }
    }

    /// <summary>The network.</summary>
    /// <exception cref="ObjectDisposedException">This share is given back.</exception>
    public ImageModel Model => Network.Model;

    /// <summary>Makes another share.</summary>
    /// <exception cref="ObjectDisposedException">This share is given back.</exception>
    public SharedModel Share()
    {
        lock (_shares)
        {
            _ = Network;
            _shares.Count++;
            return new SharedModel(_shares);
        }
    }

    /// <summary>Gives this share back.</summary>
    public void Dispose()
    {
        lock (_shares)
        {
            if (_disposed == 0)
            {
                _disposed = 1;
                if (--_shares.Count == 0)
                {
                    _shares.Network.Dispose();
                }
            }
        }
    }

    private sealed class Shares(ImageNetwork network)
    {
        public ImageNetwork Network { get; } = network;

        public int Count { get; set; } = 1;
    }
}
