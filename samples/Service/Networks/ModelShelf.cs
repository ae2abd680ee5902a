using System.Diagnostics.CodeAnalysis;

namespace CausalFusion.Samples.Service.Networks;

/// <summary>The networks that are served, by name.</summary>
internal sealed class ModelShelf(IReadOnlyList<ServedModel> models)
{
    private const int Shown = 100;

    private readonly Dictionary<string, ServedModel> _byName = models.ToDictionary(model => model.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them; the first is taken where none is named.</summary>
    public IReadOnlyList<ServedModel> Models { get; } = models;

    /// <exception cref="InvalidDataException">A file holds no network of pixels, or is damaged.</exception>
    public static ModelShelf Read(ServiceOptions options) =>
        new([.. options.ModelPaths().Select(model => ServedModel.Read(model.Name, model.Path, model.Known?.Generation))]);

    /// <summary>Finds a network.</summary>
    /// <param name="name">Its name, whose case does not matter; null for the first.</param>
    /// <param name="model">Receives it.</param>
    /// <param name="problem">Receives what is wrong, naming those that there are.</param>
    public bool TryFind(string? name, [NotNullWhen(true)] out ServedModel? model, [NotNullWhen(false)] out string? problem)
    {
        model = name is null ? Models[0] : _byName.GetValueOrDefault(name);
        string names = string.Join(", ", Models.Select(one => $"'{one.Name}'"));
        problem = model is not null ? null : $"must be one of {names}; found '{(name!.Length <= Shown ? name : name[..Shown] + "…")}'.";
        return model is not null;
    }
}
