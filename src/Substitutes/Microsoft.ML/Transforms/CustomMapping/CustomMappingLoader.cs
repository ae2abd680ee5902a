using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel), "",
    CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Saves a mapping by its name and the assembly that knows it, and finds it again.</summary>
internal static class CustomMappingLoader
{
    internal const string LoaderSignature = "CustomTransformer";

    private static readonly VersionInfo Version =
        new("CUSTOMXF", 0x00010002, 0x00010002, 0x00010002, typeof(CustomMappingLoader).Assembly.FullName, LoaderSignature);

    internal static void Save(ModelSaveContext ctx, string contractName, Assembly assembly)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(contractName);
        ctx.SaveNonEmptyString(assembly.FullName);
    }

    internal static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string contractName = ctx.LoadNonEmptyString(), assemblyName = ctx.LoadNonEmptyString();
        // An assembly that the process has loaded can be asked; others the user registers.
        if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.FullName == assemblyName) is { } assembly)
            env.ComponentCatalog.RegisterAssembly(assembly, throwOnError: false);
        var factory = env.ComponentCatalog.CreateExtension(typeof(CustomMappingFactoryAttributeAttribute), contractName)
            ?? throw env.Except($"The model has a custom mapping with contract '{contractName}', and no registered assembly has a factory for it: " +
                $"call ComponentCatalog.RegisterAssembly with the assembly that has ('{assemblyName}' when the model was saved)");
        return factory is ICustomMappingFactory mapping
            ? mapping.CreateTransformer(env, contractName)
            : throw env.Except($"Class '{factory.GetType()}' with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>)}'");
    }
}
