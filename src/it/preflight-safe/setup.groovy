// The application's database is running, as on the server that is deployed to.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath())
new File(basedir, '.env').text = "COMPOSE_PROJECT_NAME=${context.shop.name()}\n"
context.shop.up().seed()
return true
