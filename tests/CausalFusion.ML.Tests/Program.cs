using CausalFusion.ML.Tests;
using CausalFusion.ML.Tests.Persistence;
using Xunit.MicrosoftTestingPlatform;

// The assembly is a program of its own as well: "load FILE…" prints what loaded models make, as a new process sees it.
if (args is ["load", .. var files])
{
    LoadingProcess.Print(files);
    return 0;
}
return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
