context.shop = io.github.dbguard.ComposeProject.in(basedir.toPath()).up()
return true
