// Skips the project where there is no engine, and fails it on a CI server.
return io.github.dbguard.InvokerEngine.isThere(localRepositoryPath)
