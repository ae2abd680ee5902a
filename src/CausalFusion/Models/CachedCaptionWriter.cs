using CausalFusion.Attention;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A transformer that writes texts behind images, whose keys and values are cached.</summary>
internal sealed class CachedCaptionWriter : CaptionWriter
{
    private readonly TokenTransformer _model;
    private KeyValueCache _cache;
    private Tensor _logits;
    private int _written;

    /// <param name="model">The network.</param>
    /// <param name="config">Its shape.</param>
    /// <param name="images">What each text describes, (N, C, H, W).</param>
    /// <param name="beginnings">How each text begins, all of one length.</param>
    public CachedCaptionWriter(TokenTransformer model, TokenTransformerConfig config, Tensor images, IReadOnlyList<int[]> beginnings)
    {
        using var scope = NewDisposeScope();
        _model = model;
        Tensor patches = Patches.FromImages(images, config.PatchSize);
        using IDisposable hold = model.HoldWeights(); // for images and beginnings; single tokens need nothing of it
        _cache = new KeyValueCache(
            config.Layers, config.Heads, config.HeadDimension, (int)patches.shape[0], config.Tokens + config.Text!.Places, model.Device,
            model.ComputeType);
        try
        {
            model.AppendImages(patches, _cache);
            _logits = Run(beginnings);
        }
        catch
        {
            _cache.Dispose();
            throw;
        }
    }

    public override Tensor Logits => _logits;

    public override void Append(ReadOnlySpan<int> tokens)
    {
        Tensor next = Run([.. tokens.ToArray().Select(token => new[] { token })]);
        _logits.Dispose();
        _logits = next;
    }

    public override void Select(ReadOnlySpan<int> texts)
    {
        using var scope = NewDisposeScope();
        Tensor chosen = tensor(texts.ToArray().Select(text => (long)text).ToArray(), device: _cache.Device);
        KeyValueCache cache = _cache.Spread(chosen, _cache.Capacity);
        Tensor logits = _logits.index_select(0, chosen).DetachFromDisposeScope();
        _cache.Dispose();
        _logits.Dispose();
        (_cache, _logits) = (cache, logits);
    }

    public override void Dispose()
    {
        _cache.Dispose();
        _logits.Dispose();
    }

    /// <summary>Runs the next tokens of each text, and gives the logits behind the last of them.</summary>
    private Tensor Run(IReadOnlyList<int[]> tokens)
    {
        using var scope = NewDisposeScope();
        int count = tokens[0].Length;
        Tensor x = _model.Append(
            _model.EmbedTexts(tokens, _written), AttentionLayout.Causal(count, _cache.Length), _cache, firstOutput: count - 1);
        _written += count;
        return _model.Logits(x.squeeze(1)).DetachFromDisposeScope();
    }
}
