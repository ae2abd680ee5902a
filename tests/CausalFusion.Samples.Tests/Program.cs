using System.Globalization;
using CausalFusion.Samples.Tests;
using CausalFusion.Samples.Tests.Notebooks;
using CausalFusion.Samples.Tests.Service;
using Xunit.MicrosoftTestingPlatform;

// Makes what the repository shows of its notebooks and of the service, with the networks that it carries:
//   dotnet run -c Release --project tests/CausalFusion.Samples.Tests -- COMMAND
// render [NOTEBOOK...]       runs notebooks in their kernel and writes what their cells showed into them
// page                       takes the pictures of the page
// load [CLIENTS] [SECONDS]   many clients at once
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
        await PagePictures.SaveAsync();
        return 0;
    case ["load", .. var numbers]:
        using (var load = new LoadRun())
        {
            return await load.RunAsync(Number(0, 64), TimeSpan.FromSeconds(Number(1, 60)));
        }

        int Number(int place, int otherwise) => numbers.Length > place ? int.Parse(numbers[place], CultureInfo.InvariantCulture) : otherwise;
    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
