// Some tests count the process's tensors and allocations.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
