namespace CausalFusion.Files.Pickle;

/// <summary>What a pickle's references to Python mean to its reader. Nothing is ever looked up, imported or called by name.</summary>
internal interface IPickleObjects
{
    /// <summary>A stand-in for something that Python would import.</summary>
    /// <exception cref="InvalidDataException">It is not on the list of what is known to be harmless.</exception>
    object FindGlobal(string module, string name);

    /// <summary>A stand-in for something that lies outside of the pickle.</summary>
    object FindPersistent(object? id);

    /// <summary>What Python would make by calling <paramref name="function"/>, one of the stand-ins.</summary>
    object? Call(object? function, object?[] arguments);

    /// <summary>Gives an object its state, where Python would set its attributes.</summary>
    void SetState(object? target, object? state);
}
