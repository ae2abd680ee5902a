using CausalFusion.Files;

namespace CausalFusion.Checkpoints;

/// <summary>The models in a file, told apart by what the containers of their weights are called.</summary>
internal sealed class ModelParts
{
    // Deep enough for a state dict in a checkpoint in a file, each with a wrapper.
    private const int MaxDepth = 4;

    private readonly ITensorSource _source;
    private readonly List<(string Name, Role Role)> _parts = [];

    private readonly bool _isOne;

    private ModelParts(ITensorSource source, bool isOne)
    {
        _source = source;
        _isOne = isOne;
    }

    /// <summary>What the name of a container says about the model in it. The first is preferred.</summary>
    private enum Role
    {
        /// <summary>The autoencoder of a whole latent diffusion model.</summary>
        Autoencoder,

        /// <summary>The average of the weights in a training.</summary>
        Averaged,

        /// <summary>The weights as they were trained.</summary>
        Trained,

        /// <summary>Nothing: it has a model in it, whichever that is.</summary>
        Wrapper,
    }

    /// <summary>The names of the models; empty if there is one, without a name.</summary>
    public IReadOnlyList<string> Names => [.. _parts.Select(part => part.Name)];

    /// <summary>Finds the models in a file.</summary>
    public static ModelParts Of(ITensorSource source)
    {
        var parts = new ModelParts(source, isOne: false);
        parts.Find("", Role.Trained, [.. source.Entries.Values.Where(entry => entry.Unreadable is null).Select(entry => entry.Name)], 0);
        parts._parts.Sort((left, right) => left.Role.CompareTo(right.Role) is not 0 and var order
            ? order
            : string.CompareOrdinal(left.Name, right.Name));
        return parts;
    }

    /// <summary>For a file that is known to hold one model.</summary>
    public static ModelParts None(ITensorSource source) => new(source, isOne: true);

    /// <summary>The weights without what wraps them: names that stand before every other name.</summary>
    public static ITensorSource Unwrapped(ITensorSource source)
    {
        TensorEntry[] numbers = [.. source.Entries.Values.Where(entry => entry.IsPlainNumbers)];
        string[] names = [.. (numbers.Length > 0 ? numbers : source.Entries.Values).Select(entry => entry.Name)];
        return names.Length > 0 && First(names[0]) is var wrapper && RoleOf(wrapper) is not null
            && names.All(name => name.StartsWith(wrapper + ".", StringComparison.Ordinal))
            ? Unwrapped(TensorSourceView.WithoutPrefix(source, wrapper + "."))
            : source;
    }

    /// <summary>The model to take.</summary>
    /// <param name="wanted">Its name; null leaves the choice.</param>
    /// <returns>Its name; null if there is one, without a name.</returns>
    /// <exception cref="InvalidDataException">There is none of that name, or there are several to choose from.</exception>
    public string? Choose(string? wanted)
    {
        if (wanted is not null)
        {
            return !_isOne && _source.Entries.Keys.Any(name => IsInModel(name, wanted))
                ? wanted
                : throw new InvalidDataException(
                    $"'{_source.Name}': expected a model '{wanted}' in the file, found "
                    + $"{(_parts.Count == 0 ? "a single one without a name" : string.Join(", ", Names))}.");
        }
        string[] best = [.. _parts.Where(part => part.Role == _parts[0].Role).Select(part => part.Name)];
        return best.Length < 2
            ? best.FirstOrDefault()
            : throw new InvalidDataException(
                $"'{_source.Name}': expected one model to take, found {string.Join(" and ", best.Select(SafetensorsHeader.Quote))}, which may be "
                + "different; name the part that is wanted.");
    }

    private void Find(string prefix, Role role, IReadOnlyList<string> names, int depth)
    {
        (string Name, Role Role)[] containers = depth == MaxDepth
            ? []
            : [.. names.Where(name => name.AsSpan(prefix.Length).Count('.') > 0)
                .Select(name => First(name[prefix.Length..])).Distinct()
                .Where(first => RoleOf(first) is not null && names.Any(name => IsInModel(name, prefix + first)))
                .Select(first => (prefix + first, RoleOf(first)!.Value))];
        // What wraps everything is no model of its own.
        bool isWrapped = containers is [var (only, _)] && names.All(name => name.StartsWith(only + ".", StringComparison.Ordinal))
            && containers[0].Role is Role.Wrapper;
        if (containers.Length == 0 || isWrapped)
        {
            if (prefix.Length > 0)
            {
                _parts.Add((prefix[..^1], role));
            }
            return;
        }
        foreach ((string name, Role own) in containers)
        {
            Find(name + ".", own == Role.Wrapper ? role : own, [.. names.Where(other => other.StartsWith(name + ".", StringComparison.Ordinal))],
                depth + 1);
        }
    }

    private static Role? RoleOf(string name) => name switch
    {
        "first_stage_model" => Role.Autoencoder,
        "ema" or "model_ema" or "ema_model" or "ema_state_dict" or "state_dict_ema" or "model_ema_state_dict" or "ema_model_state_dict"
            or "ema_params" or "params_ema" or "net_ema" or "ema_net" or "averaged_model" or "swa_model" => Role.Averaged,
        "model" or "state_dict" or "model_state_dict" or "online_model" or "params" or "weights" or "diffusion_model" or "denoiser" => Role.Trained,
        "module" or "net" or "network" or "_orig_mod" or "_forward_module" or "_fsdp_wrapped_module" or "transformer" or "dit" => Role.Wrapper,
        _ => null,
    };

    /// <summary>
    /// Whether a tensor is one of a model's, which has modules: a moving average that keeps its copies under names of one piece is none.
    /// </summary>
    private static bool IsInModel(string name, string part) =>
        name.Length > part.Length && name.StartsWith(part, StringComparison.Ordinal) && name[part.Length] == '.'
            && name.IndexOf('.', part.Length + 1) > 0;

    private static string First(string name) => name.Split('.', 2)[0];
}
