// The project was started under another name than the one that it has in this folder now.
context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up()
new File(basedir, '.env').text = "COMPOSE_PROJECT_NAME=renamed\n"
def compose = new File(basedir, 'compose.yaml')
compose.text = compose.text.replace('throwaway-secret', 'changed-secret')
return true
