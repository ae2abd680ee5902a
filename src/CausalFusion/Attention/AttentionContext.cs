using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>What the blocks of one forward pass share: who sees whom, and the keys and values of tokens that were run before.</summary>
/// <remarks>
/// Where the tensor library's operators need masks, these are made in the first block and belong to the dispose scope that the context was made in.
/// After that scope, or without one, each block that asks makes them anew: a block that is recomputed in the backward pass.
/// </remarks>
internal sealed class AttentionContext
{
    private readonly DisposeScope? _owner = CurrentDisposeScope;
    private readonly AttentionCosts? _costs;
    private (double PairWork, DeviceType Device, ScalarType Type) _plannedFor;
    private AttentionPlan? _plan;
    private Tensor[]? _masks;

    /// <param name="layout">
    /// The layout over the tokens of this pass; with a cache, its keys are the cached tokens followed by those of this pass.
    /// </param>
    /// <param name="cache">The cache, or null.</param>
    /// <param name="costs">What the tensor library's attention calls cost; by default, what they do where the pass runs.</param>
    public AttentionContext(AttentionLayout layout, KeyValueCache? cache = null, AttentionCosts? costs = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Cache = cache;
        _costs = costs;
    }

    /// <summary>Who sees whom.</summary>
    public AttentionLayout Layout { get; }

    /// <summary>Keys and values of earlier tokens, or null where there are none.</summary>
    public KeyValueCache? Cache { get; }

    /// <summary>Whether the keys and values of this pass are to stay in the cache: it is about to be committed.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>How often masks were made.</summary>
    internal int MaskBuilds { get; private set; }

    /// <summary>The layout as calls of the tensor library's attention.</summary>
    /// <param name="queries">The queries of a block, (N, H, T, d).</param>
    public AttentionPlan PlanFor(Tensor queries)
    {
        double pairWork = 2.0 * queries.shape[0] * queries.shape[1] * queries.shape[3];
        (double, DeviceType, ScalarType) wanted = (pairWork, queries.device_type, queries.dtype);
        if (_plan is null || wanted != _plannedFor)
        {
            _plan = AttentionPlan.For(Layout, pairWork, _costs ?? AttentionCosts.Of(queries.device_type, queries.dtype));
            _plannedFor = wanted;
            _masks = null; // the owner frees them
        }
        return _plan;
    }

    /// <summary>The masks of that plan's calls.</summary>
    /// <param name="queries">The queries of the block.</param>
    /// <returns>Those of the calls that have one, in the calls' order; the context's own, or the caller's dispose scope's.</returns>
    public Tensor[] MasksFor(Tensor queries)
    {
        AttentionPlan plan = PlanFor(queries);
        if (_masks is { } made && !made.Any(mask => mask.IsInvalid))
        {
            return made;
        }
        bool isFirst = _masks is null;
        Tensor[] masks = plan.Masks(queries.device, queries.dtype);
        MaskBuilds += plan.MaskedCalls > 0 ? 1 : 0;
        if (isFirst && _owner is not null)
        {
            CurrentDisposeScope?.MoveToOther(_owner, masks);
            _masks = masks;
        }
        return masks;
    }
}
