// The application's database is running, as on the server that is deployed to.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up().seed()
return true
