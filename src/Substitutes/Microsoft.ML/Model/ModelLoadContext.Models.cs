using System.Reflection;
using System.Text;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    /// <summary>Whether there is a sub-model of that name below this directory.</summary>
    public bool ContainsModel(string name)
    {
        if (!InRepository || string.IsNullOrEmpty(name))
            return false;
        return Repository.Contains(Path.Combine(Directory ?? "", name), ModelStreamName);
    }

    /// <summary>Loads what a directory holds; false where it holds no model.</summary>
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
        {
            result = null;
            return false;
        }
        using var ctx = new ModelLoadContext(rep, entry, dir);
        result = ctx.LoadModelCore<TRes, TSig>(env, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
            throw env.ExceptDecode($"Corrupt model file: it has no model in '{dir}'");
    }

    /// <summary>Loads a sub-model from a directory below this one; false where it holds none.</summary>
    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        _context.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository, Path.Combine(Directory ?? "", name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, name, extra))
            throw _context.ExceptDecode($"Corrupt model file: it has no model in '{Path.Combine(Directory ?? "", name)}'");
    }

    /// <summary>Reads a sub-model with an action; false where there is none.</summary>
    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _context.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        _context.CheckNonEmpty(dir, nameof(dir));
        _context.CheckValue(action, nameof(action));
        string path = Path.Combine(Directory ?? "", dir);
        using var entry = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (entry is null)
            return false;
        using var ctx = new ModelLoadContext(Repository, entry, path);
        action(ctx);
        return true;
    }

    /// <summary>Reads another stream beside the main one; false where there is none.</summary>
    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        _context.Check(InRepository, "Can't load a binary stream when reading from a single stream");
        _context.CheckNonEmpty(name, nameof(name));
        _context.CheckValue(action, nameof(action));
        using var entry = Repository.OpenEntryOrNull(Directory, name);
        if (entry is null)
            return false;
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        _context.CheckValue(action, nameof(action));
        return TryLoadBinaryStream(name, reader =>
        {
            using var text = new StreamReader(reader.BaseStream, leaveOpen: true);
            action(text);
        });
    }

    private TRes LoadModelCore<TRes, TSig>(IHostEnvironment env, string dir, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(LoaderAssembly(env, dir));
        foreach (string signature in new[] { Header.LoaderSignature, Header.LoaderSignatureAlt })
        {
            if (!string.IsNullOrWhiteSpace(signature)
                && ComponentCatalog.TryCreateInstance<object, TSig>(env, out object loaded, signature, "", [this, .. extra]) && loaded is TRes result)
            {
                Done();
                return result;
            }
        }
        throw env.ExceptDecode($"Couldn't load model: '{dir}': no loader named '{Header.LoaderSignature}' is registered that gives a {typeof(TRes).Name}");
    }

    private Assembly LoaderAssembly(IHostEnvironment env, string dir)
    {
        try
        {
            return Assembly.Load(LoaderAssemblyName);
        }
        catch (Exception error) when (error is ArgumentException or IOException or BadImageFormatException)
        {
            throw env.ExceptDecode(error,
                $"Couldn't load model: '{dir}' names the assembly of its loader as '{LoaderAssemblyName}', which can't be loaded: {error.Message}");
        }
    }
}
