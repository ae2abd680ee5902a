using CausalFusion.Models;

namespace CausalFusion.ML.Models;

/// <summary>One share in a network that several components use. The network is freed with its last share. Thread-safe.</summary>
internal sealed class SharedModel : IDisposable
{
    private readonly Network _network;
    private int _disposed;

    /// <summary>Takes over a network as its first share.</summary>
    /// <param name="model">The network.</param>
    public SharedModel(CausalFusionModel model) : this(new Network(model))
    {
    }

    private SharedModel(Network network) => _network = network;

    /// <summary>The network.</summary>
    /// <exception cref="ObjectDisposedException">This share is given back.</exception>
    public CausalFusionModel Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, typeof(CausalFusionModel));
            return _network.Model;
        }
    }

    /// <summary>Makes another share.</summary>
    /// <exception cref="ObjectDisposedException">This share is given back.</exception>
    public SharedModel Share()
    {
        lock (_network)
        {
            _ = Model;
            _network.Shares++;
            return new SharedModel(_network);
        }
    }

    /// <summary>Gives this share back.</summary>
    public void Dispose()
    {
        lock (_network)
        {
            if (_disposed == 0)
            {
                _disposed = 1;
                if (--_network.Shares == 0)
                {
                    _network.Model.Dispose();
                }
            }
        }
    }

    private sealed class Network(CausalFusionModel model)
    {
        public CausalFusionModel Model { get; } = model;

        public int Shares { get; set; } = 1;
    }
}
