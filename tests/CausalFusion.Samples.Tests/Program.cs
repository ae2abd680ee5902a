using CausalFusion.Samples.Tests.Notebooks;

// Runs the notebooks and writes what their cells showed into them:
//   dotnet run -c Release --project tests/CausalFusion.Samples.Tests -- render [NAME...]
if (args is not ["render", ..])
{
    Console.Error.WriteLine("usage: render [NAME...]");
    return 2;
}
Environment.CurrentDirectory = Notebook.Folder;
foreach (string path in Directory.EnumerateFiles(Notebook.Folder, "*.ipynb").Order())
{
    if (args.Length == 1 || args.Contains(Path.GetFileName(path)))
    {
        var notebook = new Notebook(path);
        await notebook.RunAsync();
        notebook.Save();
        Console.WriteLine(Path.GetFileName(path));
    }
}
return 0;
