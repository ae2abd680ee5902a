namespace CausalFusion.Files.Pickle;

/// <summary>What a pickle's references to Python mean to its reader. Nothing is ever looked up, imported or called by name.</summary>
internal interface IPickleObjects
{
    /// <summary>A stand-in for something that Python would import; a <see cref="PickleGlobal"/> for what means nothing to the reader.</summary>
    object FindGlobal(string module, string name);

    /// <summary>A stand-in for something that lies outside of the pickle.</summary>
    /// <exception cref="InvalidDataException">It should be there and is not.</exception>
    object FindPersistent(object? id);

    /// <summary>
    /// What Python would make by calling <paramref name="function"/>, one of the stand-ins; a <see cref="PickleObject"/> where that means nothing to
    /// the reader.
    /// </summary>
    /// <exception cref="InvalidDataException">It is none of the stand-ins, or one that is never called like that.</exception>
    object? Call(object? function, object?[] arguments);

    /// <summary>Gives an object its state, where Python would set its attributes.</summary>
    /// <exception cref="InvalidDataException">The target can have none.</exception>
    void SetState(object? target, object? state);
}
