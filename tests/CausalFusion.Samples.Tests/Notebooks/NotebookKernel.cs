using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>Runs C# cells one after the other, as a notebook does; packages are the assemblies that were built.</summary>
internal sealed partial class NotebookKernel : IDisposable
{
    private static readonly string[] _imports = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading.Tasks"];

    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly NotebookGlobals _globals = new();
    private readonly ScriptOptions _options;
    private ScriptState<object>? _state;

    public NotebookKernel()
    {
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _options = ScriptOptions.Default.WithReferences(assemblies).WithImports(_imports);
        foreach (string assembly in assemblies.Where(path => Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))
        {
            _loader.RegisterDependency(System.Reflection.Assembly.LoadFrom(assembly));
        }
    }

    /// <summary>Runs one cell.</summary>
    /// <returns>What it showed, its value last, and what it wrote to the console.</returns>
    public async Task<(IReadOnlyList<object> Displayed, object? Value, string Console)> RunAsync(string code)
    {
        string script = PackageReference().Replace(code, "");
        TextWriter console = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            _globals.Displayed.Clear();
            _state = _state is null
                ? await CSharpScript.Create<object>(script, _options, typeof(NotebookGlobals), _loader).RunAsync(_globals)
                : await _state.ContinueWithAsync<object>(script, _options);
            return ([.. _globals.Displayed], _state.ReturnValue, written.ToString());
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    public void Dispose() => _loader.Dispose();

    [GeneratedRegex("""^\s*#r\s+"nuget:[^"]*"\s*$""", RegexOptions.Multiline)]
    private static partial Regex PackageReference();
}
