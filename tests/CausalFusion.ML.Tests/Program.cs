using CausalFusion.ML.Tests;
using CausalFusion.ML.Tests.Images;
using CausalFusion.ML.Tests.Saving;
using Xunit.MicrosoftTestingPlatform;

// The assembly is a program of its own as well: "load FILE…" prints what loaded models make, as a new process sees it, "record FOLDER" writes
// the golden models, "save MODEL FILE" saves one until it is killed, and "decode FILE…" decodes images, with SkiaSharp's native library or without.
switch (args)
{
    case ["load", .. var files]:
        LoadingProcess.Print(files);
        return 0;
    case ["save", var model, var output]:
        KilledSaveTests.Save(model, output);
        return 0;
    case ["record", var folder]:
        GoldenModels.Record(folder);
        return 0;
    case ["decode", .. var files]:
        DecodingProcess.Print(files);
        return 0;
    case ["decode-without-library", .. var files]:
        DecodingProcess.PrintWithoutLibrary(files);
        return 0;
    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
