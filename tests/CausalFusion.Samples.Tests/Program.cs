using CausalFusion.Samples.Tests;
using CausalFusion.Samples.Tests.Notebooks;
using CausalFusion.Samples.Tests.Service;
using Xunit.MicrosoftTestingPlatform;

// Makes what the repository shows of its notebooks and of the service's page, with the network that it carries:
//   dotnet run -c Release --project tests/CausalFusion.Samples.Tests -- render [NOTEBOOK...]    runs notebooks in their kernel and writes what their
// cells showed into them   dotnet run -c Release --project tests/CausalFusion.Samples.Tests -- page                    takes the picture of the page
switch (args)
{
    case ["render", .. var names]:
        await using (var packages = new NotebookPackages())
        {
            await packages.InitializeAsync();
            foreach (string path in Directory.EnumerateFiles(Notebook.Folder, "*.ipynb").Order())
            {
                if (names.Length > 0 && !names.Contains(Path.GetFileName(path)))
                {
                    continue;
                }
                var notebook = new Notebook(path);
                await using NotebookKernel kernel = await packages.StartKernelAsync();
                await notebook.RunAsync(kernel);
                notebook.Save();
                Console.WriteLine(path);
            }
        }
        return 0;
    case ["page"]:
        await PagePicture.SaveAsync();
        Console.WriteLine(PagePicture.Path);
        return 0;
    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
