using CausalFusion.Tests;
using CausalFusion.Tests.Files;
using CausalFusion.Tests.Native;
using Xunit.MicrosoftTestingPlatform;

// The assembly is a program of its own as well: "start torch" and "start network" use the one or the other first, as a new process sees it;
// "write file PATH" and "write spill FOLDER" stop in the middle of writing.
if (args is ["start", var first])
{
    StartProcess.Print(first);
    return 0;
}
if (args is ["write", var what, var path])
{
    WritingProcess.Run(what, path);
    return 0;
}
return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
