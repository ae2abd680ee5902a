namespace Microsoft.ML;

public sealed partial class ModelSaveContext
{
    /// <summary>Saves a sub-model into a directory below this one; nothing where it is null.</summary>
    internal void SaveModel<T>(T value, string name)
        where T : class
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        SaveModel(Repository, value, Path.Combine(Directory ?? "", name));
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value is null)
            return;
        if (value is not ICanSaveModel model)
            throw rep.ExceptionContext.ExceptNotSupp($"{value.GetType()} does not implement {nameof(ICanSaveModel)}, so it cannot be saved in '{path}'");
        using var ctx = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        model.Save(ctx);
        ctx.Done();
    }

    /// <summary>Saves to a single stream.</summary>
    internal static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(fn);
        using var ctx = new ModelSaveContext(writer);
        fn(ctx);
        ctx.Done();
    }

    /// <summary>Saves into a directory below this one.</summary>
    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        _context.CheckNonEmpty(dir, nameof(dir));
        _context.CheckValue(fn, nameof(fn));
        using var ctx = new ModelSaveContext(Repository, Path.Combine(Directory ?? "", dir), ModelLoadContext.ModelStreamName);
        fn(ctx);
        ctx.Done();
    }
}
