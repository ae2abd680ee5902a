// Counts of live tensors are the process's, and so is the default generator.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
