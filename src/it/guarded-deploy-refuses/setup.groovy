// The database is running under a password that is not in the Compose file any more.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath())
new File(basedir, '.env').text = "COMPOSE_PROJECT_NAME=${context.shop.name()}\n"
context.shop.up('db').seed()
def compose = new File(basedir, 'compose.yaml')
compose.text = compose.text.replace('throwaway-secret', 'changed-secret')
return true
