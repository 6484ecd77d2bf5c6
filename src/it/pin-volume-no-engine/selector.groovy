return io.github.dbguard.InvokerEngine.notNeeded(localRepositoryPath)
