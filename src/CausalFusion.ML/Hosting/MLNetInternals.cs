using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Hosting;

/// <summary>
/// What this library uses of ML.NET beyond its public API, but for the attribute of <c>LoadableComponents.cs</c>: what a component must do to save
/// itself into a model file and to load itself from one, and what an environment knows that only <see cref="MLContext"/> shows.
/// </summary>
internal static class MLNetInternals
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly _core = typeof(ModelSaveContext).Assembly;

    // Without its version: which versions of a component can be read is told by the component, in a sentence.
    private static readonly string _assembly = typeof(MLNetInternals).Assembly.GetName().Name!;

    /// <summary>Begins to save a component.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">Its format.</param>
    public static void BeginSave(ModelSaveContext context, ModelFormat format)
    {
        Call(context, "CheckAtModel");
        Call(context, "SetVersionInfo", VersionInfo(format));
    }

    /// <summary>Saves a text that is not empty.</summary>
    public static void SaveText(ModelSaveContext context, string text) => Call(context, "SaveNonEmptyString", text);

    /// <summary>Saves a stream of its own in the model file.</summary>
    public static void SaveStream(ModelSaveContext context, string name, Action<Stream> write) =>
        Call(context, "SaveBinaryStream", name, (Action<BinaryWriter>)(writer => write(writer.BaseStream)));

    /// <summary>Begins to load a component, if its format and version can be read.</summary>
    /// <param name="context">A <c>ModelLoadContext</c>.</param>
    /// <param name="format">The format.</param>
    public static void BeginLoad(object context, ModelFormat format) => Call(context, "CheckAtModel", VersionInfo(format));

    /// <summary>Loads a text that is not empty.</summary>
    public static string LoadText(object context) => (string)Call(context, "LoadNonEmptyString")!;

    /// <summary>Loads a stream of its own from the model file; false where it has none of that name.</summary>
    public static bool TryLoadStream(object context, string name, Action<Stream> read) =>
        (bool)Call(context, "TryLoadBinaryStream", name, (Action<BinaryReader>)(reader => read(reader.BaseStream)))!;

    /// <summary>The environment that a catalog makes its components in.</summary>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        FieldInfo field = typeof(TransformsCatalog).GetFields(Members).FirstOrDefault(f => f.FieldType == typeof(IHostEnvironment))
            ?? throw Missing("TransformsCatalog's environment");
        return (IHostEnvironment)field.GetValue(catalog)!;
    }

    /// <summary>The GPU to run on, or null for none.</summary>
    public static int? GpuDeviceId(IHostEnvironment env) => env is MLContext context ? context.GpuDeviceId : Property(env, "GpuDeviceId") as int?;

    /// <summary>Whether to run on the CPU where the GPU cannot be had.</summary>
    public static bool FallbackToCpu(IHostEnvironment env) =>
        env is MLContext context ? context.FallbackToCpu : Property(env, "FallbackToCpu") is true;

    /// <summary>Where temporary files belong, or null for the system's folder.</summary>
    public static string? TempFilePath(IHostEnvironment env) =>
        env is MLContext context ? context.TempFilePath : Property(env, "TempFilePath") as string;

    /// <summary>Whether a method is the one by which ML.NET calls a component's constructor or <c>Create</c>, by reflection.</summary>
    public static bool CallsComponents(MethodBase? method) =>
        method is { Name: "CreateInstanceCore" } && method.DeclaringType?.DeclaringType == typeof(ComponentCatalog);

    /// <summary>Whether a method is one of ML.NET's core.</summary>
    public static bool IsCore(MethodBase? method) => method?.DeclaringType?.Assembly == _core;

    private static object? Property(IHostEnvironment env, string name) =>
        env.GetType().GetInterfaces().FirstOrDefault(i => i.Name == "IHostEnvironmentInternal")?.GetProperty(name)?.GetValue(env);

    private static object VersionInfo(ModelFormat format) => Construct(
        CoreType("Microsoft.ML.VersionInfo"),
        [typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)],
        format.Signature, ModelFormat.Version, ModelFormat.Version, ModelFormat.Version, _assembly, format.LoaderName, null);

    private static Type CoreType(string name) => _core.GetType(name) ?? throw Missing(name);

    private static object Construct(Type type, Type[] parameters, params object?[] arguments)
    {
        ConstructorInfo constructor = type.GetConstructor(Members, parameters) ?? throw Missing($"{type.Name}..ctor");
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object? Call(object target, string name, params object[] arguments)
    {
        MethodInfo method = target.GetType().GetMethod(name, Members, [.. arguments.Select(argument => argument.GetType())])
            ?? throw Missing($"{target.GetType().Name}.{name}");
        return method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static NotSupportedException Missing(string member) =>
        new($"This version of ML.NET ({_core.GetName().Version}) has no {member}, which models are saved and loaded with; "
            + "CausalFusion.ML is made for 5.0.1.");
}
