// Needs no engine: a skipped goal must not even look for one.
return io.github.dbguard.InvokerEngine.notNeeded(localRepositoryPath)
