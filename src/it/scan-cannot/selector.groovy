// Needs no engine.
return io.github.dbguard.InvokerEngine.notNeeded(localRepositoryPath)
