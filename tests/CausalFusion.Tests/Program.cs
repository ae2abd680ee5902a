using CausalFusion.Tests;
using CausalFusion.Tests.Native;
using Xunit.MicrosoftTestingPlatform;

// The assembly is a program of its own as well: "start torch" and "start network" use the one or the other first, as a new process sees it.
if (args is ["start", var first])
{
    StartProcess.Print(first);
    return 0;
}
return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
