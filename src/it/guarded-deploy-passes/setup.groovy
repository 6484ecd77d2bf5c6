// The database is running, and the application is what the deploy brings.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath())
new File(basedir, '.env').text = "COMPOSE_PROJECT_NAME=${context.shop.name()}\n"
context.shop.up('db').seed()
return true
