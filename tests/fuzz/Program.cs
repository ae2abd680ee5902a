using CausalFusion.Fuzz;

return args switch
{
    ["child", var name] => ChildProcess.Run(FuzzTargets.Find(name)),
    _ => CommandLine.Run(args),
};
